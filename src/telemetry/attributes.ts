import type { Attributes } from '@opentelemetry/api';
import type { ModelRequest, ModelResponse, OperationName, Usage } from '../genai/call.js';
import type { CallCount, Cost } from '../genai/count.js';
import { remember } from '../genai/remember.js';
import * as semconv from '../genai/semconv.js';

/** Responses are chat to the conventions: what differs is the API, not the operation. */
const operationNames: { readonly [operation in OperationName]: string } = {
  chat: 'chat',
  responses: 'chat',
  embeddings: 'embeddings',
  text_completion: 'text_completion',
};

export function callSpanName({ operation, model }: ModelRequest): string {
  return `${operationNames[operation]} ${short(model)}`.trimEnd();
}

export function requestAttributes(request: ModelRequest, provider: string, baseUrl?: string): Attributes {
  const { settings } = request;
  return {
    [semconv.GEN_AI_OPERATION_NAME]: operationNames[request.operation],
    [semconv.GEN_AI_PROVIDER_NAME]: provider,
    [semconv.GEN_AI_REQUEST_MODEL]: short(request.model) || undefined,
    [semconv.GEN_AI_REQUEST_TEMPERATURE]: settings.temperature,
    [semconv.GEN_AI_REQUEST_TOP_P]: settings.topP,
    [semconv.GEN_AI_REQUEST_MAX_TOKENS]: settings.maxTokens,
    [semconv.GEN_AI_REQUEST_FREQUENCY_PENALTY]: settings.frequencyPenalty,
    [semconv.GEN_AI_REQUEST_PRESENCE_PENALTY]: settings.presencePenalty,
    [semconv.GEN_AI_REQUEST_SEED]: settings.seed,
    [semconv.GEN_AI_REQUEST_CHOICE_COUNT]: settings.choiceCount,
    [semconv.GEN_AI_REQUEST_STOP_SEQUENCES]: settings.stopSequences && [...settings.stopSequences],
    [semconv.GEN_AI_REQUEST_ENCODING_FORMATS]: settings.encodingFormats && [...settings.encodingFormats],
    ...(baseUrl !== undefined && serverAttributes(baseUrl)),
    [semconv.OPENAI_REQUEST_SERVICE_TIER]: settings.serviceTier,
  };
}

/** Names come from outside: one of a megabyte must not wait in memory with every span of its call. */
function short(name: string): string {
  return name.slice(0, 256);
}

const serverAttributes = remember((baseUrl): Attributes => {
  if (!URL.canParse(baseUrl)) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    [semconv.SERVER_ADDRESS]: hostname,
    [semconv.SERVER_PORT]: port ? Number(port) : protocol === 'http:' ? 80 : 443,
  };
});

export function responseAttributes(response: ModelResponse): Attributes {
  const { id, model, finishReasons, usage } = response;
  return {
    [semconv.GEN_AI_RESPONSE_ID]: id && short(id),
    [semconv.GEN_AI_RESPONSE_MODEL]: model && short(model),
    [semconv.GEN_AI_RESPONSE_FINISH_REASONS]: finishReasons.length > 0 ? [...finishReasons] : undefined,
    [semconv.OPENAI_RESPONSE_SERVICE_TIER]: response.serviceTier,
    [semconv.GEN_AI_USAGE_INPUT_TOKENS]: usage?.input,
    [semconv.GEN_AI_USAGE_OUTPUT_TOKENS]: usage?.output,
    [semconv.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: usage?.cacheRead,
    [semconv.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: usage?.cacheWrite,
    [semconv.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: usage?.reasoning,
  };
}

export function countAttributes(count: CallCount, usage?: Usage): Attributes {
  const { promptTokens, completionTokens, embeddingTokens } = count;
  return {
    [semconv.LLM_PROMPT_TOKENS]: promptTokens,
    [semconv.LLM_COMPLETION_TOKENS]: completionTokens,
    [semconv.LLM_REASONING_TOKENS]: count.reasoningTokens,
    [semconv.TOTAL_LLM_TOKENS]: sum(promptTokens, completionTokens),
    [semconv.EMBEDDING_TOKENS]: embeddingTokens,
    [semconv.LLM_TOKEN_SOURCE]: count.source,
    [semconv.LLM_PROMPT_TOKENS_LOWER_BOUND]: count.promptLowerBound,
    [semconv.LLM_COMPLETION_TOKENS_LOWER_BOUND]: count.completionLowerBound,
    [semconv.LLM_PROMPT_TOKENS_DELTA]: difference(promptTokens, usage?.input),
    [semconv.LLM_COMPLETION_TOKENS_DELTA]: difference(completionTokens, usage?.output),
    [semconv.EMBEDDING_TOKENS_DELTA]: difference(embeddingTokens, usage?.input),
  };
}

export function costAttributes(cost: Cost): Attributes {
  return {
    [semconv.LLM_COST_PROMPT]: cost.prompt,
    [semconv.LLM_COST_COMPLETION]: cost.completion,
    [semconv.LLM_COST_TOTAL]: cost.total,
    [semconv.LLM_COST_SOURCE]: cost.source,
  };
}

function sum(a?: number, b?: number): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}

function difference(counted?: number, reported?: number): number | undefined {
  return counted === undefined || reported === undefined ? undefined : counted - reported;
}
