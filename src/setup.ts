import { spawnSync } from 'node:child_process';
import { DiagConsoleLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { sendAtExit } from './run/exit.js';
import { KeptSpans } from './setup/kept-spans.js';
import { writePlainSpans } from './setup/plain-spans.js';
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

/**
 * Starts an OpenTelemetry SDK for an application that has none. Everything standard comes from the `OTEL_*` environment;
 * without `OTEL_EXPORTER_OTLP_PROTOCOL` spans leave as OTLP/HTTP JSON.
 */
export function startSdk(environment: NodeJS.ProcessEnv = process.env): void {
  if (exporterName(environment) === 'none') return;
  showWarnings(environment);
  const kept = leavesAsJson(environment)
    ? new KeptSpans(jsonExporter(environment, EXPORT_MS), jsonExporter(environment, PROBE_MS))
    : undefined;
  const sdk = new NodeSDK({
    traceExporter: kept,
    // Only spans are ours to send, whatever the environment would have the SDK do for metrics and logs.
    metricReaders: [],
    logRecordProcessors: [],
    // The default detectors would send the command line, which may hold the user's prompt.
    resourceDetectors: environment['OTEL_NODE_RESOURCE_DETECTORS'] ? undefined : [resources.envDetector],
  });
  sdk.start();
  sayWhatWaits();
  if (kept) sendAtExit(() => sendLastSpans(kept, environment));
}

function exporterName(environment: NodeJS.ProcessEnv): string {
  return (environment['OTEL_TRACES_EXPORTER'] || 'otlp').trim();
}

function leavesAsJson(environment: NodeJS.ProcessEnv): boolean {
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ||
    environment['OTEL_EXPORTER_OTLP_PROTOCOL'] ||
    'http/json';
  return exporterName(environment) === 'otlp' && protocol.trim() === 'http/json';
}

function jsonExporter(environment: NodeJS.ProcessEnv, timeoutMillis: number): OTLPTraceExporter {
  const timeoutIsSet =
    environment['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] || environment['OTEL_EXPORTER_OTLP_TIMEOUT'];
  return new OTLPTraceExporter(timeoutIsSet ? {} : { timeoutMillis });
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
