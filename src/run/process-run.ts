import { watchExit } from './exit.js';
import { runOptions } from './options.js';
import { reportRun } from './report.js';
import { Run } from './run.js';

let current: Run | undefined;
let earlier = false;

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
    startTime: earlier ? undefined : performance.timeOrigin,
    onEnd: reportRun,
  });
  earlier = true;
  return current;
}
