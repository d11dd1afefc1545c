import { failsafe } from '../telemetry/failsafe.js';
import { currentProvider } from '../telemetry/tracer.js';
import { giveUpOpenRuns } from './run.js';

let watching = false;
let sendAtOnce: (() => void) | undefined;
const watchedProviders = new WeakSet<object>();

/** Has `send` called when the process ends with no time left: it must send what is left before it returns. */
export function sendAtExit(send: () => void): void {
  sendAtOnce = send;
}

/** Sees to it that open runs end, and their spans leave, before the process or its SDK does. */
export function watchExit(): void {
  watchShutdown();
  if (watching) return;
  watching = true;
  // First in line: a listener of the app's that shuts its SDK down would close the door before us.
  process.prependListener('beforeExit', () => {
    watchShutdown();
    endRuns('the process ended');
    void Promise.resolve(failsafe('flush the spans', () => currentProvider().forceFlush?.())).catch(() => {});
  });
  process.on('exit', () => {
    endRuns('the process ended');
    failsafe('send the last spans', () => sendAtOnce?.());
  });
}

/** A provider that is shut down takes no more spans: the open runs end just before. */
function watchShutdown(): void {
  failsafe('watch the shutdown of the SDK', () => {
    const provider = currentProvider();
    const { shutdown } = provider;
    if (!shutdown || watchedProviders.has(provider)) return;
    watchedProviders.add(provider);
    provider.shutdown = function (this: unknown) {
      endRuns('the SDK was shut down');
      return shutdown.call(this);
    };
  });
}

function endRuns(reason: string): void {
  failsafe('end the open runs', () => giveUpOpenRuns(reason));
}
