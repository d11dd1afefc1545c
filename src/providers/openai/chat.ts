import type { Message, ModelRequest, ModelResponse } from '../../genai/call.js';
import { isObject, type JsonObject, objects, text } from '../../genai/json.js';
import type { ChunkFold } from '../provider.js';
import { readSettings } from './settings.js';

/** https://platform.openai.com/docs/api-reference/chat/create */
export function readChatRequest(body: unknown): ModelRequest {
  const request = isObject(body) ? body : {};
  const messages = objects(request['messages']);
  return {
    operation: 'chat',
    model: text(request['model']) ?? '',
    stream: request['stream'] === true,
    settings: readSettings(request),
    messages: messages.map(readMessage),
    inputs: [],
    uncountable: [...uncountableOfRequest(request), ...new Set(messages.flatMap(uncountableOfMessage))],
  };
}

function readMessage(message: JsonObject): Message {
  const content = message['content'];
  return {
    role: text(message['role']) ?? '',
    name: text(message['name']),
    content: text(content) ?? textParts(content).join('') + (text(message['refusal']) ?? ''),
  };
}

function textParts(content: unknown): string[] {
  return objects(content).flatMap(part => text(part['text']) ?? text(part['refusal']) ?? []);
}

function uncountableOfRequest(request: JsonObject): string[] {
  const reasons = [];
  if (Array.isArray(request['tools']) && request['tools'].length > 0) reasons.push('tools');
  if (Array.isArray(request['functions']) && request['functions'].length > 0) reasons.push('functions');
  const format = isObject(request['response_format']) ? request['response_format']['type'] : undefined;
  if (format === 'json_schema') reasons.push('json_schema');
  return reasons;
}

function uncountableOfMessage(message: JsonObject): string[] {
  const parts = objects(message['content']).flatMap(part => text(part['type']) ?? []);
  return [
    ...parts.filter(type => type !== 'text' && type !== 'refusal'),
    ...(message['tool_calls'] || message['function_call'] || message['role'] === 'tool'
      ? ['tool calls']
      : []),
    ...(message['audio'] ? ['audio'] : []),
  ];
}

/** https://platform.openai.com/docs/api-reference/chat/object */
export function readChatResponse(body: unknown): Omit<ModelResponse, 'usage'> {
  const response = isObject(body) ? body : {};
  const choices = objects(response['choices']);
  const messages = choices.map(choice => (isObject(choice['message']) ? choice['message'] : {}));
  return {
    id: text(response['id']),
    model: text(response['model']),
    finishReasons: choices.flatMap(choice => text(choice['finish_reason']) ?? []),
    outputs: messages.map(message => (text(message['content']) ?? '') + (text(message['refusal']) ?? '')),
    uncountable: [...new Set(messages.flatMap(uncountableOfMessage))],
  };
}

/** Folds `chat.completion.chunk` events into one `chat.completion`. */
export function foldChatChunks(): ChunkFold {
  const head: { id?: unknown; model?: unknown; usage?: unknown } = {};
  const choices = new Map<unknown, ChoiceFold>();
  return {
    add(chunk) {
      if (!isObject(chunk)) return;
      head.id ??= chunk['id'];
      head.model ??= chunk['model'];
      head.usage = chunk['usage'] ?? head.usage;
      for (const choice of objects(chunk['choices'])) {
        const index = choice['index'] ?? 0;
        const fold = choices.get(index) ?? newChoice();
        choices.set(index, fold);
        addDelta(fold, choice);
      }
    },
    body: () => ({
      ...head,
      choices: [...choices].map(([index, fold]) => ({
        index,
        finish_reason: fold.finishReason,
        message: {
          role: 'assistant',
          content: fold.content.join(''),
          refusal: fold.refusal.join(''),
          ...(fold.calls.size > 0 && { tool_calls: [...fold.calls.values()].map(toolCall) }),
        },
      })),
    }),
  };
}

interface ChoiceFold {
  readonly content: string[];
  readonly refusal: string[];
  readonly calls: Map<unknown, ToolCallFold>;
  finishReason?: unknown;
}

interface ToolCallFold {
  name: string;
  readonly arguments: string[];
}

function newChoice(): ChoiceFold {
  return { content: [], refusal: [], calls: new Map() };
}

function addDelta(fold: ChoiceFold, choice: JsonObject): void {
  fold.finishReason = choice['finish_reason'] ?? fold.finishReason;
  const delta = choice['delta'];
  if (!isObject(delta)) return;
  push(fold.content, delta['content']);
  push(fold.refusal, delta['refusal']);
  for (const call of objects(delta['tool_calls'])) addToolCall(fold, call['index'] ?? 0, call['function']);
  if (delta['function_call']) addToolCall(fold, 'function_call', delta['function_call']);
}

function addToolCall(fold: ChoiceFold, index: unknown, delta: unknown): void {
  const call = fold.calls.get(index) ?? { name: '', arguments: [] };
  fold.calls.set(index, call);
  if (!isObject(delta)) return;
  call.name += text(delta['name']) ?? '';
  push(call.arguments, delta['arguments']);
}

function toolCall(call: ToolCallFold) {
  return { type: 'function', function: { name: call.name, arguments: call.arguments.join('') } };
}

function push(pieces: string[], value: unknown): void {
  if (typeof value === 'string' && value !== '') pieces.push(value);
}
