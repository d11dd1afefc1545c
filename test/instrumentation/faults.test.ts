import { DiagLogLevel, diag } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type Span,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { giveUpOpenRuns } from '../../src/run/run.js';
import { useTracerProvider } from '../../src/telemetry/tracer.js';
import { leaves } from '../support/spans-of.js';

const model = 'gpt-4o';
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const warnings: string[] = [];
const exporter = new InMemorySpanExporter();
let undo: () => void;

beforeEach(() => {
  exporter.reset();
  warnings.length = 0;
  const ignore = () => undefined;
  const warn = (message: string) => void warnings.push(message);
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  provide();
  undo = instrument(OpenAI);
});
afterEach(() => undo());

function provide(...processors: SpanProcessor[]) {
  const spanProcessors = [...processors, new SimpleSpanProcessor({ exporter })];
  useTracerProvider(new TracerProvider({ spanProcessors }));
}

/** A client that gets this answer, whatever it asks. */
function clientOf(body: string, type = 'application/json') {
  const fetch = async () => new Response(body, { headers: { 'content-type': type } });
  return new OpenAI({ apiKey: 'any', baseURL: 'http://localhost/v1', maxRetries: 0, fetch });
}

const completion = (rest: object = {}) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello.' } }],
    ...rest,
  });

/** The same use of the client, bare and instrumented: both must see the same. */
async function compare(use: () => Promise<unknown>): Promise<ReadableSpan[]> {
  const settled = () =>
    use().then(
      value => ({ value }),
      (error: Error) => ({ class: error.constructor.name, message: error.message }),
    );
  const instrumented = await settled();
  giveUpOpenRuns('the test is over');
  undo();
  expect(instrumented).toEqual(await settled());
  return leaves(exporter.getFinishedSpans());
}

const ask = (client: OpenAI, body: object = { model, messages }) =>
  client.chat.completions.create(body as never);

async function stream(client: OpenAI) {
  const events: unknown[] = [];
  for await (const event of await client.chat.completions.create({ model, messages, stream: true }))
    events.push(event);
  return events;
}

