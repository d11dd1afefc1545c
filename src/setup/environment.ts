type Environment = Readonly<Record<string, string | undefined>>;

/** What the exporter, the resource or nobody reads; for anything else the environment is asked, NodeSDK answers. */
const understood = [
  /^OTEL_SERVICE_NAME$/,
  /^OTEL_RESOURCE_ATTRIBUTES$/,
  /^OTEL_EXPORTER_OTLP_/,
  /^OTEL_(TRACES|METRICS|LOGS)_EXPORTER$/,
  /^OTEL_SDK_DISABLED$/,
  /^OTEL_INSTRUMENTATION_GENAI_/,
  /^OTEL_SEMCONV_STABILITY_OPT_IN$/,
];

/** Whether the environment has the SDK do what plain tracing does not: samplers, limits, propagators, detectors. */
export function asksForMore(environment: Environment): boolean {
  return Object.entries(environment).some(
    ([name, value]) => name.startsWith('OTEL_') && value && !understood.some(pattern => pattern.test(name)),
  );
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function sendsNothing(environment: Environment): boolean {
  return (
    exporterName(environment) === 'none' || environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
  );
}

export function leavesAsJson(environment: Environment): boolean {
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ||
    environment['OTEL_EXPORTER_OTLP_PROTOCOL'] ||
    'http/json';
  return exporterName(environment) === 'otlp' && protocol.trim() === 'http/json';
}

function exporterName(environment: Environment): string {
  return (environment['OTEL_TRACES_EXPORTER'] || 'otlp').trim();
}
