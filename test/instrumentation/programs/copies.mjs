// Three majors in one process, each as ES module and as CommonJS.
import { createRequire } from 'node:module';
import { call } from './one-call.mjs';

for (const major of [5, 6, 7]) {
  const fixture = new URL(`../../fixtures/openai-${major}/`, import.meta.url);
  const { OpenAI } = await import(new URL('client.mjs', fixture));
  await call(OpenAI);
  await call(createRequire(new URL('app.cjs', fixture))('openai'));
}
await call();
