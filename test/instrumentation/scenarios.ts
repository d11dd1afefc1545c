import type OpenAI from 'openai';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { Reply } from '../support/openai-server.js';

/** One way to use a client, and what it must leave behind. */
export interface Scenario {
  readonly name: string;
  readonly reply?: readonly Reply[];
  /** Uses the client as an app would; what it returns is compared with the same use of an untouched client. */
  readonly use: (client: OpenAI) => Promise<unknown>;
  readonly spans: readonly ExpectedSpan[];
}

interface ExpectedSpan {
  readonly operation?: string;
  readonly prompt?: number;
  readonly completion?: number;
  readonly embedding?: number;
  readonly error?: string;
  readonly outcome?: 'complete' | 'abandoned' | 'aborted' | 'failed';
  readonly completionIsLowerBound?: boolean;
}

const model = 'gpt-4o';
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const text = 'Hello there, my friend.';
const PROMPT = 10;
const COMPLETION = 6;
const said: Reply = { text };
const chat = { prompt: PROMPT, completion: COMPLETION };
const streamed = { ...chat, outcome: 'complete' as const };
const cut = { prompt: PROMPT, completionIsLowerBound: true };
const weather = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const tools = [
  {
    type: 'function' as const,
    function: { name: 'get_weather', parameters: weather, parse: JSON.parse, function: () => 'sunny' },
  },
];

/** Everything an app can see of an error. */
async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    error => ({
      name: error.constructor.name,
      status: error.status,
      code: error.code,
      message: error.message,
    }),
  );
}

