import type { RequestContent, ResponseContent } from '../../../genai/content.js';
import { isObject, objects, text } from '../../../genai/json.js';
import { contentParts } from './parts.js';

/** A legacy completion goes on from a text, or from several at once. */
export function completionRequestContent(body: unknown): RequestContent {
  const prompt = isObject(body) ? body['prompt'] : undefined;
  return {
    systemInstructions: [],
    inputMessages: [prompt]
      .flat()
      .flatMap(item => (typeof item === 'string' ? [{ role: 'user', parts: contentParts(item) }] : [])),
    toolDefinitions: [],
  };
}

export function completionResponseContent(body: unknown): ResponseContent {
  const choices = objects(isObject(body) ? body['choices'] : undefined);
  return {
    outputMessages: choices.map(choice => ({
      role: 'assistant',
      parts: contentParts(text(choice['text']) ?? ''),
      finish_reason: text(choice['finish_reason']) ?? '',
    })),
  };
}
