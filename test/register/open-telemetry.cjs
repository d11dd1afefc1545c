const { context, propagation, trace } = require('@opentelemetry/api');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');

const kinds = {
  NodeSDK: () => {
    const { NodeSDK } = require('@opentelemetry/sdk-node');
    const sdk = new NodeSDK({
      traceExporter: new OTLPTraceExporter(),
      resourceDetectors: [],
      metricReaders: [],
      logRecordProcessors: [],
    });
    sdk.start();
    return sdk;
  },
  'bare provider': () => {
    const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
    const { CompositePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
    const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
    const exporter = new OTLPTraceExporter();
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(
      new CompositePropagator({ propagators: [new W3CTraceContextPropagator()] }),
    );
    trace.setGlobalTracerProvider(provider);
    return provider;
  },
};

exports.openTelemetry = () => kinds[process.env.APP_SDK]();
