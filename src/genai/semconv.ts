/**
 * Every span, attribute and metric name there is, written out: the GenAI conventions moved to a repository of
 * their own and have no npm package (https://github.com/open-telemetry/semantic-conventions-genai).
 */

/** https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-spans.md */
export const GEN_AI_OPERATION_NAME = 'gen_ai.operation.name';
export const GEN_AI_PROVIDER_NAME = 'gen_ai.provider.name';
export const GEN_AI_REQUEST_MODEL = 'gen_ai.request.model';
export const GEN_AI_REQUEST_TEMPERATURE = 'gen_ai.request.temperature';
export const GEN_AI_REQUEST_TOP_P = 'gen_ai.request.top_p';
export const GEN_AI_REQUEST_MAX_TOKENS = 'gen_ai.request.max_tokens';
export const GEN_AI_REQUEST_FREQUENCY_PENALTY = 'gen_ai.request.frequency_penalty';
export const GEN_AI_REQUEST_PRESENCE_PENALTY = 'gen_ai.request.presence_penalty';
export const GEN_AI_REQUEST_SEED = 'gen_ai.request.seed';
export const GEN_AI_REQUEST_STOP_SEQUENCES = 'gen_ai.request.stop_sequences';
export const GEN_AI_REQUEST_CHOICE_COUNT = 'gen_ai.request.choice.count';
export const GEN_AI_REQUEST_ENCODING_FORMATS = 'gen_ai.request.encoding_formats';
export const GEN_AI_RESPONSE_ID = 'gen_ai.response.id';
export const GEN_AI_RESPONSE_MODEL = 'gen_ai.response.model';
export const GEN_AI_RESPONSE_FINISH_REASONS = 'gen_ai.response.finish_reasons';
export const GEN_AI_USAGE_INPUT_TOKENS = 'gen_ai.usage.input_tokens';
export const GEN_AI_USAGE_OUTPUT_TOKENS = 'gen_ai.usage.output_tokens';
export const GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS = 'gen_ai.usage.cache_read.input_tokens';
export const GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS = 'gen_ai.usage.cache_write.input_tokens';
export const GEN_AI_USAGE_REASONING_OUTPUT_TOKENS = 'gen_ai.usage.reasoning.output_tokens';
export const GEN_AI_AGENT_NAME = 'gen_ai.agent.name';

/** Content, opt-in; a JSON string each. */
export const GEN_AI_SYSTEM_INSTRUCTIONS = 'gen_ai.system_instructions';
export const GEN_AI_INPUT_MESSAGES = 'gen_ai.input.messages';
export const GEN_AI_OUTPUT_MESSAGES = 'gen_ai.output.messages';
export const GEN_AI_TOOL_DEFINITIONS = 'gen_ai.tool.definitions';

/** https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/openai.md */
export const OPENAI_REQUEST_SERVICE_TIER = 'openai.request.service_tier';
export const OPENAI_RESPONSE_SERVICE_TIER = 'openai.response.service_tier';

/** https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md */
export const METRIC_TOKEN_USAGE = 'gen_ai.client.token.usage';
export const METRIC_OPERATION_DURATION = 'gen_ai.client.operation.duration';
export const METRIC_TIME_TO_FIRST_CHUNK = 'gen_ai.client.operation.time_to_first_chunk';
export const GEN_AI_TOKEN_TYPE = 'gen_ai.token.type';

/** Ours: by how much counting and the provider disagree. */
export const METRIC_COUNT_DRIFT = 'lavague_tokens.count.drift';
export const COUNT_DRIFT_DIRECTION = 'lavague_tokens.count.drift.direction';

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/server/ and …/error/ */
export const SERVER_ADDRESS = 'server.address';
export const SERVER_PORT = 'server.port';
export const ERROR_TYPE = 'error.type';

/** Ours: counted locally. Leaf spans hold them for one call; roll-up spans hold sums and carry the marker. */
export const LLM_PROMPT_TOKENS = 'llm.prompt_tokens';
export const LLM_COMPLETION_TOKENS = 'llm.completion_tokens';
export const LLM_REASONING_TOKENS = 'llm.reasoning_tokens';
export const EMBEDDING_TOKENS = 'embedding_tokens';
export const TOTAL_LLM_TOKENS = 'total_llm_tokens';
export const LLM_PROMPT_TOKENS_LOWER_BOUND = 'llm.prompt_tokens_lower_bound';
export const LLM_COMPLETION_TOKENS_LOWER_BOUND = 'llm.completion_tokens_lower_bound';
export const LLM_PROMPT_TOKENS_DELTA = 'llm.prompt_tokens_delta';
export const LLM_COMPLETION_TOKENS_DELTA = 'llm.completion_tokens_delta';
export const EMBEDDING_TOKENS_DELTA = 'embedding_tokens_delta';
export const LLM_TOKEN_SOURCE = 'llm.token_source';
export const LLM_STREAM_OUTCOME = 'llm.stream.outcome';

/** In USD, by the names of https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md */
export const LLM_COST_PROMPT = 'llm.cost.prompt';
export const LLM_COST_COMPLETION = 'llm.cost.completion';
export const LLM_COST_TOTAL = 'llm.cost.total';
/** Ours: which tokens were priced, `reported` or `counted`; `mixed` on a roll-up over both. */
export const LLM_COST_SOURCE = 'llm.cost.source';

/** Ours: the agent run. */
export const AGENT_RUN_ID = 'agent.run.id';
export const AGENT_STEP = 'agent.step';
export const AGENT_RUN_ROLLUP = 'agent.run.rollup';
/** On the roll-up of a service that an agent's run called: the sums are a part of the run, which began elsewhere. */
export const AGENT_RUN_PART = 'agent.run.part';
export const AGENT_RUN_CALLS = 'agent.run.calls';
export const AGENT_RUN_FAILED_CALLS = 'agent.run.failed_calls';
export const AGENT_RUN_UNCOUNTED_CALLS = 'agent.run.uncounted_calls';
export const AGENT_RUN_UNPRICED_CALLS = 'agent.run.unpriced_calls';

/**
 * Ours: the cap of a run and what was consumed of it. The conventions have no names for them yet
 * (https://github.com/open-telemetry/semantic-conventions-genai/issues/425).
 */
export const AGENT_RUN_BUDGET_LIMIT = {
  tokens: 'agent.run.budget.tokens.limit',
  usd: 'agent.run.budget.usd.limit',
} as const;
export const AGENT_RUN_BUDGET_CONSUMED = {
  tokens: 'agent.run.budget.tokens.consumed',
  usd: 'agent.run.budget.usd.consumed',
} as const;
export const AGENT_RUN_BUDGET_EXCEEDED_EVENT = 'agent.run.budget.exceeded';

/** Span names of the roll-ups; a leaf span is named `{operation} {model}`. */
export const AGENT_RUN_SPAN = 'agent run';
export const STEP_SPAN = 'step';
export const INVOKE_AGENT = 'invoke_agent';
