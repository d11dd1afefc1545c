import type { OperationName } from './genai/call.js';
import type { CallCount } from './genai/count.js';
import { findOperation } from './providers/index.js';
import type { ChunkFold } from './providers/provider.js';
import { countCall } from './tokens/count-call.js';

export interface CountUsageInput {
  /** `gen_ai.provider.name` or a package name, such as `openai`. */
  readonly provider: string;
  readonly operation: OperationName;
  /** The request body as the vendor takes it. */
  readonly request: unknown;
  /** The response body as the vendor sends it, or the list of a stream's events. */
  readonly response?: unknown;
}

export interface UsageCount extends CallCount {
  /** Whether a part of the request or the response could not be counted. */
  readonly lowerBound: boolean;
}

/**
 * Counts a call from the vendor's own JSON bodies, with the code that counts a live call.
 *
 * @throws TypeError for an operation that does not exist
 * @example
 * countUsage({
 *   provider: 'openai',
 *   operation: 'chat',
 *   request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello.' }] },
 * }); // { promptTokens: 10, source: 'tiktoken', lowerBound: false }
 */
export function countUsage({ provider, operation, request, response }: CountUsageInput): UsageCount {
  const reader = findOperation(provider, operation);
  if (!reader) {
    throw new TypeError(
      `Unknown operation "${operation}": use "chat", "responses", "embeddings" or "text_completion"`,
    );
  }
  const body = Array.isArray(response) && reader.chunks ? foldAll(reader.chunks(), response) : response;
  const counted = countCall(
    { ...reader.request(request), provider },
    body === undefined ? undefined : reader.response(body),
  );
  return { ...counted, lowerBound: Boolean(counted.promptLowerBound ?? counted.completionLowerBound) };
}

function foldAll(fold: ChunkFold, events: readonly unknown[]): unknown {
  for (const event of events) fold.add(event);
  return fold.body();
}
