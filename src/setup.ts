import { spawnSync } from 'node:child_process';
import { DiagConsoleLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { sendAtExit } from './run/exit.js';
import { asksForMore, leavesAsJson, sendsNothing } from './setup/environment.js';
import { exporterOnUse } from './setup/exporter-on-use.js';
import { KeptSpans } from './setup/kept-spans.js';
import { writePlainSpans } from './setup/plain-spans.js';
import { startTracing } from './setup/start-tracing.js';
import { sayWhatWaits } from './telemetry/failsafe.js';
import { currentProvider } from './telemetry/tracer.js';

/** What a dead collector may cost at the end of the process, in all. */
const EXIT_MS = 1_800;

/**
 * One attempt to send a batch; short, because a batch that fails is kept and the process may be about to end. Shorter
 * still once a batch has failed: both together stay under two seconds.
 */
const EXPORT_MS = 1_500;
const PROBE_MS = 400;

/** After this time the request that started the SDK is on its way, and its answer is not there yet. */
const UNDER_WAY_MS = 100;

/**
 * Starts an OpenTelemetry SDK for an application that has none. Everything standard comes from the `OTEL_*` environment;
 * without `OTEL_EXPORTER_OTLP_PROTOCOL` spans leave as OTLP/HTTP JSON.
 */
export function startSdk(environment: NodeJS.ProcessEnv = process.env): void {
  if (sendsNothing(environment)) return;
  showWarnings(environment);
  if (!leavesAsJson(environment)) {
    startNodeSdk();
    sayWhatWaits();
    return;
  }
  const patient = exporterOnUse(environment, EXPORT_MS);
  const kept = new KeptSpans(patient, exporterOnUse(environment, PROBE_MS));
  if (asksForMore(environment)) startNodeSdk(kept);
  else startTracing(kept);
  sayWhatWaits();
  // What takes longest to load is not waited for by anybody then.
  setTimeout(patient.load, UNDER_WAY_MS).unref();
  sendAtExit({ send: () => sendLastSpans(kept, environment), answers: () => kept.answers() });
}

function startNodeSdk(traceExporter?: KeptSpans): void {
  // Loaded here: it takes several times as long as all the rest.
  const { NodeSDK } = require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
  const { envDetector } = require('@opentelemetry/resources') as typeof import('@opentelemetry/resources');
  new NodeSDK({
    traceExporter,
    // Only spans are ours to send, whatever the environment would have the SDK do for metrics and logs.
    metricReaders: [],
    logRecordProcessors: [],
    // The default detectors would send the command line, which may hold the user's prompt.
    resourceDetectors: process.env['OTEL_NODE_RESOURCE_DETECTORS'] ? undefined : [envDetector],
  }).start();
}

/** In the `exit` event only synchronous work is done: a short-lived process of its own sends what is left. */
function sendLastSpans(kept: KeptSpans, environment: NodeJS.ProcessEnv): void {
  const spans = kept.takeAll(() => void currentProvider().forceFlush?.());
  // A collector that has just been found gone is not waited for once more.
  if (spans.length === 0 || !kept.isReachable) return;
  const { NODE_OPTIONS, ...rest } = environment;
  spawnSync(process.execPath, [require.resolve('./setup/exit-sender.js')], {
    input: writePlainSpans(spans),
    env: { ...rest, OTEL_EXPORTER_OTLP_TIMEOUT: String(EXPORT_MS), OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '' },
    timeout: EXIT_MS,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Lets warnings be seen, unless the app listens to `diag` itself or the environment sets a level. */
function showWarnings(environment: NodeJS.ProcessEnv): void {
  const api = (globalThis as Record<symbol, { diag?: unknown } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  if (environment['OTEL_LOG_LEVEL'] || api?.diag) return;
  diag.setLogger(new DiagConsoleLogger(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
