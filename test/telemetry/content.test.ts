import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { setRunOptions } from '../../src/run/options.js';
import { giveUpOpenRuns } from '../../src/run/run.js';
import type { ContentOptions } from '../../src/telemetry/content.js';
import { type Script, startOpenAIServer } from '../support/openai-server.js';
import { installProvider, leaves } from '../support/spans-of.js';

const spans = installProvider();
const VARIABLE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
let undo: () => void;
beforeAll(() => {
  undo = instrument(OpenAI);
});
afterAll(() => undo());
beforeEach(() => void spans.take());
afterEach(() => {
  delete process.env[VARIABLE];
  setRunOptions({ captureContent: undefined, contentMaxBytes: undefined, redactContent: undefined });
  giveUpOpenRuns('the test is over');
});

/** What of the content stands on the one span of a call. */
async function captured(
  options: ContentOptions,
  reply: Script,
  work: (client: OpenAI) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  setRunOptions(options);
  await using server = await startOpenAIServer({ reply });
  await work(new OpenAI({ apiKey: 'any', baseURL: server.url, maxRetries: 0 })).catch(() => undefined);
  const [leaf] = leaves(spans.take());
  const names = ['system_instructions', 'input.messages', 'output.messages', 'tool.definitions'];
  return Object.fromEntries(
    names.flatMap(name => {
      const value = leaf!.attributes[`gen_ai.${name}`];
      return value === undefined ? [] : [[name, JSON.parse(String(value))]];
    }),
  );
}

const ask = (
  client: OpenAI,
  messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'Say hello.' }],
) => client.chat.completions.create({ model: 'gpt-4o', messages });
const on: ContentOptions = { captureContent: true };
const text = (content: string) => ({ type: 'text', content });

describe('content', () => {
  test('is on no span unless it is asked for', async () => {
    for (const value of [undefined, '', 'false', 'no_content', 'event_only']) {
      if (value !== undefined) process.env[VARIABLE] = value;
      expect(await captured({}, { text: 'Hello.' }, client => ask(client))).toEqual({});
    }
    process.env[VARIABLE] = 'true';
    expect(await captured({ captureContent: false }, {}, client => ask(client))).toEqual({});
  });

  test.each(['true', 'TRUE', 'span_only', 'SPAN_AND_EVENT'])(
    'is on spans where the variable says %s',
    async value => {
      process.env[VARIABLE] = value;
      expect(await captured({}, { text: 'Hello.' }, client => ask(client))).toEqual({
        'input.messages': [{ role: 'user', parts: [text('Say hello.')] }],
        'output.messages': [{ role: 'assistant', parts: [text('Hello.')], finish_reason: 'stop' }],
      });
    },
  );

  test('of a chat with tools is that of the conventions', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const reply = { toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] };
    const found = await captured(on, reply, client =>
      client.chat.completions.create({
        model: 'gpt-4o',
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'And Bergen?', name: 'kari' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bergen"}' } },
            ],
          },
          { role: 'tool', tool_call_id: 'c1', content: 'rain' },
        ],
        tools: [
          { type: 'function', function: { name: 'weather', description: 'Tells the weather.', parameters } },
        ],
      }),
    );
    expect(found['input.messages']).toEqual([
      { role: 'system', parts: [text('Be short.')] },
      { role: 'user', name: 'kari', parts: [text('And Bergen?')] },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Bergen' } }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'rain' }] },
    ]);
    expect(found['output.messages']).toEqual([
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: expect.any(String), name: 'weather', arguments: { city: 'Oslo' } }],
        finish_reason: 'tool_call',
      },
    ]);
    expect(found['tool.definitions']).toEqual([
      { type: 'function', name: 'weather', description: 'Tells the weather.', parameters },
    ]);
  });

  test('of a response has its instructions apart', async () => {
    const found = await captured(on, { text: 'Hello.' }, client =>
      client.responses.create({ model: 'gpt-4o', instructions: 'Be short.', input: 'Say hello.' }),
    );
    expect(found).toEqual({
      system_instructions: [text('Be short.')],
      'input.messages': [{ role: 'user', parts: [text('Say hello.')] }],
      'output.messages': [{ role: 'assistant', parts: [text('Hello.')], finish_reason: 'stop' }],
    });
  });

  test('of a stream is what came of it', async () => {
    const found = await captured(on, { text: 'one two three' }, async client => {
      const stream = await client.chat.completions.create({
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'Count.' }],
        stream: true,
      });
      for await (const _ of stream);
    });
    expect(found['output.messages']).toEqual([
      { role: 'assistant', parts: [text('one two three')], finish_reason: 'stop' },
    ]);
  });

  test('of a legacy completion is its text', async () => {
    const found = await captured(on, { text: ' upon a time' }, client =>
      client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once' }),
    );
    expect(found['input.messages']).toEqual([{ role: 'user', parts: [text('Once')] }]);
    expect(found['output.messages']).toMatchObject([{ parts: [text(' upon a time')] }]);
  });

  test('is what was sent, whatever becomes of the conversation after it', async () => {
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'Say hello.' }];
    const found = await captured(on, {}, async client => {
      const answer = ask(client, messages);
      messages.push({ role: 'user', content: 'Or do not.' });
      await answer;
    });
    expect(found['input.messages']).toHaveLength(1);
  });
});

