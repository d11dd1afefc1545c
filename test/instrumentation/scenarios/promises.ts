import type { ChatCompletion } from 'openai/resources/chat/completions';
import {
  chat,
  cut,
  failure,
  messages,
  model,
  PROMPT,
  pause,
  type Scenario,
  said,
  unhandledRejection,
} from './scenario.js';

/** What `create` returns, read in every way there is. */
export const promises: readonly Scenario[] = [
  {
    name: 'create, awaited twice, with its request id',
    core: true,
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
    core: true,
    reply: [said],
    use: async client => {
      const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
      return { content: data.choices[0]!.message.content, status: response.status };
    },
    spans: [chat],
  },
  {
    name: 'asResponse leaves the body to the app',
    core: true,
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
    core: true,
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: client => failure(client.chat.completions.create({ model, messages })),
    spans: [{ prompt: PROMPT, error: '400' }],
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
    name: 'withOptions, and create held in a variable',
    reply: [said, said],
    use: async client => {
      // openai 4 has no withOptions.
      const { completions } = (client.withOptions?.({ timeout: 5_000 }) ?? client).chat;
      const { create } = completions;
      const first = (await create.call(completions, { model, messages })) as ChatCompletion;
      return [first.choices[0]!.message.content, create.name, create.length];
    },
    spans: [chat],
  },
  {
    name: 'the promise is of the SDK, with nothing on it that shows',
    reply: [said],
    use: async client => {
      const promise = client.chat.completions.create({ model, messages });
      const bare = client.chat.completions.create;
      const seen = [
        promise.constructor.name,
        promise instanceof Promise,
        Object.prototype.toString.call(promise),
        Object.keys(promise),
        [bare.name, bare.length, Object.keys(client.chat.completions).length],
        Object.keys(Object.getPrototypeOf(client.chat.completions)),
      ];
      await promise;
      return seen;
    },
    spans: [chat],
  },
  {
    name: 'a transform of the SDK over the promise',
    reply: [said],
    use: async client => {
      const promise = client.chat.completions.create({ model, messages }) as unknown as {
        _thenUnwrap(transform: (data: ChatCompletion) => unknown): Promise<unknown>;
      };
      return promise._thenUnwrap(({ choices }) => choices);
    },
    spans: [chat],
  },
  {
    name: 'a failure reaches the app in the same number of steps',
    use: async (_, { OpenAI, options }) => {
      const client = new OpenAI({ ...options, fetch: () => Promise.reject(new TypeError('no route')) });
      let settled = false;
      const failed = failure(client.chat.completions.create({ model, messages })).finally(() => {
        settled = true;
      });
      let steps = 0;
      for (; !settled && steps < 10_000; steps += 1) await undefined;
      return [steps, await failed];
    },
    spans: [{ prompt: PROMPT, error: 'APIConnectionError', reported: false }],
  },
  {
    name: 'a failure nobody handles stays unhandled',
    core: true,
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: async client => {
      void client.chat.completions.create({ model, messages });
      await unhandledRejection();
      return 'still here';
    },
    spans: [{ prompt: PROMPT, error: '400' }],
  },
  {
    name: 'a failure handled too late is told twice, as Node does',
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: async client => {
      const promise = client.chat.completions.create({ model, messages });
      await unhandledRejection();
      return failure(promise);
    },
    spans: [{ prompt: PROMPT, error: '400' }],
  },
  {
    name: 'a raw response nobody waits for',
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: async client => {
      void client.chat.completions.create({ model, messages }).asResponse();
      await unhandledRejection();
      return 'still here';
    },
    spans: [{ prompt: PROMPT, error: '400' }],
  },
  {
    name: 'a response nobody reads',
    reply: [said],
    use: async client => {
      void client.chat.completions.create({ model, messages });
      await pause(150);
      return 'still here';
    },
    spans: [cut],
  },
  {
    name: 'twenty calls at once',
    use: async client => {
      const contents = [...Array(20).keys()].map(number => `Say ${number}.`);
      const all = await Promise.all(
        contents.map(content =>
          client.chat.completions.create({ model, messages: [{ role: 'user', content }] }),
        ),
      );
      return all.map(({ choices }) => choices[0]!.message.content);
    },
    spans: Array(20).fill({ reported: true }),
  },
];
