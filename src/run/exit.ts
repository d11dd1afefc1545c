import { isMainThread } from 'node:worker_threads';
import { errorType, failsafe } from '../telemetry/failsafe.js';
import { currentProvider } from '../telemetry/tracer.js';
import { giveUpOpenRuns } from './run.js';

/** What the last spans may cost at the end of the process. */
const EXIT_MS = 1_800;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let watching = false;
let watchesSignals = false;
let uncaught: unknown;
let lastSpans: LastSpans | undefined;
const watchedProviders = new WeakSet<object>();

/** What sends the last spans of a process that ends. */
interface LastSpans {
  /** Sends what is left before it returns. */
  send(): void;
  /** Resolves when what is on its way has arrived; `undefined` where nothing is. */
  answers(): Promise<void> | undefined;
}

/** Has the last spans sent when the process ends with no time left. */
export function sendAtExit(spans: LastSpans): void {
  lastSpans = spans;
}

/** Has signals that would end the process let the open runs end first; for the door that owns the whole process. */
export function endRunsOnSignals(): void {
  watchesSignals = true;
}

/** Sees to it that open runs end, and their spans leave, before the process or its SDK does. */
export function watchExit(): void {
  watchShutdown();
  if (watching) return;
  watching = true;
  // First in line: a listener of the app's that shuts its SDK down would close the door before us.
  process.prependListener('beforeExit', code => {
    watchShutdown();
    endRuns('the process ended', failureOf(code));
    void flush();
  });
  // Told of without being handled: what an uncaught error does to the process stays as it is.
  process.on('uncaughtExceptionMonitor', error => {
    uncaught = error;
  });
  process.on('exit', code => {
    endRuns('the process ended', failureOf(code));
    failsafe('send the last spans', () => lastSpans?.send());
  });
  // A worker thread gets no signals.
  if (watchesSignals && isMainThread) for (const signal of SIGNALS) process.on(signal, endBySignal);
}

/** `error.type` of the runs that the end of the process cut short. */
function failureOf(exitCode: number): string | undefined {
  if (exitCode === 0) return undefined;
  return uncaught === undefined ? `exit code ${exitCode}` : errorType(uncaught);
}

/** Ends as the bare process would have, once the spans are out; an app that listens itself decides on its own. */
function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endRuns(`the process got ${signal}`, signal);
  const end = () => {
    failsafe('send the last spans', () => lastSpans?.send());
    process.removeListener(signal, endBySignal);
    process.kill(process.pid, signal);
  };
  // Spans on their way would arrive twice if they were sent once more.
  const answers = lastSpans ? lastSpans.answers() : flush();
  if (!answers) {
    end();
    return;
  }
  const late = new Promise(resolve => setTimeout(resolve, EXIT_MS));
  void Promise.race([late, answers]).finally(end);
}

async function flush(): Promise<void> {
  await Promise.resolve(failsafe('flush the spans', () => currentProvider().forceFlush?.())).catch(
    () => undefined,
  );
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

function endRuns(reason: string, failure?: string): void {
  failsafe('end the open runs', () => giveUpOpenRuns(reason, failure));
}
