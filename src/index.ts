export { type CountUsageInput, countUsage, type UsageCount } from './count-usage.js';
export type { OperationName } from './genai/call.js';
export { instrument } from './instrumentation/instrument.js';
export {
  TokenInstrumentation,
  type TokenInstrumentationConfig,
} from './instrumentation/token-instrumentation.js';
export { type AgentRun, agentRun, step } from './run/agent-run.js';
export type { RunTotals } from './run/totals.js';
export { countTokens } from './tokens/count-text.js';
