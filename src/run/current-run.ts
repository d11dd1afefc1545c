import type { Context } from '@opentelemetry/api';
import { warnOnce } from '../telemetry/failsafe.js';
import { currentPlace } from './place.js';
import { processRun } from './process-run.js';
import type { Run } from './run.js';

/** The innermost run around this code that still takes calls. */
export function enclosingRun(): Run | undefined {
  const innermost = currentPlace()?.run;
  let run = innermost;
  while (run && !run.isRunning) run = run.parent;
  if (innermost && run !== innermost) {
    warnOnce('A call was made after the end of its agent run: it is counted in the run around it');
  }
  return run;
}

/** The run a call belongs to: the innermost around it, else that of the request being answered, else the process's. */
export function runOfCall(): Run {
  return enclosingRun() ?? currentPlace()?.request?.open() ?? processRun();
}

/** The context that came with the request being answered. */
export function callerOfRequest(): Context | undefined {
  return currentPlace()?.request?.caller();
}
