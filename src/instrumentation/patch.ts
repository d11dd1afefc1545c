import { context, createContextKey } from '@opentelemetry/api';
import { at } from '../genai/json.js';
import type { Operation, Provider } from '../providers/provider.js';
import { recordCall } from '../record-call.js';
import { runOfCall } from '../run/current-run.js';
import { failsafe } from '../telemetry/failsafe.js';
import { observeResult } from './observe-promise.js';
import { refusedCall } from './refuse.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Marks a patched method, across copies of this package: a call is never counted twice. */
const ORIGINAL = Symbol.for('@lavague-tokens/otel original');

/** `suppressTracing()` of @opentelemetry/core sets this key; read here, since only an SDK brings that package. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * Patches the methods of one set of client classes, given the class or the module that exports it. Patching it again
 * changes nothing.
 *
 * @returns what undoes it, or `undefined` where no method of the provider's is found
 */
export function patchClient(exported: unknown, provider: Provider): (() => void) | undefined {
  const client = clientClass(exported, provider);
  if (!client) return undefined;
  const undos = provider.operations.map(operation => patchMethod(client, provider, operation));
  return () => {
    for (const undo of undos) undo?.();
  };
}

/** Whether a client's class, or the module that exports it, is patched; `undefined` where there is no such class in it. */
export function isPatched(exported: unknown, provider: Provider): boolean | undefined {
  const client = clientClass(exported, provider);
  return (
    client && provider.operations.some(({ target }) => ORIGINAL in (walk(client, target.split('.')) ?? {}))
  );
}

function clientClass(exported: unknown, provider: Provider): object | undefined {
  return clientClasses(exported).find((candidate): candidate is object =>
    provider.operations.some(({ target }) => has(candidate, target)),
  );
}

/** A class itself; or one exported by name or as default, as ES modules and the CommonJS builds of openai 5 and 6 do. */
function clientClasses(exported: unknown): unknown[] {
  if ((typeof exported !== 'object' && typeof exported !== 'function') || exported === null) return [];
  const { default: byDefault, OpenAI: byName } = exported as {
    readonly default?: unknown;
    readonly OpenAI?: unknown;
  };
  return [exported, byDefault, byName];
}

function has(client: unknown, target: string): boolean {
  return walk(client, target.split('.')) !== undefined;
}

function patchMethod(client: unknown, provider: Provider, operation: Operation): (() => void) | undefined {
  const path = operation.target.split('.');
  const name = path.pop()!;
  const owner = walk(client, path);
  const original = Object.getOwnPropertyDescriptor(owner ?? {}, name);
  if (!owner || typeof original?.value !== 'function' || ORIGINAL in original.value) return undefined;
  const patched = patchedMethod(original.value, provider, operation);
  Object.defineProperty(owner, name, { ...original, value: patched });
  return () => {
    // Somebody else may have patched over us since: then their chain stays whole, and ours lies still below it.
    if (Object.getOwnPropertyDescriptor(owner, name)?.value === patched)
      Object.defineProperty(owner, name, original);
  };
}

/** Classes and their prototypes, step by step; functions count as objects here. */
function walk(from: unknown, path: readonly string[]): object | undefined {
  let here = from;
  for (const key of path) {
    if ((typeof here !== 'object' && typeof here !== 'function') || here === null) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return (typeof here === 'object' || typeof here === 'function') && here !== null ? here : undefined;
}

function patchedMethod(original: Method, provider: Provider, operation: Operation): Method {
  const patched: Method = function (this: unknown, ...args) {
    if (context.active().getValue(SUPPRESS_TRACING)) return original.apply(this, args);
    const refusal = failsafe('check the budget', () => runOfCall().refusal());
    if (refusal) return refusedCall(refusal);
    const call = failsafe('record a call', () =>
      recordCall({ provider, operation, baseUrl: baseUrlOf(this) }, args[0]),
    );
    if (!call) return original.apply(this, args);
    let result: unknown;
    try {
      result = context.with(call.context, () => original.apply(this, args));
    } catch (error) {
      call.end({ error });
      throw error;
    }
    return observeResult(result, call);
  };
  Object.defineProperties(patched, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
    [ORIGINAL]: { value: original },
  });
  return patched;
}

/** Every resource of the client holds it as `_client`. */
function baseUrlOf(resource: unknown): string | undefined {
  const baseUrl = at(resource, '_client.baseURL');
  return typeof baseUrl === 'string' ? baseUrl : undefined;
}
