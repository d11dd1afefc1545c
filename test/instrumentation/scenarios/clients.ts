import { request } from 'node:http';
import { chat, drain, failure, messages, model, PROMPT, type Scenario, said, streamed } from './scenario.js';

/** Clients of other kinds, and clients used in other ways. */
export const clients: readonly Scenario[] = [
  {
    name: 'AzureOpenAI',
    core: true,
    reply: [said, said],
    use: async (_, { AzureOpenAI, options }) => {
      const client = new AzureOpenAI({ ...options, apiVersion: '2024-10-21' });
      const events = await drain(await client.chat.completions.create({ model, messages, stream: true }));
      return [(await client.chat.completions.create({ model, messages })).choices, events];
    },
    spans: [streamed, chat],
  },
  {
    name: 'AzureOpenAI: embeddings of a deployment',
    use: async (_, { AzureOpenAI, options }) => {
      const deployment = 'text-embedding-3-small';
      const client = new AzureOpenAI({ ...options, deployment, apiVersion: '2024-10-21' });
      return (await client.embeddings.create({ model: deployment, input: 'Hello, world' })).data.length;
    },
    spans: [{ operation: 'embeddings', embedding: 3, reported: true }],
  },
  {
    name: 'a subclass of the client',
    core: true,
    reply: [said],
    use: async (_, { OpenAI, options }) => {
      class Mine extends OpenAI {
        readonly mine = true;
      }
      const client = new Mine(options);
      const { choices } = await client.chat.completions.create({ model, messages });
      return [client instanceof OpenAI, client.mine, choices];
    },
    spans: [chat],
  },
  {
    name: 'a subclass that overrides create and calls the one it had',
    reply: [said],
    use: async (client, { OpenAI }) => {
      const { Completions } = OpenAI.Chat;
      class Loud extends Completions {
        override create = ((body: never, options: never) =>
          Completions.prototype.create.call(this, body, options)) as unknown as OpenAICreate;
      }
      type OpenAICreate = InstanceType<typeof Completions>['create'];
      return (await new Loud(client).create({ model, messages })).choices;
    },
    spans: [chat],
  },
  {
    name: 'create bound, and called with apply',
    reply: [said, said],
    use: async client => {
      const { completions } = client.chat;
      const create = completions.create.bind(completions);
      const again = Reflect.apply(completions.create, completions, [{ model, messages }]) as Promise<unknown>;
      return [(await create({ model, messages })).choices.length, typeof (await again)];
    },
    spans: [chat, chat],
  },
  {
    name: 'create called on nothing',
    use: async client => {
      const { create } = client.chat.completions;
      try {
        return await (create as (body: object) => Promise<unknown>)({ model, messages });
      } catch (error) {
        return (error as Error).constructor.name;
      }
    },
    spans: [{ prompt: PROMPT, error: 'TypeError', reported: false }],
  },
  {
    name: 'a Proxy around the client',
    reply: [said],
    use: async client => {
      const seen: PropertyKey[] = [];
      const watched = <T extends object>(target: T): T =>
        new Proxy(target, {
          get(on, key) {
            seen.push(key);
            const value: unknown = Reflect.get(on, key, on);
            if (typeof value === 'function') return value.bind(on);
            return typeof value === 'object' && value !== null ? watched(value) : value;
          },
        });
      const { choices } = await watched(client).chat.completions.create({ model, messages });
      return [seen, choices];
    },
    spans: [chat],
  },
  {
    name: 'a fetch of its own',
    core: true,
    reply: [said, said],
    use: async (_, { OpenAI, options }) => {
      const fetched: unknown[] = [];
      const client = new OpenAI({
        ...options,
        fetch: async (url: unknown, init?: RequestInit) => {
          fetched.push(String(url), init?.method, typeof init?.body);
          const response = await fetch(String(url), init);
          fetched.push(response.status);
          return response as never;
        },
      });
      const events = await drain(await client.chat.completions.create({ model, messages, stream: true }));
      await client.chat.completions.create({ model, messages });
      return [fetched.map(item => (typeof item === 'string' ? item.replace(/:\d+/, '') : item)), events];
    },
    spans: [streamed, chat],
  },
  {
    name: 'a fetch of its own that fails',
    use: async (_, { OpenAI, options }) => {
      const fail = () => Promise.reject(new RangeError('no such proxy'));
      return failure(new OpenAI({ ...options, fetch: fail }).chat.completions.create({ model, messages }));
    },
    spans: [{ prompt: PROMPT, error: 'APIConnectionError', reported: false }],
  },
  {
    name: 'a proxy in between',
    reply: [said],
    use: async (_, { OpenAI, options }) => {
      const client = new OpenAI({ ...options, fetch: throughProxy as never });
      return (await client.chat.completions.create({ model, messages })).choices;
    },
    spans: [chat],
  },
];

/** A request in absolute form (RFC 9112, 3.2.2), as a proxy on plain HTTP gets it; here it is the server's own. */
function throughProxy(url: unknown, init: RequestInit): Promise<Response> {
  const { hostname, port, pathname } = new URL(String(url));
  const headers = Object.fromEntries(new Headers(init.headers));
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: pathname, method: 'POST', headers }, async incoming => {
      const parts: Buffer[] = [];
      for await (const part of incoming) parts.push(part as Buffer);
      const { statusCode, headers } = incoming;
      const init = { status: statusCode, headers: { 'content-type': headers['content-type']! } };
      resolve(new Response(Buffer.concat(parts), init));
    });
    sent.on('error', reject).end(init.body);
  });
}
