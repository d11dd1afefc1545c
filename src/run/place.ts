import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestRun } from './request-run.js';
import type { Run } from './run.js';

/** Where code runs: in which agent run, and in the answer to which HTTP request. */
export interface Place {
  readonly run?: Run;
  readonly request?: RequestRun;
}

/** Our own storage: membership in a run does not depend on an SDK, its context manager or its sampling. */
const storage = new AsyncLocalStorage<Place>();

export function currentPlace(): Place | undefined {
  return storage.getStore();
}

/** Runs `work` as a part of `run`. */
export function runInside<T>(run: Run, work: () => T): T {
  return storage.run({ run, request: storage.getStore()?.request }, work);
}

/** Runs `work` in this place, unless it is in one already. */
export function runInPlace<T>(place: Place, work: () => T): T {
  return storage.getStore() ? work() : storage.run(place, work);
}

/** Has what follows in this asynchronous context happen in this place. */
export function enterPlace(place: Place): void {
  storage.enterWith(place);
}
