import { isPromise } from 'node:util/types';
import type { CallEnd, RecordedCall } from '../record-call.js';
import { failsafe } from '../telemetry/failsafe.js';
import { isObservableStream, observeStream } from './observe-stream.js';

/**
 * The SDK's lazy promise, openai 4 to 7. `await`, `then`, `catch`, `finally` and `withResponse()` all reach `parse()`;
 * `_thenUnwrap()` makes another promise over the same request; `asResponse()` leaves the body to the app.
 */
interface ApiPromise extends Promise<unknown> {
  responsePromise: Promise<unknown>;
  parse(): Promise<unknown>;
  asResponse(): Promise<unknown>;
  _thenUnwrap(transform: (data: unknown, ...rest: unknown[]) => unknown): unknown;
}

const NEVER_READ = 'the response was never read';
const READ_RAW = 'the response was taken unparsed';

/** Ends the calls whose response nobody can read any more: the app dropped its promises and its stream. */
const dropped = new FinalizationRegistry((call: RecordedCall) => call.giveUp(NEVER_READ));

/**
 * The call as the observers of one promise and its stream hold it, and nobody else: it lives for as long as something
 * may still be read.
 */
function heldByObservers(call: RecordedCall): RecordedCall {
  const held = {
    ...call,
    end(how: CallEnd) {
      // Else the registry would hold the call, and with it the request, until the collector comes by.
      dropped.unregister(held);
      call.end(how);
    },
  };
  dropped.register(held, call, held);
  return held;
}

/**
 * Watches what a client's method returned and gives back what the app is to have: the same object wherever it is one
 * of the SDK's own.
 */
export function observeResult(result: unknown, call: RecordedCall): unknown {
  if (isApiPromise(result)) {
    failsafe('observe a promise', () => observeApiPromise(result, heldByObservers(call)));
    return result;
  }
  if (isPlainPromise(result)) {
    return result.then(
      value => {
        onData(value, call);
        return value;
      },
      error => {
        call.end({ error });
        throw error;
      },
    );
  }
  call.end({ unread: NEVER_READ });
  return result;
}

/** By what it can do, not by `instanceof`: a test runner's sandbox has a `Promise` of its own. */
function isApiPromise(value: unknown): value is ApiPromise {
  const { parse, asResponse, responsePromise } = (value ?? {}) as Partial<ApiPromise>;
  return (
    typeof parse === 'function' &&
    typeof asResponse === 'function' &&
    typeof responsePromise?.then === 'function'
  );
}

function isPlainPromise(value: unknown): value is Promise<unknown> {
  return isPromise(value) && value.constructor.name === 'Promise';
}

/** Whether, and how, the app has asked for the response. Shared by all promises over one request. */
class Interest {
  parsed = false;
  private consumed = false;
  private rejected: Promise<never> | undefined;

  consume(): void {
    this.consumed = true;
    this.rejected?.catch(() => undefined);
  }

  /**
   * Our own handler made the rejection a handled one. Another stands for it until the app asks for the response: where
   * it never does, or does too late, Node says so as it would have.
   */
  reject(error: unknown): void {
    if (!this.consumed) this.rejected = Promise.reject(error);
  }
}

function observeApiPromise(promise: ApiPromise, call: RecordedCall): void {
  const interest = new Interest();
  promise.responsePromise.then(undefined, error => {
    call.end({ error });
    interest.reject(error);
  });
  watch(promise, call, interest);
}

function watch(promise: ApiPromise, call: RecordedCall, interest: Interest): void {
  const { parse, asResponse, _thenUnwrap } = promise;
  let parsing: Promise<unknown> | undefined;

  replace(promise, 'parse', function (this: ApiPromise) {
    interest.consume();
    interest.parsed = true;
    const parsed = parse.call(this);
    if (parsed === parsing) return parsed;
    parsing = parsed;
    // Registered before the app's own handlers, so that a stream is watched before the app can read it.
    parsed.then(
      data => onData(data, call),
      error => call.end({ error }),
    );
    return parsed;
  });

  replace(promise, 'asResponse', function (this: ApiPromise) {
    interest.consume();
    const response = asResponse.call(this);
    this.responsePromise.then(
      // The app may still parse: it has until the end of this turn.
      () => setImmediate(() => interest.parsed || call.end({ unread: READ_RAW })),
      () => undefined,
    );
    return response;
  });

  if (typeof _thenUnwrap !== 'function') return;
  replace(promise, '_thenUnwrap', function (this: ApiPromise, transform) {
    // openai 7 does not parse through this promise but through a closure: the data is seen on its way instead.
    const unwrapped = _thenUnwrap.call(this, (data, ...rest) => {
      onData(data, call);
      return transform(data, ...rest);
    });
    if (isApiPromise(unwrapped)) failsafe('observe a promise', () => watch(unwrapped, call, interest));
    return unwrapped;
  });
}

function onData(data: unknown, call: RecordedCall): void {
  if (!isObservableStream(data)) {
    call.end({ body: data });
    return;
  }
  failsafe('observe a stream', () => {
    if (watchedStreams.has(data)) return;
    watchedStreams.add(data);
    observeStream(data, call);
  });
}

const watchedStreams = new WeakSet<object>();

/** On the promise itself, as visible as it was. */
function replace<K extends 'parse' | 'asResponse' | '_thenUnwrap'>(
  promise: ApiPromise,
  key: K,
  value: ApiPromise[K],
) {
  const enumerable = Object.prototype.propertyIsEnumerable.call(promise, key);
  Object.defineProperty(promise, key, { value, writable: true, configurable: true, enumerable });
}
