import type { ModelRequest, ModelResponse } from '../../genai/call.js';
import { finite, isObject, objects, text } from '../../genai/json.js';
import type { ChunkFold } from '../provider.js';
import { readInputs } from './embeddings.js';
import { readSettings } from './settings.js';

/** https://platform.openai.com/docs/api-reference/completions/create */
export function readCompletionRequest(body: unknown): ModelRequest {
  const request = isObject(body) ? body : {};
  return {
    operation: 'text_completion',
    model: text(request['model']) ?? '',
    stream: request['stream'] === true,
    settings: readSettings(request),
    messages: [],
    tools: [],
    inputs: readInputs(request['prompt']),
    uncountable: [],
  };
}

export function readCompletionResponse(body: unknown): Omit<ModelResponse, 'usage'> {
  const response = isObject(body) ? body : {};
  const choices = objects(response['choices']);
  return {
    id: text(response['id']),
    model: text(response['model']),
    created: finite(response['created']),
    finishReasons: choices.flatMap(choice => text(choice['finish_reason']) ?? []),
    outputs: choices.map(choice => ({
      texts: [text(choice['text']) ?? ''],
      calls: [],
      truncated: choice['finish_reason'] === 'length',
      reasoned: false,
    })),
    uncountable: [],
  };
}

/** Folds streamed `text_completion` objects, each with the next piece of its choices, into one. */
export function foldCompletionChunks(): ChunkFold {
  const head: { id?: unknown; model?: unknown; usage?: unknown } = {};
  const choices = new Map<unknown, { pieces: string[]; finishReason?: unknown }>();
  return {
    add(chunk) {
      if (!isObject(chunk)) return;
      head.id ??= chunk['id'];
      head.model ??= chunk['model'];
      head.usage = chunk['usage'] ?? head.usage;
      for (const choice of objects(chunk['choices'])) {
        const index = choice['index'] ?? 0;
        const fold = choices.get(index) ?? { pieces: [] };
        choices.set(index, fold);
        fold.pieces.push(text(choice['text']) ?? '');
        fold.finishReason = choice['finish_reason'] ?? fold.finishReason;
      }
    },
    body: () => ({
      ...head,
      choices: [...choices].map(([index, fold]) => ({
        index,
        text: fold.pieces.join(''),
        finish_reason: fold.finishReason,
      })),
    }),
  };
}
