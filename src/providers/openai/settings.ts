import type { RequestSettings } from '../../genai/call.js';
import { finite, type JsonObject, text } from '../../genai/json.js';

/** The sampling settings of a request body; chat, legacy completions and responses share their names. */
export function readSettings(body: JsonObject): RequestSettings {
  return {
    temperature: finite(body['temperature']),
    topP: finite(body['top_p']),
    maxTokens: finite(body['max_completion_tokens'] ?? body['max_output_tokens'] ?? body['max_tokens']),
    frequencyPenalty: finite(body['frequency_penalty']),
    presencePenalty: finite(body['presence_penalty']),
    seed: finite(body['seed']),
    choiceCount: body['n'] === 1 ? undefined : finite(body['n']),
    stopSequences: strings(body['stop']),
    encodingFormats: strings(body['encoding_format']),
    serviceTier: text(body['service_tier']),
  };
}

function strings(value: unknown): string[] | undefined {
  if (value == null) return undefined;
  const list = [value].flat().flatMap(item => text(item) ?? []);
  return list.length > 0 ? list : undefined;
}
