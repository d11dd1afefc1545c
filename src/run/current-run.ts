import { AsyncLocalStorage } from 'node:async_hooks';
import { warnOnce } from '../telemetry/failsafe.js';
import { processRun } from './process-run.js';
import type { Run } from './run.js';

/** Our own storage: membership in a run does not depend on an SDK, its context manager or its sampling. */
const storage = new AsyncLocalStorage<Run>();

/** Runs `work` as a part of `run`, in the run's OpenTelemetry context. */
export function runInside<T>(run: Run, work: () => T): T {
  return storage.run(run, work);
}

/** The innermost run around this code that still takes calls. */
export function enclosingRun(): Run | undefined {
  const innermost = storage.getStore();
  let run = innermost;
  while (run && !run.isRunning) run = run.parent;
  if (innermost && run !== innermost) {
    warnOnce('A call was made after the end of its agent run: it is counted in the run around it');
  }
  return run;
}

/** The run a call belongs to: the innermost around it, else the process. */
export function runOfCall(): Run {
  return enclosingRun() ?? processRun();
}
