import type { RecordedCall } from '../record-call.js';
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

/** Ends the calls whose promise or stream the app dropped without reading it. */
const dropped = new FinalizationRegistry((call: RecordedCall) => call.end({ unread: NEVER_READ }));

/**
 * Watches what a client's method returned and gives back what the app is to have: the same object wherever it is one
 * of the SDK's own.
 */
export function observeResult(result: unknown, call: RecordedCall): unknown {
  if (isApiPromise(result)) {
    failsafe('observe a promise', () => observeApiPromise(result, call));
    return result;
  }
  if (result instanceof Promise && result.constructor === Promise) {
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

function isApiPromise(value: unknown): value is ApiPromise {
  return (
    value instanceof Promise &&
    typeof (value as Partial<ApiPromise>).parse === 'function' &&
    (value as Partial<ApiPromise>).responsePromise instanceof Promise
  );
}

/** Whether, and how, the app has asked for the response. Shared by all promises over one request. */
interface Interest {
  consumed: boolean;
  parsed: boolean;
}

function observeApiPromise(promise: ApiPromise, call: RecordedCall): void {
  const interest: Interest = { consumed: false, parsed: false };
  dropped.register(promise, call, call);
  promise.responsePromise.then(undefined, error => {
    call.end({ error });
    // Our handler made the rejection a handled one. Where the app has none, it must stay unhandled.
    if (!interest.consumed) void Promise.reject(error);
  });
  watch(promise, call, interest);
}

function watch(promise: ApiPromise, call: RecordedCall, interest: Interest): void {
  const { parse, asResponse, _thenUnwrap } = promise;
  let parsing: Promise<unknown> | undefined;

  replace(promise, 'parse', function (this: ApiPromise) {
    interest.consumed = true;
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
    interest.consumed = true;
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
    dropped.register(data, call);
    observeStream(data, call);
  });
}

const watchedStreams = new WeakSet<object>();

function replace<K extends 'parse' | 'asResponse' | '_thenUnwrap'>(
  promise: ApiPromise,
  key: K,
  value: ApiPromise[K],
) {
  Object.defineProperty(promise, key, { value, writable: true, configurable: true, enumerable: false });
}
