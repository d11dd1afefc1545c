import { closest } from 'fastest-levenshtein';
import type { RunOptions } from './run/options.js';

const LOGS = ['json', 'summary'] as const;
const PREFIX = 'LAVAGUE_TOKENS_';

/** Our environment variables: what each sets, and how its value is read. The standard `OTEL_*` ones are the SDK's. */
const variables: { readonly [variable: string]: (value: string) => RunOptions } = {
  LAVAGUE_TOKENS_LOG: value => ({ log: oneOf(LOGS, value, `LAVAGUE_TOKENS_LOG="${value}"`) }),
  LAVAGUE_TOKENS_AGENT: value => ({ agent: value }),
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
  return Object.assign({}, ...settings);
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
  const { log } = options as RunOptions;
  if (log !== undefined) oneOf(LOGS, log, `The option log: "${log}"`);
}

function oneOf<T extends string>(values: readonly T[], value: string, what: string): T {
  const match = values.find(candidate => candidate === value);
  if (!match)
    throw new TypeError(`${what} is not known: use ${values.map(known => `"${known}"`).join(' or ')}`);
  return match;
}

function misspelled(kind: string, name: string, known: readonly string[]): string {
  return `Misspelled ${kind} "${name}" should be "${closest(name, [...known])}"`;
}
