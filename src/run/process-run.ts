import { watchExit } from './exit.js';
import { runOptions } from './options.js';
import { reportRun } from './report.js';
import { Run } from './run.js';

let current: Run | undefined;
let earlier = false;
let isServer = false;

/** The run of a program that names none: from the start of the process to its end, made at its first call. */
export function processRun(): Run {
  if (current?.isRunning) return current;
  watchExit();
  const { agent, budget, onExceeded } = runOptions();
  current = new Run({
    name: agent,
    budget,
    onExceeded,
    // A call after the end of the first one (in a `beforeExit` listener, say) opens another, which starts then.
    startTime: earlier || isServer ? undefined : performance.timeOrigin,
    onEnd: reportRun,
  });
  earlier = true;
  if (isServer) current.endWhenIdle();
  return current;
}

/**
 * The process makes calls for the requests it answers: a run of its own would never end. What it has called so far
 * is one run, and what it still calls between requests is a run each time.
 */
export function becomeServer(): void {
  if (isServer) return;
  isServer = true;
  current?.endWhenIdle();
}