describe('answers that are not what they should be', () => {
  test.each([
    ['negative', { prompt_tokens: -1, completion_tokens: -7 }],
    ['text', { prompt_tokens: '10', completion_tokens: '2' }],
    ['huge', { prompt_tokens: 1e308, completion_tokens: Number.MAX_SAFE_INTEGER + 1 }],
    ['fractions', { prompt_tokens: 0.5, completion_tokens: 1.5 }],
    ['null', null],
    ['a list', [1, 2]],
    ['missing', undefined],
  ])('usage that is %s is not reported, the count stands', async (_, usage) => {
    const [call] = await compare(() => ask(clientOf(completion({ usage }))));
    expect(Object.keys(call!.attributes).filter(key => key.startsWith('gen_ai.usage'))).toEqual([]);
    expect(call!.attributes).toMatchObject({ 'llm.prompt_tokens': 10, 'llm.completion_tokens': 2 });
  });

  test.each([
    ['a page', '<!doctype html>', 'text/html'],
    ['broken JSON', '{"choices":[', 'application/json'],
    ['an empty body', '', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a list', '[[]]', 'application/json'],
    ['a number', '7', 'application/json'],
    ['choices of another kind', completion({ choices: 'none' }), 'application/json'],
    ['choices of nothing', completion({ choices: [null, 1, {}, { message: 3 }] }), 'application/json'],
    [
      'keys that are traps',
      '{"__proto__":{"model":"x"},"constructor":1,"choices":[{"__proto__":1}]}',
      'application/json',
    ],
  ])('%s', async (_, body, type) => {
    const found = await compare(() => ask(clientOf(body, type)));
    expect(found).toHaveLength(1);
    expect(found[0]!.attributes['llm.prompt_tokens']).toBe(10);
    expect(({} as { model?: string }).model).toBeUndefined();
  });

  test.each([
    [
      'events of other kinds',
      'data: {"choices":[{"delta":{"audio":{"data":"x"},"hologram":[1]}}]}\n\ndata: 7\n\ndata: [null]\n\ndata: [DONE]\n\n',
    ],
    ['half a chunk', 'data: {"choices":[{"delta":{"content":"Hel'],
    ['broken JSON in an event', 'data: {"choices"\n\ndata: [DONE]\n\n'],
    ['no event at all', ''],
    [
      'one line of three megabytes',
      `data: ${JSON.stringify({ choices: [{ delta: { content: ' hello'.repeat(500_000) } }] })}\n\ndata: [DONE]\n\n`,
    ],
  ])('a stream with %s', async (_, body) => {
    const found = await compare(() => stream(clientOf(body, 'text/event-stream')));
    expect(found).toHaveLength(1);
    expect(found[0]!.attributes['llm.stream.outcome']).toMatch(/complete|failed/);
  });
});

describe('requests that are not what they should be', () => {
  const cyclic: Record<string, unknown> = { model, messages };
  cyclic['self'] = cyclic;
  const throwing = {
    model,
    get messages(): never {
      throw new RangeError('mine');
    },
  };
  const frozen = Object.freeze({
    model,
    messages: Object.freeze(messages.map(message => Object.freeze({ ...message }))),
  });
  test.each([
    ['a cycle', cyclic],
    ['a getter that throws', throwing],
    ['frozen objects', frozen],
    ['nothing', undefined],
    ['a number', 7],
    ['no prototype', Object.assign(Object.create(null), { model, messages })],
    [
      'keys that are traps',
      JSON.parse(
        `{"__proto__":{"stream":true},"model":"__proto__","messages":[{"role":"__proto__","content":"constructor"}]}`,
      ),
    ],
    ['a model that is no text', { model: { toString: () => 'gpt-4o' }, messages }],
  ])('%s: the client says what it would have said', async (_, body) => {
    const found = await compare(() => ask(clientOf(completion()), body as never));
    expect(found).toHaveLength(1);
    expect(warnings.length).toBeLessThanOrEqual(1);
  });

  test('an object that fights being read is told of once, by its error type only', async () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const [call] = await compare(() =>
      ask(clientOf(completion()), { model, messages: revoked.proxy, secret: 'no' }),
    );
    expect(call!.attributes['gen_ai.operation.name']).toBe('chat');
    expect(warnings.join()).not.toMatch(/secret|revoked/);
  });
});

test('names of a megabyte are cut before they wait in memory', async () => {
  const name = 'm'.repeat(1_000_000);
  const found = await compare(() =>
    ask(clientOf(completion({ id: name, model: name })), { model: name, messages }),
  );
  expect(JSON.stringify(found[0]!.attributes).length).toBeLessThan(5_000);
  expect(found[0]!.name.length).toBeLessThan(500);
  expect(warnings.join('').length).toBeLessThan(1_000);
});

describe('an SDK that fails', () => {
  const nothing: SpanProcessor = {
    onStart: () => undefined,
    onEnd: () => undefined,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const fail = () => {
    throw new Error('the processor is broken');
  };

  test.each([
    ['throws at the start of a span', { onStart: fail }],
    ['throws at the end of a span', { onEnd: fail }],
    [
      'renames and overwrites spans',
      {
        onStart: ((span: Span) => {
          span.updateName('mine');
          span.setAttribute('llm.prompt_tokens', 'mine');
        }) as never,
      },
    ],
  ])('a processor that %s: the app does not see it', async (_, methods) => {
    provide({ ...nothing, ...methods });
    await compare(() => ask(clientOf(completion())));
    await compare(() => stream(clientOf('data: [DONE]\n\n', 'text/event-stream')));
    expect(warnings.filter(line => !line.startsWith('@lavague-tokens/otel could not '))).toEqual([]);
    expect(new Set(warnings).size).toBe(warnings.length);
  });

  test.each([
    ['throws', fail],
    ['never answers', () => undefined],
    ['fails', (_: unknown, done: (result: { code: number }) => void) => done({ code: 1 })],
  ])('an exporter that %s: the app does not see it', async (_, send) => {
    provide(
      new SimpleSpanProcessor({
        exporter: {
          export: send as never,
          shutdown: async () => undefined,
          forceFlush: async () => undefined,
        },
      }),
    );
    await compare(() => ask(clientOf(completion())));
  });
});
