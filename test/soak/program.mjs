// Without arguments: prints what a bare client gives for each kind of call and fault. With a file of these: makes many
// mixed calls, some of them faulty, and compares.
import { readFileSync } from 'node:fs';
import { agentRun } from '@lavague-tokens/otel';
import OpenAI from 'openai';

const [expectedFile, ...numbers] = process.argv.slice(2);
const [calls, concurrency, faulty] = numbers.map(Number);
const client = new OpenAI({ apiKey: 'any', maxRetries: 0 });
const model = 'gpt-4o';
const messages = [{ role: 'user', content: 'Say hello.' }];

const drain = async stream => {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
};
const kinds = {
  chat: options => client.chat.completions.create({ model, messages }, options),
  'chat, streamed': async options =>
    drain(await client.chat.completions.create({ model, messages, stream: true }, options)),
  'chat, left early': async options => {
    for await (const event of await client.chat.completions.create(
      { model, messages, stream: true },
      options,
    ))
      return event;
  },
  'chat, with its response': async options =>
    (await client.chat.completions.create({ model, messages }, options).withResponse()).data,
  responses: options => client.responses.create({ model, input: 'Say hello.' }, options),
  'responses, streamed': async options =>
    drain(await client.responses.create({ model, input: 'Say hello.', stream: true }, options)),
  embeddings: options =>
    client.embeddings.create(
      { model: 'text-embedding-3-small', input: ['Hello, world', 'Hi'], dimensions: 8 },
      options,
    ),
  completion: options =>
    client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'The quick brown fox' }, options),
};
const faults = ['status', 'not json', 'error event', 'drop', 'half chunk', 'abort'];

async function see(kind, fault) {
  const options = { headers: { 'x-fault': fault } };
  if (fault === 'abort') options.signal = AbortSignal.abort();
  const seen = await kinds[kind](options).catch(error => [
    error.constructor.name,
    error.message,
    error.status,
  ]);
  return JSON.stringify(seen ?? null)
    .replace(/local\d+/g, '')
    .replace(/"created(_at)?":\d+/g, '');
}

if (expectedFile === undefined) {
  const expected = {};
  for (const kind of Object.keys(kinds))
    for (const fault of ['none', ...faults]) expected[`${kind}/${fault}`] = await see(kind, fault);
  console.log(JSON.stringify(expected));
  process.exit();
}
const expected = JSON.parse(readFileSync(expectedFile, 'utf8'));

const names = Object.keys(kinds);
let differences = 0;
let begun = 0;
const heap = [];
async function work() {
  while (begun < calls) {
    const number = begun++;
    const kind = names[number % names.length];
    // Spread evenly, and over all kinds.
    const fault =
      (number * 7919) % 1000 < faulty * 1000
        ? faults[Math.floor(number / names.length) % faults.length]
        : 'none';
    const seen = await see(kind, fault);
    if (seen !== expected[`${kind}/${fault}`]) {
      differences += 1;
      if (differences < 5) console.error(kind, fault, seen, expected[`${kind}/${fault}`]);
    }
    if (number % Math.ceil(calls / 10) === 0) {
      globalThis.gc();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
}
const workers = () => Promise.all(Array.from({ length: concurrency }, work));
const seconds = performance.now();
const { totals } = await agentRun('soak', async run => {
  await workers();
  return { totals: run.totals };
});
globalThis.gc();
heap.push(process.memoryUsage().heapUsed);
console.log(JSON.stringify({ differences, heap, totals, seconds: (performance.now() - seconds) / 1_000 }));
