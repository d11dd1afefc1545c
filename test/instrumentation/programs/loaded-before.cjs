// The client is required before the instrumentation: a common mistake. With an argument, instrument() mends it.
const OpenAI = require('openai');
const { DiagConsoleLogger, DiagLogLevel, diag } = require('@opentelemetry/api');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { TokenInstrumentation, instrument } = require('@lavague-tokens/otel');

new NodeSDK({ instrumentations: [new TokenInstrumentation(), new TokenInstrumentation()] }).start();
diag.setLogger(new DiagConsoleLogger(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
if (process.argv[2] === 'instrument') instrument(OpenAI);

setTimeout(async () => {
  const { call } = await import('./one-call.mjs');
  await call(OpenAI);
}, 10);
