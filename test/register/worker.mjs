import { isMainThread, Worker } from 'node:worker_threads';
import { agentRun } from '@lavague-tokens/otel';
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'any', maxRetries: 0 });
const call = () =>
  client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello.' }] });

if (isMainThread) {
  await call();
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  worker.on('exit', code => console.log(`worker ended with ${code}`));
} else {
  await call();
  await agentRun('inside', call);
  if (process.argv[2] === 'exit') process.exit(5);
}
