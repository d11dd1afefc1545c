// An application's own OpenTelemetry SDK, with or without our instrumentation in it.
import { TokenInstrumentation } from '@lavague-tokens/otel';
import { NodeSDK } from '@opentelemetry/sdk-node';

const instrumentations = process.env.DOOR === 'TokenInstrumentation' ? [new TokenInstrumentation()] : [];
new NodeSDK({ instrumentations }).start();
