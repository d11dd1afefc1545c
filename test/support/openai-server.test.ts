import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { type Script, startOpenAIServer } from './openai-server.js';

async function start(reply?: Script) {
  const server = await startOpenAIServer({ reply });
  const client = new OpenAI({ baseURL: server.url, apiKey: 'any' });
  return { server, client, [Symbol.asyncDispose]: server.close };
}

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const hello = [{ role: 'user', content: 'Say this is a test' }] as const;
const chat = (model: string) => ({ model, messages: [...hello] });

describe('the local OpenAI server answers', () => {
  test('a chat completion, the same one every time', async () => {
    await using it = await start();
    const first = await it.client.chat.completions.create(chat('gpt-4o'));
    const second = await it.client.chat.completions.create(chat('gpt-4o'));
    expect(first.choices[0]!.message.content).toContain('Say this is a test');
    expect(second.choices).toEqual(first.choices);
  });

  // 4 a message, 5 for the text, and what opens the reply.
  test.each([
    ['gpt-4o', 12],
    ['gpt-3.5-turbo', 12],
    ['gpt-5-chat-latest', 12],
    ['gpt-5-mini', 11],
    ['o3', 11],
  ])('with the prompt tokens %s bills', async (model, expected) => {
    await using it = await start();
    const { usage } = await it.client.chat.completions.create(chat(model));
    expect(usage!.prompt_tokens).toBe(expected);
  });

  test('a name that repeats the role costs what it costs', async () => {
    await using it = await start({ text: 'ok' });
    const named = async (name: string) => {
      const messages = [{ role: 'user' as const, content: 'Say this is a test', name }];
      return (await it.client.chat.completions.create({ model: 'gpt-4o', messages })).usage!.prompt_tokens;
    };
    expect(await named('user')).toBe(13);
    expect(await named('bob')).toBe(14);
  });

  test('a tool call when the script says so, streamed or not', async () => {
    await using it = await start({ toolCalls: [{ name: 'click', arguments: { id: 'buy' } }] });
    const body = await it.client.chat.completions.create(chat('gpt-4o'));
    expect(body.choices[0]!.message.tool_calls).toMatchObject([
      { function: { name: 'click', arguments: '{"id":"buy"}' } },
    ]);
    const streamed = await it.client.chat.completions.stream(chat('gpt-4o')).finalChatCompletion();
    expect(streamed.choices[0]!.message.tool_calls).toMatchObject([
      { function: { name: 'click', arguments: '{"id":"buy"}' } },
    ]);
    expect(streamed.choices[0]!.finish_reason).toBe('tool_calls');
  });

  test('two of six tokens when it may not say more', async () => {
    await using it = await start({ text: 'one two three four five six' });
    const { choices, usage } = await it.client.chat.completions.create({ ...chat('gpt-4o'), max_tokens: 2 });
    expect(choices[0]).toMatchObject({ message: { content: 'one two' }, finish_reason: 'length' });
    expect(usage!.completion_tokens).toBe(2);
  });

  test('a schema with a value that has its shape', async () => {
    await using it = await start();
    const schema = { type: 'object', properties: { page: { type: 'string' }, price: { type: 'integer' } } };
    const { choices } = await it.client.chat.completions.create({
      ...chat('gpt-4o'),
      response_format: { type: 'json_schema', json_schema: { name: 'finding', schema } },
    });
    expect(JSON.parse(choices[0]!.message.content!)).toEqual({ page: 'text', price: 1 });
  });

  test('as many choices as were asked for, each of them billed', async () => {
    await using it = await start({ text: 'one two three' });
    const { choices, usage } = await it.client.chat.completions.create({ ...chat('gpt-4o'), n: 3 });
    expect(choices.map(choice => choice.message.content)).toEqual(Array(3).fill('one two three'));
    expect(usage!.completion_tokens).toBe(9);
  });

  test('a stream that ends with usage only when it was asked for', async () => {
    await using it = await start({ text: 'one two three' });
    const chunksOf = async (options: object) => {
      const stream = await it.client.chat.completions.create({ ...chat('gpt-4o'), stream: true, ...options });
      return all(stream);
    };
    const plain = await chunksOf({});
    expect(plain.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')).toBe('one two three');
    expect(plain.filter(chunk => 'usage' in chunk)).toEqual([]);
    const counted = await chunksOf({ stream_options: { include_usage: true } });
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } });
  });

  test('a response and its stream alike', async () => {
    await using it = await start({ text: 'one two three', reasoningTokens: 64 });
    const request = { model: 'gpt-4o', instructions: 'Be short.', input: 'Say this is a test' };
    const body = await it.client.responses.create(request);
    expect(body.output_text).toBe('one two three');
    expect(body.usage).toMatchObject({ input_tokens: 4 + 3 + 4 + 5 + 3, output_tokens: 3 + 1 + 64 });
    const streamed = await it.client.responses.stream(request).finalResponse();
    expect(streamed.output_text).toBe('one two three');
    expect(streamed.usage).toEqual(body.usage);
  });

  test('a function call through the Responses API', async () => {
    await using it = await start({ toolCalls: [{ name: 'click', arguments: { id: 'buy' } }] });
    const streamed = await it.client.responses.stream({ model: 'gpt-4o', input: 'Buy' }).finalResponse();
    expect(streamed.output).toMatchObject([
      { type: 'function_call', name: 'click', arguments: '{"id":"buy"}' },
    ]);
  });

  test('embeddings, where the text with the same words is the nearest', async () => {
    await using it = await start();
    const input = [
      'how to send goods back',
      'the tent weighs two kilos',
      'goods sent back within thirty days',
    ];
    const embed = async (encoding_format?: 'float' | 'base64') =>
      it.client.embeddings.create({ model: 'text-embedding-3-small', input, encoding_format });
    const { data, usage } = await embed();
    const near = (other: number) =>
      data[0]!.embedding.reduce((sum, value, at) => sum + value * data[other]!.embedding[at]!, 0);
    expect(near(2)).toBeGreaterThan(near(1));
    expect(usage.prompt_tokens).toBe(5 + 6 + 6);
    expect((await embed('float')).data[0]!.embedding).toEqual(data[0]!.embedding);
    expect(it.server.requests.map(request => request.body['encoding_format'])).toEqual(['base64', 'float']);
  });

  test('embeddings of tokens by their number, and of nothing by one', async () => {
    await using it = await start();
    const tokensOf = async (input: string | number[] | number[][]) =>
      (await it.client.embeddings.create({ model: 'text-embedding-3-small', input })).usage.prompt_tokens;
    expect(await tokensOf([1, 2, 3])).toBe(3);
    expect(await tokensOf([[1, 2], [3]])).toBe(3);
    expect(await tokensOf('')).toBe(1);
  });

  test('legacy completions, streamed or not', async () => {
    await using it = await start({ text: ' in a hole there lived' });
    const request = {
      model: 'gpt-3.5-turbo-instruct',
      prompt: ['Once upon a time', 'One day'],
      max_tokens: 20,
    };
    const body = await it.client.completions.create(request);
    expect(body.choices.map(choice => choice.text)).toEqual(Array(2).fill(' in a hole there lived'));
    expect(body.usage).toEqual({ prompt_tokens: 6, completion_tokens: 10, total_tokens: 16 });
    const stream = await it.client.completions.create({
      ...request,
      prompt: 'Once upon a time',
      stream: true,
    });
    const text = (await all(stream)).map(chunk => chunk.choices[0]!.text).join('');
    expect(text).toBe(' in a hole there lived');
  });

  test('moderations, and 404 to what it does not know', async () => {
    await using it = await start();
    expect((await it.client.moderations.create({ input: 'hello' })).results).toMatchObject([
      { flagged: false },
    ]);
    await expect(it.client.models.list()).rejects.toMatchObject({ status: 404 });
  });

  test('and keeps the bytes it was sent', async () => {
    await using it = await start();
    const bytes = JSON.stringify(chat('gpt-4o'));
    await fetch(`${it.server.url}/chat/completions?trace=1`, {
      method: 'POST',
      body: bytes,
      headers: { x: 'y' },
    });
    const [request] = it.server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions?trace=1',
      headers: { x: 'y' },
    });
    expect(request!.bytes.toString()).toBe(bytes);
  });
});
