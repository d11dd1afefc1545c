import { checkBudget } from './run/budget.js';
import { misspelled, oneOf } from './run/misspelled.js';
import type { RunOptions } from './run/options.js';
import { METRICS_OPTIONS } from './telemetry/metrics.js';

const LOGS = ['json', 'summary'] as const;
const ON_EXCEEDED = ['event', 'abort'] as const;
const PREFIX = 'LAVAGUE_TOKENS_';

/** Our environment variables: what each sets, and how its value is read. The standard `OTEL_*` ones are the SDK's. */
const variables: { readonly [variable: string]: (value: string) => RunOptions } = {
  LAVAGUE_TOKENS_LOG: value => ({ log: oneOf(LOGS, value, `LAVAGUE_TOKENS_LOG="${value}"`) }),
  LAVAGUE_TOKENS_AGENT: value => ({ agent: value }),
  LAVAGUE_TOKENS_MODELS: value => ({ models: value }),
  LAVAGUE_TOKENS_PRICES: value => ({ prices: value }),
  LAVAGUE_TOKENS_BUDGET_TOKENS: value => ({
    budget: { tokens: amount(value, 'LAVAGUE_TOKENS_BUDGET_TOKENS', 'tokens') },
  }),
  LAVAGUE_TOKENS_BUDGET_USD: value => ({
    budget: { usd: amount(value, 'LAVAGUE_TOKENS_BUDGET_USD', 'US dollars') },
  }),
  LAVAGUE_TOKENS_BUDGET_ON_EXCEEDED: value => ({
    onExceeded: oneOf(ON_EXCEEDED, value, `LAVAGUE_TOKENS_BUDGET_ON_EXCEEDED="${value}"`),
  }),
  LAVAGUE_TOKENS_METRICS: value => ({
    metrics: oneOf(METRICS_OPTIONS, value, `LAVAGUE_TOKENS_METRICS="${value}"`),
  }),
  LAVAGUE_TOKENS_CONTENT_MAX_BYTES: value => ({
    contentMaxBytes: amount(value, 'LAVAGUE_TOKENS_CONTENT_MAX_BYTES', 'bytes'),
  }),
};

/**
 * Reads the environment. Empty means not set, as for OpenTelemetry's own variables.
 *
 * @throws TypeError that names the mend, for a variable or a value that does not exist
 */
export function settingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): RunOptions {
  const settings = Object.entries(environment).flatMap(([variable, value]) => {
    if (!variable.startsWith(PREFIX) || !value) return [];
    const read = variables[variable];
    if (!read) throw new TypeError(misspelled('environment variable', variable, Object.keys(variables)));
    return [read(value)];
  });
  const budgets = settings.flatMap(({ budget }) => budget ?? []);
  return Object.assign({}, ...settings, budgets.length > 0 && { budget: Object.assign({}, ...budgets) });
}

function amount(value: string, variable: string, unit: string): number {
  const number = Number(value);
  if (!(Number.isFinite(number) && number >= 0)) {
    throw new TypeError(`${variable}="${value}" is no number of ${unit}`);
  }
  return number;
}

/**
 * Checks the options given in code.
 *
 * @throws TypeError that names the mend, for an option or a value that does not exist
 */
export function checkOptions(options: object, known: readonly string[]): void {
  for (const option of Object.keys(options)) {
    if (!known.includes(option)) throw new TypeError(misspelled('option', option, known));
  }
  const { log, metrics, contentMaxBytes, ...rest }: RunOptions = options;
  if (log !== undefined) oneOf(LOGS, log, `The option log: "${log}"`);
  if (metrics !== undefined) oneOf(METRICS_OPTIONS, metrics, `The option metrics: "${metrics}"`);
  if (contentMaxBytes !== undefined && !(contentMaxBytes >= 0)) {
    throw new TypeError('The option contentMaxBytes is no number of bytes');
  }
  checkBudget(rest);
}
