import type { ModelRequest, ModelResponse } from '../../genai/call.js';
import { isObject, text } from '../../genai/json.js';
import { readSettings } from './settings.js';

/** https://platform.openai.com/docs/api-reference/embeddings/create */
export function readEmbeddingsRequest(body: unknown): ModelRequest {
  const request = isObject(body) ? body : {};
  return {
    operation: 'embeddings',
    model: text(request['model']) ?? '',
    stream: false,
    settings: readSettings(request),
    messages: [],
    tools: [],
    inputs: readInputs(request['input']),
    uncountable: [],
  };
}

/** A text, a list of texts, one list of token ids or a list of such lists; a list of ids is as long as its count. */
export function readInputs(input: unknown): (string | number)[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input)) return [];
  if (typeof input[0] === 'number') return [input.length];
  return input.flatMap(item => text(item) ?? (Array.isArray(item) ? item.length : []));
}

export function readEmbeddingsResponse(body: unknown): Omit<ModelResponse, 'usage'> {
  const response = isObject(body) ? body : {};
  return { model: text(response['model']), finishReasons: [], outputs: [], uncountable: [] };
}
