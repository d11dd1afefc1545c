/**
 * A program of its own: the process that ends starts it, writes its last spans to it, and waits until it has sent
 * them. The endpoint, headers and the rest come from the same `OTEL_EXPORTER_OTLP_*` environment.
 */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { readPlainSpans } from './plain-spans.js';

const chunks: Buffer[] = [];
process.stdin.on('data', chunk => chunks.push(chunk));
process.stdin.on('end', () => {
  const spans = readPlainSpans(Buffer.concat(chunks));
  new OTLPTraceExporter().export(spans, result => process.exit(result.code));
});
