import type { CallEnd, RecordedCall } from '../record-call.js';
import { failsafe } from '../telemetry/failsafe.js';

/** The part of the SDK's `Stream` that is relied on; the same in openai 4 to 7. */
export interface ObservableStream {
  /** Called by `for await`, `tee()` and `toReadableStream()` alike. */
  iterator: () => AsyncIterator<unknown>;
  readonly controller?: { readonly signal?: AbortSignal };
}

export function isObservableStream(value: unknown): value is ObservableStream {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { iterator?: unknown }).iterator === 'function'
  );
}

/** Watches a stream as the app reads it. Never reads ahead, never tees, keeps the stream and its iterator the same objects. */
export function observeStream(stream: ObservableStream, call: RecordedCall): void {
  const { iterator } = stream;
  let read = false;
  stream.iterator = function (this: unknown) {
    const events = iterator.call(this);
    // The response can be read once: what a second reader is told says nothing about the first.
    if (read) return events;
    read = true;
    failsafe('observe a stream', () => observeIterator(events, stream.controller?.signal, call));
    return events;
  };
}

function observeIterator(
  events: AsyncIterator<unknown>,
  signal: AbortSignal | undefined,
  call: RecordedCall,
): void {
  const reading = { pending: 0 };
  const forget = signal && listenForAbort(signal, new WeakRef(call), reading);
  const end = (how: CallEnd) => {
    forget?.();
    call.end(how);
  };
  const wrap = (method: 'next' | 'return' | 'throw', onCall?: () => void) => {
    const original = events[method];
    if (!original) return;
    // Own properties over the generator's methods: the app still holds the generator itself.
    const observed = (...args: [unknown?]) => {
      onCall?.();
      reading.pending += 1;
      // Handed on as a derived promise, so that a rejection nobody handles stays one.
      return Reflect.apply(original, events, args).then(settled, failed);
    };
    Object.defineProperty(events, method, {
      value: observed,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  };
  const settled = (result: IteratorResult<unknown>) => {
    reading.pending -= 1;
    if (!result.done) call.chunk(result.value);
    else end({ stream: signal?.aborted ? 'aborted' : 'complete' });
    return result;
  };
  const failed = (error: unknown) => {
    reading.pending -= 1;
    end({ stream: 'failed', error });
    throw error;
  };

  wrap('next');
  wrap('return', () => end({ stream: 'abandoned' }));
  wrap('throw', () => end({ stream: 'abandoned' }));
}

/**
 * The SDK aborts before it rejects: a read under way settles first and tells which of the two it was. Holds the call
 * weakly and in a scope of its own, since a signal may outlive by far whatever could still read the stream.
 */
function listenForAbort(
  signal: AbortSignal,
  call: WeakRef<RecordedCall>,
  reading: { readonly pending: number },
): () => void {
  const aborted = () => {
    if (reading.pending === 0) call.deref()?.end({ stream: 'aborted' });
  };
  signal.addEventListener('abort', aborted, { once: true });
  return () => signal.removeEventListener('abort', aborted);
}
