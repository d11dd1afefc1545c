import type { ModelRequest, ModelResponse } from '../genai/call.js';
import { countTokens } from './count-text.js';
import { countMessages } from './framing/messages.js';

/** Where a count comes from: an exact vocabulary, or the provider's own report where no vocabulary exists. */
export type TokenSource = 'tiktoken' | 'provider';

/** Tokens of one call. What is not known is absent. */
export interface CallCount {
  readonly promptTokens?: number;
  /** Includes the reasoning that the provider reports. */
  readonly completionTokens?: number;
  readonly reasoningTokens?: number;
  readonly embeddingTokens?: number;
  readonly source?: TokenSource;
  /** Why the true number may be larger. */
  readonly promptLowerBound?: string;
  readonly completionLowerBound?: string;
}

/** Counts a call from its own text; `response` is absent while or when there is none. */
export function countCall(request: ModelRequest, response?: ModelResponse): CallCount {
  if (countTokens('', request.model) === undefined) return reportedCount(request, response);
  const count = (text: string) => countTokens(text, request.model)!;
  if (request.operation === 'embeddings') {
    return { embeddingTokens: countInputs(request.inputs, count), source: 'tiktoken' };
  }
  return {
    ...countPrompt(request, count),
    ...(response && countCompletion(response, count)),
    source: 'tiktoken',
  };
}

function countPrompt(request: ModelRequest, count: (text: string) => number): CallCount {
  const promptTokens =
    request.operation === 'text_completion'
      ? countInputs(request.inputs, count)
      : countMessages(request.messages, request.model, count);
  return { promptTokens, ...because('promptLowerBound', request.uncountable) };
}

function countCompletion(response: ModelResponse, count: (text: string) => number): CallCount {
  const reasoningTokens = response.usage?.reasoning;
  const visible = response.outputs.reduce((sum, output) => sum + count(output), 0);
  return {
    completionTokens: visible + (reasoningTokens ?? 0),
    ...(reasoningTokens && { reasoningTokens }),
    ...because('completionLowerBound', response.uncountable),
  };
}

function countInputs(inputs: readonly (string | number)[], count: (text: string) => number): number {
  return inputs.reduce<number>(
    (sum, input) => sum + (typeof input === 'number' ? input : count(input) || 1),
    0,
  );
}

function because(field: 'promptLowerBound' | 'completionLowerBound', reasons: readonly string[]): CallCount {
  return reasons.length > 0 ? { [field]: reasons.join(', ') } : {};
}

/** The provider's own numbers, for a model without a local vocabulary. */
function reportedCount(request: ModelRequest, response?: ModelResponse): CallCount {
  const usage = response?.usage;
  if (!usage) return {};
  if (request.operation === 'embeddings') return { embeddingTokens: usage.input, source: 'provider' };
  return {
    promptTokens: usage.input,
    completionTokens: usage.output,
    ...(usage.reasoning && { reasoningTokens: usage.reasoning }),
    source: 'provider',
  };
}
