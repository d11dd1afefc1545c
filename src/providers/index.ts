import { openai } from './openai/index.js';
import type { Operation, Provider } from './provider.js';

/** Every client library that is instrumented. */
export const providers: readonly Provider[] = [openai];

/** The operation of a provider by its `gen_ai.provider.name` or package; a compatible API is read as OpenAI's. */
export function findOperation(provider: string, operation: string): Operation | undefined {
  const known = providers.find(candidate => candidate.module === provider) ?? openai;
  return known.operations.find(candidate => candidate.operation === operation);
}
