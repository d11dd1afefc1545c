import { context, createContextKey } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import OpenAIModule, * as openai from 'openai';
import * as zodHelpers from 'openai/helpers/zod';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { instrument } from '../../src/instrumentation/instrument.js';
import { giveUpOpenRuns } from '../../src/run/run.js';
import { asPlainRequests, startOpenAIServer } from '../support/openai-server.js';
import type { AttributeValue } from '../support/otlp-receiver.js';
import { installProvider, leaves } from '../support/spans-of.js';
import { expectSpans } from './scenarios/expected.js';
import { openaiFromSource } from './scenarios/from-source.js';
import { type OpenAIModule as Module, type Scenario, scenarios } from './scenarios/index.js';
import { useClient } from './scenarios/use.js';

const spans = installProvider();

beforeEach(() => void spans.take());

describe.each([
  ['ESM', { ...openai, ...zodHelpers }],
  [
    'CommonJS',
    { ...(require('openai') as typeof openai), ...(require('openai/helpers/zod') as typeof zodHelpers) },
  ],
  ['built from its sources', openaiFromSource()],
])('openai 7, %s', (_, module) => {
  test.each(scenarios)('$name', async scenario => {
    const bare = await use({ ...module, z }, scenario);
    expect(spans.take()).toEqual([]);

    const undo = instrument(module.OpenAI);
    const instrumented = await use({ ...module, z }, scenario);
    undo();

    expect(instrumented).toEqual(bare);
    expectSpans(leavesByStart(spans.take()), scenario.spans);
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
    const undoAgain = instrument(openai.OpenAI);
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
async function use(module: Module, scenario: Scenario) {
  await using server = await startOpenAIServer({ reply: scenario.reply });
  const seen = await useClient(module, scenario, { baseURL: server.url });
  giveUpOpenRuns('the scenario is over');
  return { ...seen, requests: asPlainRequests(server.requests) };
}

const leavesByStart = (found: readonly ReadableSpan[]) =>
  leaves(found)
    .sort((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
    .map(({ attributes }) => attributes as Record<string, AttributeValue>);
