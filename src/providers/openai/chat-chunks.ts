import { isObject, type JsonObject, objects, text } from '../../genai/json.js';
import type { ChunkFold } from '../provider.js';

/** Folds `chat.completion.chunk` events into one `chat.completion`. */
export function foldChatChunks(): ChunkFold {
  const head: {
    id?: unknown;
    model?: unknown;
    created?: unknown;
    service_tier?: unknown;
    usage?: unknown;
  } = {};
  const choices = new Map<unknown, ChoiceFold>();
  return {
    add(chunk) {
      if (!isObject(chunk)) return;
      head.id ??= chunk['id'];
      head.model ??= chunk['model'];
      head.created ??= chunk['created'];
      head.service_tier = chunk['service_tier'] ?? head.service_tier;
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
