import { diag } from '@opentelemetry/api';

const said = new Set<string>();

/** A message may name a model, and a model's name may be anything. */
const LONGEST = 500;

/** Says a thing once, through `diag`. */
export function warnOnce(text: string): void {
  const message = text.slice(0, LONGEST);
  // What was said is remembered up to a bound, so that hostile names cannot fill the memory.
  if (said.has(message) || said.size >= 1_000) return;
  said.add(message);
  diag.warn(message);
}

/**
 * Does a piece of our own work that must never reach the app: what it throws is told once and `undefined` returned.
 * Only the error's type is told, since its message may quote the app's data.
 */
export function failsafe<T>(work: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    warnOnce(`@lavague-tokens/otel could not ${work}: ${errorType(error)}`);
    return undefined;
  }
}

/** A short name for an error: the HTTP status it carries, else its class. Never its message. */
export function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { status } = error as { status?: unknown };
  if (typeof status === 'number') return String(status);
  return error.constructor?.name || 'Error';
}
