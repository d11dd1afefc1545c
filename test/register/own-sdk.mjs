/** An application with an SDK of its own, which it sets up, and shuts down, at a time of its choosing. */
import { trace } from '@opentelemetry/api';
import OpenAI from 'openai';
import { openTelemetry } from './open-telemetry.cjs';

const how = process.argv[2];
// Before us or after us: `--require ./open-telemetry.cjs` has set it up already.
const sdk = globalThis.startedSdk ?? openTelemetry();
const client = new OpenAI({ apiKey: 'any', maxRetries: 0 });
const call = () =>
  client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello.' }] });

await trace.getTracer('app').startActiveSpan('the app', async span => {
  await call();
  span.end();
});
if (how === 'shut down before the end') await sdk.shutdown();
if (how === 'shut down in beforeExit') process.once('beforeExit', () => sdk.shutdown());
if (how === 'shut down by SIGTERM') {
  process.once('SIGTERM', () => sdk.shutdown().then(() => process.exit(0)));
  process.kill(process.pid, 'SIGTERM');
  setInterval(() => {}, 1_000);
}
if (how === 'left to itself with a call open') {
  void call();
  await new Promise(resolve => setTimeout(resolve, 20));
  await sdk.shutdown();
}
