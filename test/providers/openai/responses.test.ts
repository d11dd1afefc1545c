import { describe, expect, test } from 'vitest';
import { foldResponseEvents } from '../../../src/providers/openai/response-events.js';
import { readResponsesRequest, readResponsesResponse } from '../../../src/providers/openai/responses.js';

const text = (written: string) => ({ type: 'text', text: written });
const call = { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'c1', output: 'dark' };
const user = { role: 'user', content: 'Hello' };

describe('a Responses request', () => {
  test('has instructions before the input', () => {
    expect(readResponsesRequest({ instructions: 'Be brief.', input: 'Hello' }).messages).toEqual([
      { type: 'message', role: 'developer', content: [text('Be brief.')] },
      { type: 'message', role: 'user', content: [text('Hello')] },
    ]);
    expect(readResponsesRequest({ instructions: '', input: [user] }).messages).toHaveLength(1);
  });

  test('has parts of every kind', () => {
    const content = [
      { type: 'input_text', text: 'Look' },
      { type: 'input_image', image_url: 'u', detail: 'high' },
      { type: 'output_text', text: 'at' },
      { type: 'refusal', refusal: 'No.' },
    ];
    expect(readResponsesRequest({ input: [{ type: 'message', role: 'user', content }] }).messages).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [text('Look'), { type: 'image', url: 'u', detail: 'high' }, text('at'), text('No.')],
      },
    ]);
  });

  test('has calls that follow each other as one turn', () => {
    const other = { ...call, call_id: 'c2', name: 'go' };
    const { messages } = readResponsesRequest({
      input: [user, call, other, output, { ...output, call_id: 'gone' }],
    });
    expect(messages.slice(1)).toEqual([
      {
        type: 'tool_calls',
        content: [],
        calls: [
          { name: 'look', arguments: '{}' },
          { name: 'go', arguments: '{}' },
        ],
        stored: false,
      },
      { type: 'tool_output', name: 'look', content: [text('dark')] },
      { type: 'tool_output', content: [text('dark')] },
    ]);
  });

  test('knows a call that the server keeps', () => {
    const kept = { ...call, id: 'fc_1', status: 'completed' };
    const stored = (body: object) =>
      readResponsesRequest(body).messages.map(message => 'stored' in message && message.stored);
    expect(stored({ input: [kept] })).toEqual([true]);
    expect(stored({ input: [kept], store: false })).toEqual([false]);
    expect(stored({ input: [kept, call] })).toEqual([false]);
  });

  test('has the tools as they stand, whatever is nested in them', () => {
    const nested = { type: 'function', name: 'look', function: { name: 'look', description: 'Looks.' } };
    const { tools, uncountable } = readResponsesRequest({ tools: [nested, { type: 'web_search' }] });
    expect(tools).toEqual([{ name: 'look' }]);
    expect(uncountable).toEqual(['web_search tool']);
  });

  test('has the choice of tool and the format of the text', () => {
    const format = { type: 'json_schema', name: 'answer', schema: {}, description: 'It.' };
    const request = readResponsesRequest({
      tool_choice: { type: 'function', name: 'look' },
      text: { format },
    });
    expect(request.toolChoice).toEqual({ name: 'look' });
    expect(request.outputFormat).toEqual(format);
  });

  test('names what the server adds and what cannot be counted', () => {
    const reasons = (body: object) => readResponsesRequest(body).uncountable;
    expect(reasons({ previous_response_id: 'r', conversation: 'c', prompt: { id: 'p' } })).toEqual([
      'previous_response_id',
      'conversation',
      'prompt',
    ]);
    expect(reasons({ input: [{ type: 'item_reference', id: 'i' }] })).toEqual(['item_reference']);
    expect(reasons({ input: [{ type: 'additional_tools', role: 'developer', tools: [] }] })).toEqual([
      'additional_tools',
    ]);
    const file = { type: 'input_file', file_id: 'f' };
    expect(
      reasons({
        input: [
          { ...user, content: [file] },
          { ...output, output: [file] },
        ],
      }),
    ).toEqual(['input_file']);
    expect(reasons({ input: [{ ...user, content: [{ type: 'input_image', file_id: 'f' }] }] })).toEqual([
      'image file',
    ]);
  });

  test('cannot count reasoning before the next message of the user', () => {
    const reasoning = { type: 'reasoning', summary: [] };
    expect(readResponsesRequest({ input: [user, reasoning, call, output] }).uncountable).toEqual([
      'reasoning',
    ]);
    const closed = readResponsesRequest({ input: [user, reasoning, call, output, user] });
    expect(closed.uncountable).toEqual([]);
    expect(closed.messages[1]).toEqual({ type: 'reasoning' });
  });

  test('leaves out what a compaction replaced', () => {
    const { messages, uncountable } = readResponsesRequest({ input: [user, { type: 'compaction' }, user] });
    expect(messages).toHaveLength(1);
    expect(uncountable).toEqual(['compaction']);
  });
});

describe('a Responses response', () => {
  const message = (written: string) => ({
    type: 'message',
    content: [{ type: 'output_text', text: written }],
  });

  test('has texts, calls and whether the model reasoned', () => {
    const body = {
      created_at: 1_700_000_000,
      status: 'completed',
      output: [{ type: 'reasoning' }, message('Hi'), message('You'), call],
    };
    const response = readResponsesResponse(body);
    expect(response.created).toBe(1_700_000_000);
    expect(response.finishReasons).toEqual(['completed']);
    expect(response.outputs).toEqual([
      { texts: ['Hi', 'You'], calls: [{ name: 'look', arguments: '{}' }], truncated: false, reasoned: true },
    ]);
  });

  test('has a refusal, a cut and what ran at the provider', () => {
    const refused = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] };
    const response = readResponsesResponse({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [refused, { type: 'web_search_call' }],
    });
    expect(response.finishReasons).toEqual(['max_output_tokens']);
    expect(response.outputs[0]).toMatchObject({ texts: [], refusal: 'No.', truncated: true });
    expect(response.uncountable).toEqual(['web_search_call']);
  });

  test('is the last body of its events', () => {
    const fold = foldResponseEvents();
    fold.add({ type: 'response.created', response: { id: 'r', output: [] } });
    fold.add({ type: 'response.completed', response: { id: 'r', output: [message('Hi')] } });
    expect(readResponsesResponse(fold.body()).outputs[0]!.texts).toEqual(['Hi']);
  });

  test('is put together from its deltas where the events break off', () => {
    const fold = foldResponseEvents();
    fold.add({ type: 'response.created', response: { id: 'r', model: 'gpt-5' } });
    fold.add({ type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning' } });
    fold.add({ type: 'response.output_item.added', output_index: 1, item: { type: 'message', content: [] } });
    fold.add({ type: 'response.output_text.delta', output_index: 1, delta: 'He' });
    fold.add({ type: 'response.output_text.delta', output_index: 1, delta: 'llo' });
    fold.add({ type: 'response.output_item.added', output_index: 2, item: { ...call, arguments: '' } });
    fold.add({ type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"a":' });
    fold.add(undefined);
    expect(readResponsesResponse(fold.body())).toMatchObject({
      id: 'r',
      model: 'gpt-5',
      outputs: [{ texts: ['Hello'], calls: [{ name: 'look', arguments: '{"a":' }], reasoned: true }],
    });
  });
});