describe('images and files', () => {
  test('are replaced by their size, remote ones are their address', async () => {
    const pixels = Buffer.alloc(1_001, 7).toString('base64');
    const found = await captured(on, {}, client =>
      ask(client, [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: `data:image/png;base64,${pixels}` } },
            { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
            { type: 'input_audio', input_audio: { data: pixels, format: 'wav' } },
            { type: 'file', file: { file_id: 'file-1' } },
          ],
        },
      ]),
    );
    expect(found['input.messages']).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: '', byte_size: 1_001 },
          { type: 'uri', modality: 'image', uri: 'https://example.com/cat.png' },
          { type: 'blob', modality: 'audio', content: '', byte_size: 1_001 },
          { type: 'file', modality: 'document', file_id: 'file-1' },
        ],
      },
    ]);
    expect(JSON.stringify(found)).not.toContain(pixels.slice(0, 20));
  });
});

describe('redactContent', () => {
  test('sees every text, and nothing else, and where it stands', async () => {
    const seen: string[] = [];
    const redactContent: ContentOptions['redactContent'] = (said, { attribute, role }) => {
      seen.push(`${attribute} ${role}: ${said}`);
      return '***';
    };
    const reply = {
      toolCalls: [{ name: 'pay', arguments: { card: { name: 'K. Nordmann', number: '4111' } } }],
    };
    const found = await captured({ ...on, redactContent }, reply, client =>
      ask(client, [{ role: 'user', name: 'kari', content: 'My card is 4111.' }]),
    );
    expect(seen).toEqual([
      'gen_ai.input.messages user: kari',
      'gen_ai.input.messages user: My card is 4111.',
      'gen_ai.output.messages assistant: K. Nordmann',
      'gen_ai.output.messages assistant: 4111',
    ]);
    expect(found['output.messages']).toMatchObject([
      { role: 'assistant', parts: [{ name: 'pay', arguments: { card: { name: '***', number: '***' } } }] },
    ]);
  });

  test('is told of instructions by the name of their attribute', async () => {
    const places: string[] = [];
    const redactContent: ContentOptions['redactContent'] = (said, { attribute }) => {
      places.push(attribute);
      return said;
    };
    await captured({ ...on, redactContent }, { text: 'Hello.' }, client =>
      client.responses.create({ model: 'gpt-4o', instructions: 'Be short.', input: 'Say hello.' }),
    );
    expect(places).toEqual(['gen_ai.system_instructions', 'gen_ai.input.messages', 'gen_ai.output.messages']);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['returns no text', () => undefined as unknown as string],
  ])('that %s leaves nothing on the span, and the app as it is', async (_, redactContent) => {
    let answer: unknown;
    const found = await captured({ ...on, redactContent }, { text: 'Hello.' }, async client => {
      answer = (await ask(client)).choices[0]!.message.content;
    });
    expect(found).toEqual({});
    expect(answer).toBe('Hello.');
  });
});

describe('contentMaxBytes', () => {
  const long = (length: number) => '😀é'.repeat(length / 3);
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

  test('cuts the longest texts, says so, and leaves the short ones whole', async () => {
    const found = await captured({ ...on, contentMaxBytes: 3_000 }, {}, client =>
      ask(client, [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: long(30_000) },
        { role: 'user', content: 'What is this?' },
      ]),
    );
    const [system, page, question] = found['input.messages'] as { parts: [{ content: string }] }[];
    expect(bytes(found['input.messages'])).toBeLessThanOrEqual(3_000);
    expect(system!.parts[0].content).toBe('Be short.');
    expect(question!.parts[0].content).toBe('What is this?');
    expect(page!.parts[0].content).toMatch(/^(😀é)+😀?… \([\d]+ more characters\)$/u);
    expect(page!.parts[0].content).not.toMatch(/\p{Surrogate}/u);
  });

  test('leaves the oldest messages out where there are too many, and says how many', async () => {
    const messages = Array.from({ length: 500 }, (_, turn) => ({
      role: 'user' as const,
      content: `turn ${turn}`,
    }));
    const found = await captured({ ...on, contentMaxBytes: 1_000 }, {}, client => ask(client, messages));
    const list = found['input.messages'] as { parts?: { content: string }[] }[];
    expect(bytes(list)).toBeLessThanOrEqual(1_000);
    expect(list.at(-1)!.parts![0]!.content).toBe('turn 499');
    expect(list[0]).toEqual({ type: 'generic', generic_type: 'omitted', items: 500 - (list.length - 1) });
  });

  test('is 65,536 bytes where nothing is said', async () => {
    const found = await captured(on, {}, client =>
      ask(client, [{ role: 'user', content: 'né '.repeat(50_000) }]),
    );
    expect(bytes(found['input.messages'])).toBeLessThanOrEqual(65_536);
    expect(bytes(found['input.messages'])).toBeGreaterThan(16_384);
  });
});
