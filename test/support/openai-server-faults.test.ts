import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { type Fault, type Script, startOpenAIServer } from './openai-server.js';

async function start(reply: Script) {
  const server = await startOpenAIServer({ reply });
  const client = new OpenAI({ baseURL: server.url, apiKey: 'any', logLevel: 'off' });
  return { server, client, [Symbol.asyncDispose]: server.close };
}

const hello = [{ role: 'user', content: 'Say this is a test' }] as const;
const chat = (model: string) => ({ model, messages: [...hello] });

describe('the local OpenAI server fails as it is told:', () => {
  test.each([400, 401, 429, 500])('status %i with an error of OpenAI', async status => {
    await using it = await start({ fault: { kind: 'status', status } });
    await expect(it.client.chat.completions.create(chat('gpt-4o'), { maxRetries: 0 })).rejects.toMatchObject({
      status,
      error: { message: expect.any(String), type: expect.any(String) },
    });
  });

  test.each([429, 500])('status %i once, and the second attempt is answered', async status => {
    await using it = await start([{ fault: { kind: 'status', status } }, { text: 'at last' }]);
    const { choices } = await it.client.chat.completions.create(chat('gpt-4o'));
    expect(choices[0]!.message.content).toBe('at last');
    expect(it.server.requests).toHaveLength(2);
  });

  async function streamed(fault: Fault, options: { timeout?: number } = {}) {
    await using it = await start({ text: 'one two three four', fault });
    const seen: string[] = [];
    const run = async () => {
      const request = { ...chat('gpt-4o'), stream: true as const };
      const stream = await it.client.chat.completions.create(request, { maxRetries: 0, ...options });
      for await (const chunk of stream) seen.push(chunk.choices[0]!.delta.content ?? '');
      return 'complete';
    };
    const outcome = await run().catch((error: unknown) => error);
    return { seen: seen.join(''), outcome };
  }

  test('an error event inside the stream', async () => {
    const { seen, outcome } = await streamed({ kind: 'error event', after: 3 });
    expect(seen).toBe('one two');
    expect(outcome).toBeInstanceOf(OpenAI.APIError);
  });

  test('a socket dropped inside the stream', async () => {
    const { seen, outcome } = await streamed({ kind: 'drop', after: 3 });
    expect(seen).toBe('one two');
    expect(outcome).toBeInstanceOf(Error);
  });

  test('half a chunk at the end of the stream', async () => {
    const { seen } = await streamed({ kind: 'half chunk', after: 3 });
    expect(seen).toBe('one two');
  });

  test('a slow stream is a whole one', async () => {
    const { seen, outcome } = await streamed({ kind: 'slow', delayMs: 1 });
    expect([seen, outcome]).toEqual(['one two three four', 'complete']);
  });

  test('no answer at all until the client gives up', async () => {
    const { outcome } = await streamed({ kind: 'hang', after: 0 }, { timeout: 50 });
    expect(outcome).toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
  });

  test('a page where JSON was promised, and a body that breaks off', async () => {
    await using it = await start([{ fault: { kind: 'not json' } }, { fault: { kind: 'drop', after: 0 } }]);
    const ask = () => it.client.chat.completions.create(chat('gpt-4o'), { maxRetries: 0 });
    expect(await ask()).toContain('Bad gateway');
    await expect(ask()).rejects.toThrow();
  });
});
