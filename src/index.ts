export { type CountUsageInput, countUsage, type UsageCount } from './count-usage.js';
export type { OperationName } from './genai/call.js';
export { countTokens } from './tokens/count-text.js';
