import {
  chat,
  cut,
  drain,
  failure,
  messages,
  model,
  PROMPT,
  pause,
  type Scenario,
  said,
  streamed,
} from './scenario.js';

const unanswered = { prompt: PROMPT, reported: false };

/** Retries, timeouts and abort signals. */
export const cancelling: readonly Scenario[] = [
  {
    name: 'a retry after 500 is one call',
    reply: [{ fault: { kind: 'status', status: 500 } }, said],
    use: async client => {
      const completion = await client.chat.completions.create({ model, messages }, { maxRetries: 1 });
      return completion.choices[0]!.message.content;
    },
    spans: [chat],
  },
  {
    name: 'retries that end in vain are one failed call',
    reply: [{ fault: { kind: 'status', status: 500 } }, { fault: { kind: 'status', status: 500 } }],
    use: client => failure(client.chat.completions.create({ model, messages }, { maxRetries: 1 })),
    spans: [{ ...unanswered, error: '500' }],
  },
  {
    name: 'a timeout',
    core: true,
    reply: [{ fault: { kind: 'hang', after: 0 } }],
    use: client => failure(client.chat.completions.create({ model, messages }, { timeout: 100 })),
    spans: [{ ...unanswered, error: 'APIConnectionTimeoutError' }],
  },
  {
    name: 'a timeout, then an answer',
    reply: [{ fault: { kind: 'hang', after: 0 } }, said],
    use: async client => {
      const completion = await client.chat.completions.create(
        { model, messages },
        { timeout: 300, maxRetries: 1 },
      );
      return completion.choices[0]!.message.content;
    },
    spans: [chat],
  },
  {
    name: 'a signal aborted before the call',
    use: client =>
      failure(client.chat.completions.create({ model, messages }, { signal: AbortSignal.abort() })),
    spans: [{ ...unanswered, error: 'APIUserAbortError' }],
  },
  {
    name: 'a signal aborted while the answer is awaited',
    core: true,
    reply: [{ fault: { kind: 'hang', after: 0 } }],
    use: client => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 60);
      return failure(client.chat.completions.create({ model, messages }, { signal: controller.signal }));
    },
    spans: [{ ...unanswered, error: 'APIUserAbortError' }],
  },
  {
    name: 'a signal aborted while a stream is read',
    reply: [{ ...said, fault: { kind: 'hang', after: 3 } }],
    use: async client => {
      const controller = new AbortController();
      const stream = await client.chat.completions.create(
        { model, messages, stream: true },
        { signal: controller.signal },
      );
      let chunks = 0;
      for await (const _ of stream) {
        chunks += 1;
        if (chunks === 3) setImmediate(() => controller.abort());
      }
      return [chunks, stream.controller.signal.aborted];
    },
    spans: [{ ...cut, outcome: 'aborted' }],
  },
  {
    name: 'a signal aborted after the end',
    reply: [said, said],
    use: async client => {
      const controller = new AbortController();
      const { signal } = controller;
      const whole = await client.chat.completions.create({ model, messages }, { signal });
      const events = await drain(
        await client.chat.completions.create({ model, messages, stream: true }, { signal }),
      );
      controller.abort();
      await pause(10);
      return [whole.choices, events.length];
    },
    spans: [chat, streamed],
  },
];
