import type { Message, ModelOutput, ModelRequest, ModelResponse, ToolCall } from '../../genai/call.js';
import { finite, isObject, type JsonObject, objects, text } from '../../genai/json.js';
import { readCall, readParts, uncountableParts } from './parts.js';
import { readSettings } from './settings.js';
import { hostedTools, readOutputFormat, readTool, readToolChoice } from './tools.js';

const CALLS = new Set<unknown>(['function_call', 'custom_tool_call']);
const OUTPUTS = new Set<unknown>(['function_call_output', 'custom_tool_call_output']);

/** https://platform.openai.com/docs/api-reference/responses/create */
export function readResponsesRequest(body: unknown): ModelRequest {
  const request = isObject(body) ? body : {};
  const input = request['input'];
  const items = sinceCompaction(objects(input));
  const instructions = text(request['instructions']);
  const format = isObject(request['text']) ? request['text']['format'] : undefined;
  return {
    operation: 'responses',
    model: text(request['model']) ?? '',
    stream: request['stream'] === true,
    settings: readSettings(request),
    messages: [
      ...(instructions ? [message('developer', instructions)] : []),
      ...(typeof input === 'string'
        ? [message('user', input)]
        : readItems(items, request['store'] !== false)),
    ],
    tools: objects(request['tools'])
      .filter(tool => tool['type'] === 'function')
      .map(readTool),
    toolChoice: readToolChoice(request['tool_choice']),
    parallelToolCalls: request['parallel_tool_calls'] !== false,
    outputFormat: readOutputFormat(format),
    inputs: [],
    uncountable: [
      ...new Set([
        ...['previous_response_id', 'conversation', 'prompt'].filter(key => request[key] != null),
        ...hostedTools(request['tools']),
        ...items.flatMap(uncountableOfItem),
        ...(isInOpenTurn(items) ? ['reasoning'] : []),
      ]),
    ],
  };
}

function message(role: string, content: unknown): Message {
  return { type: 'message', role, content: readParts(content) };
}

/** What stands before a compaction item is not read: the item holds what the server made of it. */
function sinceCompaction(items: JsonObject[]): JsonObject[] {
  return items.slice(
    Math.max(
      0,
      items.findLastIndex(item => item['type'] === 'compaction'),
    ),
  );
}

/** Calls made at once follow each other as items of their own: they are one turn of the assistant. */
function readItems(items: readonly JsonObject[], storing: boolean): Message[] {
  const toolOfCall = new Map(
    items.filter(item => CALLS.has(item['type'])).map(call => [call['call_id'], readCall(call).name]),
  );
  const messages: Message[] = [];
  let calls: ToolCall[] | undefined;
  let stored = false;
  const close = () => {
    if (calls) messages.push({ type: 'tool_calls', content: [], calls, stored });
    calls = undefined;
  };
  for (const item of items) {
    if (CALLS.has(item['type'])) {
      const kept = storing && Boolean(item['id'] && item['status']);
      stored = calls ? stored && kept : kept;
      calls ??= [];
      calls.push(readCall(item));
      continue;
    }
    close();
    if (OUTPUTS.has(item['type'])) {
      const name = toolOfCall.get(item['call_id']);
      messages.push({ type: 'tool_output', name, content: readParts(item['output']) });
    } else if (item['type'] === 'reasoning') messages.push({ type: 'reasoning' });
    else if (isMessage(item)) messages.push(message(text(item['role']) ?? '', item['content']));
  }
  close();
  return messages;
}

function isMessage(item: JsonObject): boolean {
  return item['type'] === 'message' || (item['type'] == null && item['role'] != null);
}

/** Reasoning is dropped once a later message of the user has closed its turn; before, its text is read again. */
function isInOpenTurn(items: readonly JsonObject[]): boolean {
  const lastUser = items.findLastIndex(item => item['role'] === 'user');
  return items.findLastIndex(item => item['type'] === 'reasoning') > lastUser;
}

function uncountableOfItem(item: JsonObject): readonly string[] {
  const type = text(item['type']) ?? 'item';
  if (OUTPUTS.has(type)) return uncountableParts(item['output']);
  if (CALLS.has(type) || type === 'reasoning') return [];
  return isMessage(item) ? uncountableParts(item['content']) : [type];
}

/** https://platform.openai.com/docs/api-reference/responses/object */
export function readResponsesResponse(body: unknown): Omit<ModelResponse, 'usage'> {
  const response = isObject(body) ? body : {};
  const items = objects(response['output']);
  const status = text(response['status']);
  return {
    id: text(response['id']),
    model: text(response['model']),
    created: finite(response['created_at']),
    finishReasons: status === undefined ? [] : [finishReason(response, status)],
    outputs: [readOutput(items, status)],
    uncountable: [...new Set(items.flatMap(uncountableOfOutput))],
  };
}

function readOutput(items: readonly JsonObject[], status: string | undefined): ModelOutput {
  const messages = items.filter(item => item['type'] === 'message');
  const refused = messages.flatMap(item =>
    objects(item['content']).flatMap(part => text(part['refusal']) ?? []),
  );
  const texts = messages.map(item =>
    objects(item['content'])
      .map(part => text(part['text']) ?? '')
      .join(''),
  );
  return {
    texts: texts.filter(Boolean),
    refusal: refused.length > 0 ? refused.join('') : undefined,
    calls: items.filter(item => CALLS.has(item['type'])).map(readCall),
    truncated: status === 'incomplete',
    reasoned: items.some(item => item['type'] === 'reasoning'),
  };
}

function uncountableOfOutput(item: JsonObject): string[] {
  const type = text(item['type']) ?? 'item';
  return type === 'message' || type === 'reasoning' || CALLS.has(type) ? [] : [type];
}

function finishReason(response: JsonObject, status: string): string {
  const details = response['incomplete_details'];
  return (isObject(details) && text(details['reason'])) || status;
}
