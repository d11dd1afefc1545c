import { cut, drain, failure, messages, model, PROMPT, type Scenario, said, streamed } from './scenario.js';

/** Streams, read to their end or not. */
export const streams: readonly Scenario[] = [
  {
    name: 'a refused stream rejects in create() itself',
    reply: [{ fault: { kind: 'status', status: 401 } }],
    use: client => failure(client.chat.completions.create({ model, messages, stream: true })),
    spans: [{ prompt: PROMPT, error: '401' }],
  },
  {
    name: 'stream',
    core: true,
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
    spans: [{ ...streamed, reported: true }],
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
    core: true,
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
    core: true,
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
    core: true,
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
    name: 'a stream read twice',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      return [(await drain(stream)).length, await failure(drain(stream))];
    },
    spans: [streamed],
  },
  {
    name: 'a second reader beside the first',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const first = stream[Symbol.asyncIterator]();
      await first.next();
      const second = await failure(drain(stream));
      let rest = 0;
      while (!(await first.next()).done) rest += 1;
      return [second, rest];
    },
    spans: [streamed],
  },
  {
    name: 'an error of the app in its own loop',
    reply: [said],
    use: async client =>
      failure(
        (async () => {
          for await (const _ of await client.chat.completions.create({ model, messages, stream: true }))
            throw new RangeError('mine');
        })(),
      ),
    spans: [{ ...cut, outcome: 'abandoned' }],
  },
  {
    name: 'a stream asked for and never read',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      return stream.constructor.name;
    },
    spans: [{ ...cut, completion: 0, outcome: 'abandoned' }],
  },
  {
    name: 'half a chunk at the end',
    reply: [{ ...said, fault: { kind: 'half chunk', after: 3 } }],
    use: async client => {
      const events: unknown[] = [];
      const error = await failure(
        (async () => {
          for await (const event of await client.chat.completions.create({ model, messages, stream: true }))
            events.push(event);
        })(),
      );
      return [events, error];
    },
    spans: [{ prompt: PROMPT, outcome: ['complete', 'failed'] }],
  },
  {
    name: 'toReadableStream, cancelled by its reader',
    reply: [said],
    use: async client => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const reader = (stream.toReadableStream() as ReadableStream<Uint8Array>).getReader();
      const { done } = await reader.read();
      await reader.cancel();
      return [done, stream.controller.signal.aborted];
    },
    spans: [{ ...cut, outcome: ['abandoned', 'aborted'] }],
  },
];
