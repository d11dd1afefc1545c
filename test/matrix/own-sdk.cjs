// An application's own OpenTelemetry SDK, with or without our instrumentation in it.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { TokenInstrumentation } = require('@lavague-tokens/otel');

const instrumentations = process.env.DOOR === 'TokenInstrumentation' ? [new TokenInstrumentation()] : [];
new NodeSDK({ instrumentations }).start();
