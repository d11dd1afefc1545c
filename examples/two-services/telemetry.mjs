/** An application's own OpenTelemetry SDK. The instrumentations of HTTP and fetch carry the run from process to process. */
import { createRequire } from 'node:module';
import { TokenInstrumentation } from '@lavague-tokens/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation(), new TokenInstrumentation()],
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();
// The instrumentation of HTTP works from the first `require` on; an `import` alone would not wake it.
createRequire(import.meta.url)('node:http');

process.once('SIGTERM', () => sdk.shutdown().finally(() => process.exit()));
process.once('beforeExit', () => sdk.shutdown());
