import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { agentRun } from '../../src/run/agent-run.js';
import { startOpenAIServer } from '../support/openai-server.js';
import { installProvider, leaves } from '../support/spans-of.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const spans = installProvider();
let undo: () => void;
beforeAll(() => {
  undo = instrument(OpenAI);
});
afterAll(() => undo());
beforeEach(() => void spans.take());

const model = 'gpt-4o';
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const text = 'Hello there, my friend.';

/** Collects garbage until something has happened, for as long as a test may take. */
async function collectUntil(happened: () => boolean) {
  while (!happened()) {
    collect();
    await wait(5);
  }
}

test('a stream is not given up while it is read, though the app holds nothing but its loop', async () => {
  await using server = await startOpenAIServer({ reply: { text, fault: { kind: 'slow', delayMs: 20 } } });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url });
  let chunks = 0;
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true })) {
    chunks += 1;
    collect();
  }
  expect(chunks).toBeGreaterThan(5);
  const [call] = leaves(spans.take());
  expect(call!.attributes).toMatchObject({ 'llm.stream.outcome': 'complete', 'llm.completion_tokens': 6 });
});

test('a call is not given up while its answer is awaited, though the app has dropped its promise', async () => {
  await using server = await startOpenAIServer({ reply: { text, fault: { kind: 'slow', delayMs: 100 } } });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url });
  const heard = new Promise(resolve => {
    client.chat.completions.create({ model, messages }).then(resolve);
  });
  const timer = setInterval(collect, 10);
  await heard;
  clearInterval(timer);
  expect(leaves(spans.take())[0]!.attributes['llm.completion_tokens']).toBe(6);
});

test('a stream that is dropped half read ends its span, with what was read', async () => {
  await using server = await startOpenAIServer({ reply: { text, fault: { kind: 'hang', after: 3 } } });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url });
  await agentRun('dropping', async () => {
    await (async () => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const events = stream[Symbol.asyncIterator]();
      await events.next();
      await events.next();
    })();
    const found: ReturnType<typeof leaves> = [];
    await collectUntil(() => found.push(...leaves(spans.take())) > 0);
    expect(found[0]!.attributes).toMatchObject({
      'llm.stream.outcome': 'abandoned',
      'llm.completion_tokens': 1,
      'llm.completion_tokens_lower_bound': 'the response was never read',
    });
  });
});

test('a response that nobody ever reads ends its span', async () => {
  await using server = await startOpenAIServer({ reply: { text } });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url });
  await agentRun('dropping', async () => {
    void client.chat.completions.create({ model, messages });
    const found: ReturnType<typeof leaves> = [];
    await collectUntil(() => found.push(...leaves(spans.take())) > 0);
    expect(found[0]!.attributes['llm.completion_tokens_lower_bound']).toBe('the response was never read');
  });
});
