import { describe, expect, test } from 'vitest';
import { readChatRequest, readChatResponse } from '../../../src/providers/openai/chat.js';
import { foldChatChunks } from '../../../src/providers/openai/chat-chunks.js';

const text = (written: string) => ({ type: 'text', text: written });

describe('a chat request', () => {
  test('has its messages with their parts, in arrays of its own', () => {
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        name: 'ada',
        content: [text('Look: '), { type: 'image_url', image_url: { url: 'u', detail: 'low' } }],
      },
      { role: 'assistant', content: 'No.', refusal: 'Never.' },
    ];
    const { messages: read } = readChatRequest({ model: 'gpt-4o', messages });
    expect(read).toEqual([
      { type: 'message', role: 'developer', content: [text('Be brief.')] },
      {
        type: 'message',
        role: 'user',
        name: 'ada',
        content: [text('Look: '), { type: 'image', url: 'u', detail: 'low' }],
      },
      { type: 'message', role: 'assistant', content: [text('No.'), text('Never.')] },
    ]);
    messages.push({ role: 'user', content: 'More' });
    expect(read).toHaveLength(3);
  });

  test('has calls and outputs, an output under the name of the tool that was called', () => {
    const { messages } = readChatRequest({
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: [text('dark')] },
        { role: 'tool', tool_call_id: 'gone', name: 'known', content: 'x' },
        { role: 'assistant', tool_calls: [{ id: 'c2', custom: { name: 'sql', input: 'SELECT 1' } }] },
      ],
    });
    expect(messages).toEqual([
      { type: 'tool_calls', content: [], calls: [{ name: 'look', arguments: '{}' }], stored: false },
      { type: 'tool_output', name: 'look', content: [text('dark')] },
      { type: 'tool_output', name: 'known', content: [text('x')] },
      { type: 'tool_calls', content: [], calls: [{ name: 'sql', arguments: 'SELECT 1' }], stored: false },
    ]);
  });

  test('has legacy functions as tools', () => {
    const request = readChatRequest({
      functions: [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }],
      function_call: { name: 'look' },
      messages: [
        { role: 'assistant', function_call: { name: 'look', arguments: '{}' } },
        { role: 'function', name: 'look', content: 'dark' },
      ],
    });
    expect(request.tools).toEqual([{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }]);
    expect(request.toolChoice).toEqual({ name: 'look' });
    expect(request.messages.map(({ type }) => type)).toEqual(['tool_calls', 'tool_output']);
  });

  test('has tools, their choice and the response format', () => {
    const request = readChatRequest({
      tools: [{ type: 'function', function: { name: 'look' } }],
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
    });
    expect(request.tools).toEqual([{ name: 'look' }]);
    expect(request.toolChoice).toEqual({ name: 'look' });
    expect(request.parallelToolCalls).toBe(false);
    expect(request.outputFormat).toEqual({ type: 'json_schema', name: 'answer', schema: { type: 'object' } });
    expect(readChatRequest({ response_format: { type: 'json_object' } }).outputFormat).toEqual({
      type: 'json_object',
    });
    expect(readChatRequest({ response_format: { type: 'text' } }).outputFormat).toBeUndefined();
    expect(readChatRequest({ tool_choice: 'required' }).toolChoice).toBe('required');
    expect(readChatRequest({ tool_choice: { type: 'allowed_tools' } }).toolChoice).toBeUndefined();
  });

  test('names once what cannot be counted', () => {
    const audio = { type: 'input_audio', input_audio: {} };
    const { uncountable } = readChatRequest({
      messages: [
        { role: 'user', content: [audio, audio, { type: 'file', file: {} }, {}] },
        { role: 'assistant', audio: { id: 'a' } },
      ],
      tools: [{ type: 'custom', custom: { name: 'sql' } }],
    });
    expect(uncountable).toEqual(['custom tool', 'input_audio', 'file', 'audio']);
  });
});

describe('a chat response', () => {
  test('has every choice', () => {
    const response = readChatResponse({
      created: 1_700_000_000,
      choices: [
        { message: { content: 'Hi' }, finish_reason: 'stop' },
        { message: { content: 'He' }, finish_reason: 'length' },
        { message: { content: null, refusal: 'No.' } },
        { message: { content: null, tool_calls: [{ function: { name: 'look', arguments: '{}' } }] } },
      ],
    });
    const output = { texts: [], calls: [], truncated: false, reasoned: false };
    expect(response.created).toBe(1_700_000_000);
    expect(response.finishReasons).toEqual(['stop', 'length']);
    expect(response.outputs).toEqual([
      { ...output, texts: ['Hi'] },
      { ...output, texts: ['He'], truncated: true },
      { ...output, refusal: 'No.' },
      { ...output, calls: [{ name: 'look', arguments: '{}' }] },
    ]);
  });

  test('cannot be counted where it speaks', () => {
    expect(readChatResponse({ choices: [{ message: { audio: { id: 'a' } } }] }).uncountable).toEqual([
      'audio',
    ]);
    expect(readChatResponse({ choices: ['nonsense', {}] }).uncountable).toEqual([]);
  });

  test('is the same from its chunks', () => {
    const fold = foldChatChunks();
    const delta = (change: object, finish_reason: string | null = null) => ({
      id: 'c',
      created: 1_700_000_000,
      model: 'gpt-4o',
      choices: [{ index: 0, delta: change, finish_reason }],
    });
    const call = (index: number, part: object) => delta({ tool_calls: [{ index, function: part }] });
    fold.add(delta({ content: 'Wait' }));
    fold.add(call(0, { name: 'look', arguments: '' }));
    fold.add(call(1, { name: 'go' }));
    fold.add(call(0, { arguments: '{"a"' }));
    fold.add(call(0, { arguments: ':1}' }));
    fold.add(call(1, { arguments: '{}' }));
    fold.add('nonsense');
    fold.add(delta({}, 'tool_calls'));
    fold.add({ choices: [], usage: { prompt_tokens: 5 } });
    expect(fold.body()).toMatchObject({ usage: { prompt_tokens: 5 } });
    expect(readChatResponse(fold.body())).toEqual({
      id: 'c',
      model: 'gpt-4o',
      created: 1_700_000_000,
      finishReasons: ['tool_calls'],
      outputs: [
        {
          texts: ['Wait'],
          refusal: '',
          calls: [
            { name: 'look', arguments: '{"a":1}' },
            { name: 'go', arguments: '{}' },
          ],
          truncated: false,
          reasoned: false,
        },
      ],
      uncountable: [],
    });
  });

  test('has a refusal and a function call from their chunks', () => {
    const fold = foldChatChunks();
    fold.add({
      choices: [{ delta: { refusal: 'N' } }, { index: 1, delta: { function_call: { name: 'f' } } }],
    });
    fold.add({
      choices: [{ delta: { refusal: 'o.' } }, { index: 1, delta: { function_call: { arguments: '{}' } } }],
    });
    const { outputs } = readChatResponse(fold.body());
    expect(outputs.map(({ refusal }) => refusal)).toEqual(['No.', '']);
    expect(outputs[1]!.calls).toEqual([{ name: 'f', arguments: '{}' }]);
  });
});
