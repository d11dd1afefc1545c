import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countTokens, countUsage } from '../src/index.js';

const hello = [{ role: 'user', content: 'Say hello.' }];

describe('countUsage', () => {
  test('counts a chat prompt before there is an answer', () => {
    expect(
      countUsage({ provider: 'openai', operation: 'chat', request: { model: 'gpt-4o', messages: hello } }),
    ).toEqual({
      promptTokens: 3 + 4 + countTokens('Say hello.', 'gpt-4o')!,
      source: 'tiktoken',
      lowerBound: false,
    });
  });

  test('counts the answer, streamed or not', () => {
    const request = { model: 'gpt-4o', messages: hello };
    const whole = { choices: [{ message: { content: 'Hello there!' }, finish_reason: 'stop' }] };
    const chunk = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });
    const count = (response: unknown): number | undefined =>
      countUsage({ provider: 'openai', operation: 'chat', request, response }).completionTokens;
    expect(count(whole)).toBe(countTokens('Hello there!', 'gpt-4o'));
    expect(count([chunk('Hello'), chunk(' there!'), { choices: [], usage: null }])).toBe(count(whole));
  });

  test('adds reported reasoning to the completion, with the most that rounding hides', () => {
    const response = {
      output: [
        { type: 'reasoning', summary: [] },
        { type: 'message', content: [{ type: 'output_text', text: 'Hello' }] },
      ],
      usage: { output_tokens: 80, output_tokens_details: { reasoning_tokens: 64 } },
    };
    const counted = countUsage({
      provider: 'openai',
      operation: 'responses',
      request: { model: 'gpt-5-nano', input: 'Say hello.' },
      response,
    });
    const visible = countTokens('Hello', 'gpt-5')! + 6;
    expect(counted).toMatchObject({
      completionTokens: visible + 64,
      completionTokensMax: visible + 64 + 63,
      reasoningTokens: 64,
      lowerBound: false,
    });
  });

  test('says that reasoning nobody reported is missing', () => {
    const response = { choices: [{ message: { content: 'Hello' } }] };
    const request = { model: 'o3', messages: hello };
    expect(countUsage({ provider: 'openai', operation: 'chat', request, response })).toMatchObject({
      completionLowerBound: 'reasoning',
      lowerBound: true,
    });
  });

  test('takes the rules of the model that answered', () => {
    const request = {
      model: 'gpt-4',
      messages: hello,
      tools: [{ type: 'function', function: { name: 'f' } }],
    };
    const of = (model: string) =>
      countUsage({ provider: 'openai', operation: 'chat', request, response: { model, choices: [] } })
        .promptTokens;
    const piece =
      '# Tools\n\n## functions\n\nnamespace functions {\n\ntype f = () => any;\n\n} // namespace functions';
    const textOf = (model: string) => countTokens(piece, model)! + countTokens('Say hello.', model)!;
    expect(of('gpt-4o-2024-08-06')).toBe(2 + 4 + 4 + textOf('gpt-4o'));
    expect(of('gpt-4-turbo')).toBe(2 + 4 + 4 + textOf('gpt-4-turbo'));
  });

  test.each([
    ['a text', 'Hello, world', (): number => countTokens('Hello, world', 'text-embedding-3-small')!],
    ['texts', ['Hello', ''], (): number => countTokens('Hello', 'text-embedding-3-small')! + 1],
    ['token ids', [1, 2, 3], (): number => 3],
    ['lists of token ids', [[1, 2], [3]], (): number => 3],
  ])('counts the embedding of %s', (_, input, expected) => {
    const request = { model: 'text-embedding-3-small', input };
    expect(countUsage({ provider: 'openai', operation: 'embeddings', request })).toEqual({
      embeddingTokens: expected(),
      source: 'tiktoken',
      lowerBound: false,
    });
  });

  test('counts a legacy completion as its text', () => {
    const counted = countUsage({
      provider: 'openai',
      operation: 'text_completion',
      request: { model: 'gpt-3.5-turbo-instruct', prompt: ['Once', 'upon a time'] },
      response: { choices: [{ text: ' there was' }, { text: ' a model', finish_reason: 'length' }] },
    });
    const tokens = (text: string) => countTokens(text, 'gpt-3.5-turbo-instruct')!;
    expect(counted).toEqual({
      promptTokens: tokens('Once') + tokens('upon a time'),
      completionTokens: tokens(' there was') + tokens(' a model'),
      source: 'tiktoken',
      lowerBound: false,
    });
  });

  test('reads Azure by its name: a reply ends with a token that is counted there', () => {
    const count = (provider: string) =>
      countUsage({
        provider,
        operation: 'chat',
        request: { model: 'gpt-4o', messages: hello },
        response: { choices: [{ message: { content: 'Hello' } }] },
      }).completionTokens!;
    expect(count('azure.ai.openai')).toBe(count('openai') + 1);
  });

  test("gives the provider's own numbers for a model without a vocabulary", () => {
    const request = { model: 'somebody/else', messages: hello };
    const response = { choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } };
    expect(countUsage({ provider: 'groq', operation: 'chat', request, response })).toMatchObject({
      promptTokens: 9,
      completionTokens: 4,
      source: 'provider',
    });
    expect(countUsage({ provider: 'groq', operation: 'chat', request })).toEqual({ lowerBound: false });
  });

  test('keeps reasons short', () => {
    const content = Array.from({ length: 50 }, (_, index) => ({
      type: `part ${index} ${'x'.repeat(1_000)}`,
    }));
    const request = { model: 'gpt-4o', messages: [{ role: 'user', content }] };
    const reason = countUsage({ provider: 'openai', operation: 'chat', request }).promptLowerBound!;
    expect(reason.length).toBeLessThan(400);
  });

  test('refuses an operation that does not exist', () => {
    expect(() => countUsage({ provider: 'openai', operation: 'sing' as 'chat', request: {} })).toThrow(
      TypeError,
    );
  });

  const operations = fc.constantFrom('chat', 'responses', 'embeddings', 'text_completion');
  const hostile = fc.letrec<{ value: unknown; body: unknown }>(tie => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(
        'user',
        'tool',
        'assistant',
        'function',
        'message',
        'input_image',
        'image_url',
        null,
      ),
      fc.constantFrom<unknown>(
        'function_call',
        'function_call_output',
        'reasoning',
        'json_schema',
        'gpt-4o',
        '#',
      ),
      fc.string({ maxLength: 8 }),
      fc.double(),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('body'),
    ),
    body: fc.dictionary(
      fc.constantFrom(
        ...(
          'model messages input instructions tools tool_choice text format response_format json_schema schema name ' +
          'type role content tool_calls function arguments parameters properties $ref anyOf items enum image_url url ' +
          'call_id output choices message usage refusal status stop'
        ).split(' '),
      ),
      tie('value'),
      { maxKeys: 8 },
    ),
  })).body;

  test('never throws on what a caller or a server may send, nor gives a number below zero', () => {
    fc.assert(
      fc.property(operations, hostile, hostile, (operation, request, response) => {
        const body = { ...(request as object), model: 'gpt-4o' };
        const counted = countUsage({ provider: 'openai', operation, request: body, response });
        for (const tokens of [counted.promptTokens, counted.completionTokens, counted.embeddingTokens]) {
          if (tokens !== undefined) expect(tokens).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([undefined, null, 7, 'text', [], () => undefined])('takes %s for an empty body', body => {
    for (const operation of ['chat', 'responses', 'embeddings', 'text_completion'] as const) {
      expect(countUsage({ provider: 'openai', operation, request: body, response: body })).toEqual({
        lowerBound: false,
      });
    }
  });

  test('ends on bodies that refer to themselves', () => {
    const loop: Record<string, unknown> = { role: 'user', type: 'message', name: 'f' };
    for (const key of ['content', 'tool_calls', 'function', 'parameters', 'schema', 'image_url'])
      loop[key] = [loop];
    loop['parameters'] = loop;
    const request = {
      model: 'gpt-4o',
      messages: [loop, loop],
      input: [loop],
      tools: [{ type: 'function', ...loop }],
    };
    for (const operation of ['chat', 'responses'] as const) {
      expect(countUsage({ provider: 'openai', operation, request }).lowerBound).toBe(true);
    }
  });

  test('survives a body that throws when it is read', () => {
    const trap = new Proxy(
      { model: 'gpt-4o' },
      {
        get: () => {
          throw new Error('mine');
        },
      },
    );
    for (const operation of ['chat', 'responses', 'embeddings', 'text_completion'] as const) {
      expect(countUsage({ provider: 'openai', operation, request: trap })).toEqual({ lowerBound: false });
    }
    const messages = [
      {
        role: 'user',
        get content() {
          throw new Error('mine');
        },
      },
    ];
    const request = { model: 'gpt-4o', messages };
    expect(countUsage({ provider: 'openai', operation: 'chat', request })).toEqual({ lowerBound: false });
    const response = {
      get choices() {
        throw new Error('mine');
      },
    };
    const counted = countUsage({
      provider: 'openai',
      operation: 'chat',
      request: { model: 'gpt-4o', messages: hello },
      response,
    });
    expect(counted).toMatchObject({ completionTokens: 0, completionLowerBound: 'unreadable response' });
  });

  test('takes a frozen body and leaves it as it is', () => {
    const request = Object.freeze({
      model: 'gpt-4o',
      messages: Object.freeze([Object.freeze({ ...hello[0]! })]),
    });
    const before = JSON.stringify(request);
    countUsage({ provider: 'openai', operation: 'chat', request });
    expect(JSON.stringify(request)).toBe(before);
  });
});
