import type { SpanExporter } from '@opentelemetry/sdk-trace';

/** An exporter of OTLP/HTTP JSON, set up by the environment, that is loaded at its first batch or by `load`. */
export function exporterOnUse(
  environment: NodeJS.ProcessEnv,
  timeoutMillis: number,
): SpanExporter & { load(): void } {
  let loaded: SpanExporter | undefined;
  const load = () => {
    if (loaded) return loaded;
    const { OTLPTraceExporter } =
      require('@opentelemetry/exporter-trace-otlp-http') as typeof import('@opentelemetry/exporter-trace-otlp-http');
    const timeoutIsSet =
      environment['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] || environment['OTEL_EXPORTER_OTLP_TIMEOUT'];
    loaded = new OTLPTraceExporter(timeoutIsSet ? {} : { timeoutMillis });
    return loaded;
  };
  return {
    load: () => void load(),
    export: (spans, done) => load().export(spans, done),
    forceFlush: async () => loaded?.forceFlush?.(),
    shutdown: async () => loaded?.shutdown(),
  };
}
