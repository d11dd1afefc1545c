import { createRequire } from 'node:module';
import { context, createContextKey } from '@opentelemetry/api';
import OpenAIModule, { OpenAI as NamedOpenAI } from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { giveUpOpenRuns } from '../../src/run/run.js';
import { startOpenAIServer } from '../support/openai-server.js';
import { installProvider, leaves } from '../support/spans-of.js';
import { type Scenario, scenarios } from './scenarios.js';

const spans = installProvider();
const CommonJsOpenAI = createRequire(__filename)('openai') as typeof OpenAIModule;

beforeEach(() => void spans.take());

describe.each([
  ['ESM', OpenAIModule],
  ['CommonJS', CommonJsOpenAI],
])('openai 7 as %s', (_, OpenAI) => {
  test.each(scenarios)('$name', async scenario => {
    const bare = await useClient(OpenAI, scenario);
    expect(spans.take()).toEqual([]);

    const undo = instrument(OpenAI);
    const instrumented = await useClient(OpenAI, scenario);
    undo();

    expect(instrumented.seen).toEqual(bare.seen);
    expect(instrumented.requests).toEqual(bare.requests);
    const found = leaves(spans.take());
    expect(found).toHaveLength(scenario.spans.length);
    for (const [index, expected] of scenario.spans.entries()) {
      const { attributes } = found[index]!;
      expect(attributes['gen_ai.operation.name']).toBe(expected.operation ?? 'chat');
      if (expected.prompt !== undefined) expect(attributes['llm.prompt_tokens']).toBe(expected.prompt);
      if (expected.completion !== undefined)
        expect(attributes['llm.completion_tokens']).toBe(expected.completion);
      expect(attributes['embedding_tokens']).toBe(expected.embedding);
      expect(attributes['llm.stream.outcome']).toBe(expected.outcome);
      expect('error.type' in attributes).toBe(expected.error !== undefined || expected.outcome === 'failed');
      if (expected.error) expect(attributes['error.type']).toBe(expected.error);
      if (expected.completionIsLowerBound) {
        expect(attributes['llm.completion_tokens_lower_bound']).toEqual(expect.any(String));
      }
    }
  });
});

describe('instrument', () => {
  let undo: () => void;
  beforeEach(() => {
    undo = instrument(OpenAIModule);
  });
  afterEach(() => undo());

  const create = async (client: OpenAIModule) => {
    await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Say hello.' }],
    });
    return leaves(spans.take()).length;
  };

  test('is idempotent, and its undo puts the very same methods back', async () => {
    await using server = await startOpenAIServer();
    const client = new OpenAIModule({ apiKey: 'any', baseURL: server.url });
    const undoAgain = instrument(NamedOpenAI);
    expect(await create(client)).toBe(1);
    undoAgain();
    expect(await create(client)).toBe(1);
    undo();
    const bare = Object.getOwnPropertyDescriptor(OpenAIModule.Chat.Completions.prototype, 'create');
    expect(await create(client)).toBe(0);
    instrument(OpenAIModule)();
    expect(Object.getOwnPropertyDescriptor(OpenAIModule.Chat.Completions.prototype, 'create')).toEqual(bare);
  });

  test('covers subclasses made before and after it', async () => {
    await using server = await startOpenAIServer();
    class Mine extends OpenAIModule {}
    expect(await create(new Mine({ apiKey: 'any', baseURL: server.url }))).toBe(1);
  });

  test('takes the class, and says so when it is given a client', () => {
    expect(() => instrument(new OpenAIModule({ apiKey: 'any' }))).toThrow('write instrument(OpenAI)');
  });

  test('leaves a call alone whose tracing is suppressed', async () => {
    await using server = await startOpenAIServer();
    const client = new OpenAIModule({ apiKey: 'any', baseURL: server.url });
    const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    expect(await context.with(context.active().setValue(key, true), () => create(client))).toBe(0);
  });

  test('a call that is never awaited is closed with its run, and its failure stays an unhandled rejection', async () => {
    await using server = await startOpenAIServer({ reply: { fault: { kind: 'status', status: 400 } } });
    const client = new OpenAIModule({ apiKey: 'any', baseURL: server.url, maxRetries: 0 });
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    const unhandled = new Promise(resolve => process.once('unhandledRejection', resolve));
    void client.chat.completions.create({ model: 'gpt-4o', messages: [] });
    expect(await unhandled).toBeInstanceOf(OpenAIModule.BadRequestError);
    for (const listener of listeners) process.on('unhandledRejection', listener);
    expect(leaves(spans.take()).map(({ attributes }) => attributes['error.type'])).toEqual(['400']);
  });

  test('requests with getters that throw, cycles and nonsense reach the client as they are', async () => {
    await using server = await startOpenAIServer();
    const client = new OpenAIModule({ apiKey: 'any', baseURL: server.url, maxRetries: 0 });
    const hostile = [
      {
        model: 'gpt-4o',
        get messages(): never {
          throw new RangeError('mine');
        },
      },
      { model: 42, messages: { role: 'user' } },
      { model: 'gpt-4o', messages: [null, 7, { role: 'user', content: [null, { type: 'text' }] }] },
      Object.freeze({ model: 'gpt-4o', messages: Object.freeze([]) }),
    ];
    for (const body of hostile) {
      await client.chat.completions.create(body as never).catch((error: unknown) => error);
    }
    expect(leaves(spans.take())).toHaveLength(hostile.length);
  });
});

/** Uses a client against a server of its own; gives what the app saw and the bytes that were requested. */
async function useClient(OpenAI: typeof OpenAIModule, { use, reply }: Scenario) {
  await using server = await startOpenAIServer({ reply });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url, maxRetries: 0 });
  const seen = await use(client);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  giveUpOpenRuns('the scenario is over');
  return {
    seen: forget(seen),
    requests: server.requests.map(({ method, path, bytes, headers }) => ({
      ...{ method, path, body: bytes.toString() },
      headers: Object.keys(headers).sort(),
    })),
  };
}

/** Times of day differ between two runs of the same thing. */
function forget(seen: unknown): unknown {
  return JSON.parse(
    JSON.stringify(seen ?? null).replace(/("created(_at)?":|\\"created(_at)?\\":)\d+/g, '$10'),
  );
}
