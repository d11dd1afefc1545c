import { diag } from '@opentelemetry/api';

const said = new Set<string>();

/** A message may name a model, and a model's name may be anything. */
const LONGEST = 500;

/** What was said before anybody listened: the SDK that sets a logger starts at the first call. */
const waiting: string[] = [];

/** Says a thing once, through `diag`; as soon as somebody listens there. */
export function warnOnce(text: string): void {
  const message = text.slice(0, LONGEST);
  // What was said is remembered up to a bound, so that hostile names cannot fill the memory.
  if (said.has(message) || said.size >= 1_000) return;
  said.add(message);
  waiting.push(message);
  if (isHeard()) sayWhatWaits();
}

export function sayWhatWaits(): void {
  for (const message of waiting.splice(0)) diag.warn(message);
}

/** Where the API keeps what was registered with it. */
function isHeard(): boolean {
  const api = (globalThis as Record<symbol, { diag?: unknown } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  return api?.diag !== undefined;
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
