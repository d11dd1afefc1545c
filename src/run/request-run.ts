import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { warnOnce } from '../telemetry/failsafe.js';
import { tracer } from '../telemetry/tracer.js';
import { runFromBaggage } from './baggage.js';
import { watchExit } from './exit.js';
import { runOptions } from './options.js';
import { becomeServer } from './process-run.js';
import { reportRun } from './report.js';
import { Run } from './run.js';

/** The run of an incoming HTTP request: from the request to the end of its response, made at its first call. */
export class RequestRun {
  private readonly startTime = performance.now();
  private headers: IncomingMessage['headers'] | undefined;
  private run: Run | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.headers = request.headers;
    response.once('close', () => {
      // Connections made while it was answered may hold this object for long.
      this.headers = undefined;
      this.run?.end();
    });
  }

  /** The run for a call made now; none once the response is over. */
  open(): Run | undefined {
    becomeServer();
    if (!this.headers) {
      warnOnce('A call was made after the response to its request: it is counted in a run of the process');
      return undefined;
    }
    this.run ??= this.start();
    return this.run;
  }

  /** The context of who sent the request, for where no HTTP instrumentation has made it the active one. */
  caller(): Context {
    if (!this.headers) return ROOT_CONTEXT;
    // The first tracer starts the SDK, and the propagator comes with it.
    tracer();
    return propagation.extract(ROOT_CONTEXT, this.headers);
  }

  private start(): Run {
    watchExit();
    const around = this.caller();
    const { agent, budget, onExceeded } = runOptions();
    return new Run({
      name: agent,
      budget,
      onExceeded,
      around,
      partOf: runFromBaggage(around),
      startTime: this.startTime,
      onEnd: reportRun,
    });
  }
}
