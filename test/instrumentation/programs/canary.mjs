// Sends a secret through every way in and out, and says how often it is found in the memory that is left.
import { randomBytes } from 'node:crypto';
import { getHeapSnapshot } from 'node:v8';
import OpenAI from 'openai';

// Kept outside the heap: only what others hold of it is found there.
const secret = randomBytes(12);
let used = secret;
const word = () => `canary ${used.toString('hex')}`;

async function useEverything() {
  const defaultHeaders = { 'x-secret': word() };
  const client = new OpenAI({
    apiKey: word(),
    maxRetries: 0,
    defaultHeaders,
  });
  const ignore = () => undefined;
  const drain = async stream => {
    for await (const _ of stream);
  };
  const schema = {
    type: 'object',
    properties: { [word()]: { type: 'string', description: word(), enum: [word()] } },
  };
  const body = () => ({
    model: 'gpt-4o',
    messages: [
      { role: 'system', content: word(), name: word() },
      {
        role: 'user',
        content: [
          { type: 'text', text: word() },
          { type: 'image_url', image_url: { url: `data:${word()}` } },
        ],
      },
    ],
    tools: [{ type: 'function', function: { name: word(), description: word(), parameters: schema } }],
    response_format: { type: 'json_schema', json_schema: { name: word(), schema } },
    user: word(),
    metadata: { secret: word() },
  });
  await client.chat.completions.create(body()).catch(ignore);
  await drain(await client.chat.completions.create({ ...body(), stream: true })).catch(ignore);
  await client.chat.completions.create({ ...body(), model: undefined }).catch(ignore);
  await client.responses.create({ model: 'gpt-4o', instructions: word(), input: word() }).catch(ignore);
  await drain(await client.responses.create({ model: 'gpt-4o', input: word(), stream: true })).catch(ignore);
  await client.embeddings
    .create({ model: 'text-embedding-3-small', input: [word()], user: word() })
    .catch(ignore);
  await client.completions
    .create({ model: 'gpt-3.5-turbo-instruct', prompt: word(), suffix: word() })
    .catch(ignore);
  const hostile = {
    model: 'gpt-4o',
    get messages() {
      throw new Error(word());
    },
  };
  await client.chat.completions.create(hostile).catch(ignore);
  const fetch = () => Promise.reject(new Error(word()));
  await new OpenAI({ apiKey: word(), maxRetries: 0, fetch }).embeddings
    .create({ model: 'gpt-4o', input: word() })
    .catch(ignore);
}

/** Texts and rendered tools are remembered up to a bound, to be counted once: others take their place. */
async function fillBoundedMemories() {
  const { countTokens, countUsage } = await import('@lavague-tokens/otel');
  for (const model of ['gpt-4o', 'text-embedding-3-small']) {
    for (let text = 0; text < 8; text += 1) countTokens(`${text} `.repeat(500_000), model);
  }
  const messages = [{ role: 'user', content: 'hello' }];
  for (let version = 0; version < 100; version += 1) {
    const parameters = { type: 'object', properties: { [`property_${version}`]: { type: 'string' } } };
    const tools = [{ type: 'function', function: { name: 'tool', parameters } }];
    countUsage({ provider: 'openai', operation: 'chat', request: { model: 'gpt-4o', messages, tools } });
  }
}

await useEverything();
// A JavaScript engine remembers the last texts it has searched: let them be others.
used = randomBytes(12);
if (process.argv[2] === 'memory') {
  await useEverything();
  await fillBoundedMemories();
}
await new Promise(resolve => setTimeout(resolve, 100));
let inMemory = 0;
if (process.argv[2] === 'memory') {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  const needle = Buffer.from(secret.toString('hex'));
  let rest = Buffer.alloc(0);
  for await (const chunk of getHeapSnapshot()) {
    const bytes = Buffer.concat([rest, Buffer.from(chunk)]);
    for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) inMemory += 1;
    rest = bytes.subarray(-needle.length + 1);
  }
}
console.log(`\nRESULT ${JSON.stringify({ secret: secret.toString('hex'), inMemory })}`);
