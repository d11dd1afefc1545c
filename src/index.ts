export type { Prices } from './cost/price-table.js';
export { type CountUsageInput, countUsage, type UsageCount } from './count-usage.js';
export type { OperationName } from './genai/call.js';
export { instrument } from './instrumentation/instrument.js';
export {
  TokenInstrumentation,
  type TokenInstrumentationConfig,
} from './instrumentation/token-instrumentation.js';
export { type AgentRun, agentRun, step } from './run/agent-run.js';
export {
  type Budget,
  type BudgetCrossing,
  type BudgetOptions,
  type OnExceeded,
  TokenBudgetExceeded,
} from './run/budget.js';
export type { RunTotals } from './run/totals.js';
export type { ContentOptions } from './telemetry/content.js';
export { type CountAsyncOptions, countAsync, countTokens, createStreamCounter } from './tokens/count-text.js';
export { type Counter, defineCounter } from './tokens/custom-counters.js';
export type { EncodingName } from './tokens/encodings.js';
export { type TokenCacheStats, tokenCacheStats } from './tokens/memo.js';
export { encodingOf } from './tokens/models.js';
export type { StreamCounter } from './tokens/stream-counter.js';
