import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { failsafe } from '../telemetry/failsafe.js';
import { enterPlace, runInPlace } from './place.js';
import { RequestRun } from './request-run.js';

let watching = false;

/**
 * Has every incoming HTTP request be a place of its own. Node tells of requests before any handler sees them
 * (https://nodejs.org/api/diagnostics_channel.html#http), so that this works with and without other instrumentation.
 */
export function watchRequests(): void {
  if (watching) return;
  watching = true;
  subscribe('http.server.request.start', message =>
    failsafe('follow a request', () => {
      const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
      const place = { request: new RequestRun(request, response) };
      enterPlace(place);
      // From Node 24 on, events of the body are emitted in the socket's context and not in the request's.
      const { emit } = request;
      Object.defineProperty(request, 'emit', {
        value(this: IncomingMessage, ...args: Parameters<typeof emit>) {
          return runInPlace(place, () => emit.apply(this, args));
        },
        writable: true,
        configurable: true,
      });
    }),
  );
}