async function drain<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'create, awaited twice, with its request id',
    reply: [said],
    use: async client => {
      const promise = client.chat.completions.create({ model, messages });
      const [first, second] = [await promise, await promise];
      return {
        same: first === second,
        content: first.choices[0]!.message.content,
        id: typeof first._request_id,
      };
    },
    spans: [chat],
  },
  {
    name: 'create read through then, catch and finally',
    reply: [said],
    use: async client => {
      const seen: string[] = [];
      await client.chat.completions
        .create({ model, messages })
        .finally(() => seen.push('finally'))
        .then(completion => seen.push(completion.choices[0]!.message.content!));
      return seen;
    },
    spans: [chat],
  },
  {
    name: 'withResponse',
    reply: [said],
    use: async client => {
      const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
      return { content: data.choices[0]!.message.content, status: response.status };
    },
    spans: [chat],
  },
  {
    name: 'asResponse leaves the body to the app',
    reply: [said],
    use: async client => {
      const response = await client.chat.completions.create({ model, messages }).asResponse();
      const body = (await response.json()) as { choices: { message: { content: string } }[] };
      return body.choices[0]!.message.content;
    },
    spans: [cut],
  },
  {
    name: 'asResponse first and the data after',
    reply: [said],
    use: async client => {
      const promise = client.chat.completions.create({ model, messages });
      const response = await promise.asResponse();
      return [response.status, (await promise).choices[0]!.message.content];
    },
    spans: [chat],
  },
  {
    name: 'a refused request rejects',
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: client => failure(client.chat.completions.create({ model, messages })),
    spans: [{ prompt: PROMPT, error: '400' }],
  },
  {
    name: 'a refused stream rejects in create() itself',
    reply: [{ fault: { kind: 'status', status: 401 } }],
    use: client => failure(client.chat.completions.create({ model, messages, stream: true })),
    spans: [{ prompt: PROMPT, error: '401' }],
  },
  {
    name: 'a retry after 429 is one call',
    reply: [{ fault: { kind: 'status', status: 429 } }, said],
    use: async client => {
      const completion = await client.chat.completions.create({ model, messages }, { maxRetries: 1 });
      return completion.choices[0]!.message.content;
    },
    spans: [chat],
  },
  {
    name: 'a body that is not JSON',
    reply: [{ fault: { kind: 'not json' } }],
    use: async client =>
      typeof (await client.chat.completions.create({ model, messages }).catch(() => 'failed')),
    spans: [{ prompt: PROMPT, completion: 0 }],
  },
  {
    name: 'stream',
    reply: [said],
    use: async client => drain(await client.chat.completions.create({ model, messages, stream: true })),
    spans: [streamed],
  },
  {
    name: 'stream with its usage asked for',
    reply: [said],
    use: async client =>
      drain(
        await client.chat.completions.create({
          model,
          messages,
          stream: true,
          stream_options: { include_usage: true },
        }),
      ),
    spans: [streamed],
  },
  {
    name: 'the result is a real Stream',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const events = stream[Symbol.asyncIterator]();
      await events.return?.();
      return [stream.constructor.name, stream.controller instanceof AbortController, Object.keys(stream)];
    },
    spans: [{ ...cut, completion: 0, outcome: 'abandoned' }],
  },
  {
    name: 'stream with its response',
    reply: [said],
    use: async client => {
      const { data, response } = await client.chat.completions
        .create({ model, messages, stream: true })
        .withResponse();
      return [response.status, (await drain(data)).length];
    },
    spans: [streamed],
  },
  {
    name: 'break after two chunks',
    reply: [said],
    use: async client => {
      let chunks = 0;
      for await (const _ of await client.chat.completions.create({ model, messages, stream: true })) {
        chunks += 1;
        if (chunks === 2) break;
      }
      return chunks;
    },
    spans: [{ ...cut, outcome: 'abandoned' }],
  },
  {
    name: 'abort while a chunk is awaited',
    reply: [{ ...said, fault: { kind: 'hang', after: 2 } }],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      let chunks = 0;
      for await (const _ of stream) {
        chunks += 1;
        if (chunks === 2) setImmediate(() => stream.controller.abort());
      }
      return chunks;
    },
    spans: [{ ...cut, outcome: 'aborted' }],
  },
  {
    name: 'abort between two chunks, and never read on',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      await stream[Symbol.asyncIterator]().next();
      stream.controller.abort();
      return stream.controller.signal.aborted;
    },
    spans: [{ ...cut, outcome: 'aborted' }],
  },
  {
    name: 'an error event inside the stream',
    reply: [{ ...said, fault: { kind: 'error event', after: 2 } }],
    use: async client =>
      failure(drain(await client.chat.completions.create({ model, messages, stream: true }))),
    spans: [{ ...cut, outcome: 'failed', error: 'APIError' }],
  },
  {
    name: 'a dropped socket',
    reply: [{ ...said, fault: { kind: 'drop', after: 2 } }],
    use: async client =>
      failure(drain(await client.chat.completions.create({ model, messages, stream: true }))),
    spans: [{ ...cut, outcome: 'failed' }],
  },
  {
    name: 'tee',
    reply: [said],
    use: async client => {
      const [left, right] = (await client.chat.completions.create({ model, messages, stream: true })).tee();
      return Promise.all([drain(left), drain(right)]);
    },
    spans: [streamed],
  },
  {
    name: 'toReadableStream',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      return Buffer.concat(await drain(stream.toReadableStream() as ReadableStream<Uint8Array>)).toString();
    },
    spans: [streamed],
  },
  {
    name: 'text in parts',
    reply: [said],
    use: async client => {
      const content = [
        { type: 'text' as const, text: 'Say ' },
        { type: 'text' as const, text: 'hello.' },
      ];
      return (await client.chat.completions.create({ model, messages: [{ role: 'user', content }] })).choices;
    },
    spans: [chat],
  },
  {
    name: 'parse',
    reply: [said],
    use: async client => (await client.chat.completions.parse({ model, messages })).choices[0]!.message,
    spans: [chat],
  },
  {
    name: 'the stream helper',
    reply: [said],
    use: client => client.chat.completions.stream({ model, messages }).finalContent(),
    spans: [streamed],
  },
  {
    name: 'runTools: a call for each turn',
    reply: [{ toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' } }] }, said],
    use: client =>
      client.chat.completions.runTools({ model, messages, tools: tools as never }).finalContent(),
    spans: [{}, {}],
  },
  {
    name: 'embeddings of strings, in the default encoding',
    use: async client => {
      const { data } = await client.embeddings.create({
        model: 'text-embedding-3-small',
        input: ['Hello, world', 'Hi'],
      });
      return data.map(({ embedding }) => [embedding.length, typeof embedding[0]]);
    },
    spans: [{ operation: 'embeddings', embedding: 4 }],
  },
  {
    name: 'embeddings of token arrays, as floats',
    use: async client => {
      const { data } = await client.embeddings.create({
        model: 'text-embedding-3-small',
        input: [[1, 2, 3], [4]],
        encoding_format: 'float',
      });
      return data.length;
    },
    spans: [{ operation: 'embeddings', embedding: 4 }],
  },
  {
    name: 'legacy completion',
    reply: [{ text: ' jumps' }],
    use: async client =>
      (await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'The quick brown fox' }))
        .choices,
    spans: [{ operation: 'text_completion', prompt: 4, completion: 1 }],
  },
  {
    name: 'legacy completion, streamed',
    reply: [{ text: ' jumps' }],
    use: async client =>
      drain(
        await client.completions.create({
          model: 'gpt-3.5-turbo-instruct',
          prompt: 'The quick brown fox',
          stream: true,
        }),
      ),
    spans: [{ operation: 'text_completion', prompt: 4, completion: 1, outcome: 'complete' }],
  },
  {
    name: 'responses',
    reply: [said],
    use: async client => (await client.responses.create({ model, input: 'Say hello.' })).output_text,
    spans: [{ prompt: PROMPT }],
  },
  {
    name: 'responses with its response',
    reply: [said],
    use: async client => {
      const { data, response } = await client.responses.create({ model, input: 'Say hello.' }).withResponse();
      return [data.output_text, response.status];
    },
    spans: [{ prompt: PROMPT }],
  },
  {
    name: 'responses, streamed',
    reply: [said],
    use: async client =>
      (await drain(await client.responses.create({ model, input: 'Say hello.', stream: true }))).map(
        ({ type }) => type,
      ),
    spans: [{ prompt: PROMPT, outcome: 'complete' }],
  },
  {
    name: 'responses, streamed and left early',
    reply: [said],
    use: async client => {
      for await (const event of await client.responses.create({ model, input: 'Say hello.', stream: true })) {
        if (event.type === 'response.output_text.delta') return event.delta;
      }
      return undefined;
    },
    spans: [{ ...cut, outcome: 'abandoned' }],
  },
  {
    name: 'responses, refused',
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: client => failure(client.responses.create({ model, input: 'Say hello.' })),
    spans: [{ prompt: PROMPT, error: '400' }],
  },
  {
    name: 'responses.parse',
    reply: [said],
    use: async client => (await client.responses.parse({ model, input: 'Say hello.' })).output_text,
    spans: [{ prompt: PROMPT }],
  },
  {
    name: 'the responses stream helper',
    reply: [said],
    use: async client =>
      (await client.responses.stream({ model, input: 'Say hello.' }).finalResponse()).output_text,
    spans: [{ prompt: PROMPT, outcome: 'complete' }],
  },
  {
    name: 'moderation is not touched',
    use: async client => (await client.moderations.create({ input: 'Say hello.' })).results.length,
    spans: [],
  },
  {
    name: 'withOptions, and create held in a variable',
    reply: [said, said],
    use: async client => {
      const { completions } = client.withOptions({ timeout: 5_000 }).chat;
      const { create } = completions;
      const first = (await create.call(completions, { model, messages })) as ChatCompletion;
      return [first.choices[0]!.message.content, create.name, create.length];
    },
    spans: [chat],
  },
];
