import { type Context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { priceCall } from './cost/price.js';
import type { ModelRequest, ModelResponse } from './genai/call.js';
import type { CallCount, Cost } from './genai/count.js';
import * as semconv from './genai/semconv.js';
import type { Operation, Provider } from './providers/provider.js';
import { runOfCall } from './run/current-run.js';
import { ownPrices, runOptions } from './run/options.js';
import * as attributes from './telemetry/attributes.js';
import * as content from './telemetry/content.js';
import { errorType, failsafe, warnOnce } from './telemetry/failsafe.js';
import { recordMetrics } from './telemetry/metrics.js';
import { tracer } from './telemetry/tracer.js';
import { countCall } from './tokens/count-call.js';

/** Where a call is made. */
export interface CallSite {
  readonly provider: Provider;
  readonly operation: Operation;
  readonly baseUrl: string | undefined;
}

/** A call under way. */
export interface RecordedCall {
  /** The context the client runs in: the call's span is active. */
  readonly context: Context;
  /** An event of the response's stream. */
  chunk(event: unknown): void;
  /** The call is over; what comes after the first end is ignored. */
  end(how: CallEnd): void;
  /** The call is over as far as anybody will know: it ends with what is there. */
  giveUp(reason: string): void;
}

/** How a call ended: with a body, with a stream that was read so far, with an error, or unread. */
export interface CallEnd {
  readonly body?: unknown;
  readonly stream?: 'complete' | 'abandoned' | 'aborted' | 'failed';
  readonly error?: unknown;
  /** Why the response was never seen. */
  readonly unread?: string;
}

/**
 * The corridor every call goes through: normalise the request, start the span, let the client run, fold the chunks,
 * normalise the response, count, price, set the attributes, record the metrics, add to the run, end the span.
 */
export function recordCall(site: CallSite, body: unknown): RecordedCall {
  const { operation, baseUrl } = site;
  const provider = site.provider.name(baseUrl);
  const request =
    failsafe('read the request', () => ({ ...operation.request(body), provider })) ?? unreadable(operation);
  const run = runOfCall();
  const around = run.contextOfCall();
  const startTime = performance.now();
  const sent = attributes.requestAttributes(request, provider, baseUrl);
  const span = tracer().startSpan(
    attributes.callSpanName(request),
    { kind: SpanKind.CLIENT, attributes: { ...sent, ...run.identity() } },
    around,
  );
  const reader =
    span.isRecording() && content.isContentCaptured(runOptions()) ? operation.content : undefined;
  failsafe('capture what was sent', () => {
    if (reader) span.setAttributes(content.requestContentAttributes(reader.request(body), runOptions()));
  });
  let fold = operation.chunks?.();
  let firstChunkTime: number | undefined;
  let over = false;

  const call: RecordedCall = {
    context: trace.setSpan(around, span),

    chunk(event) {
      if (over) return;
      firstChunkTime ??= performance.now();
      failsafe('read a chunk', () => fold?.add(event));
    },

    end({ body, stream, error, unread }) {
      if (over) return;
      over = true;
      const endTime = performance.now();
      const whole = stream ? failsafe('fold the chunks', () => fold?.body()) : body;
      fold = undefined;
      const response =
        whole === undefined ? undefined : failsafe('read the response', () => operation.response(whole));
      const count = failsafe('count the call', () => withDoubts(request, response, stream, unread)) ?? {};
      const price = isRefused(error, response)
        ? {}
        : (failsafe('price the call', () => priceOf(request, response, count)) ?? { unpriced: true });
      const failed = error !== undefined;
      const received = {
        ...(response && attributes.responseAttributes(response)),
        [semconv.ERROR_TYPE]: failed ? errorType(error) : undefined,
      };
      failsafe('describe the call', () => {
        span.setAttributes({
          ...received,
          ...attributes.countAttributes(count, response?.usage),
          ...(price.cost && attributes.costAttributes(price.cost)),
          [semconv.LLM_STREAM_OUTCOME]: stream,
        });
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      });
      failsafe('capture what was received', () => {
        if (!reader || whole === undefined) return;
        span.setAttributes(content.responseContentAttributes(reader.response(whole), runOptions()));
      });
      failsafe('record the metrics', () => {
        const times = { start: startTime, firstChunk: firstChunkTime, end: endTime };
        const call = { span: { ...sent, ...received }, times, usage: response?.usage, count };
        recordMetrics(call, runOptions().metrics);
      });
      failsafe('end the span', () => span.end(endTime));
      run.close(call, {
        model: response?.model ?? request.model,
        ...count,
        failed,
        uncounted: isUncounted(count),
        ...price,
      });
    },

    giveUp(reason) {
      call.end(fold && request.stream ? { stream: 'abandoned', unread: reason } : { unread: reason });
    },
  };
  run.open(call);
  return call;
}

/** The count, with what the way the call ended says about its completion. */
function withDoubts(
  request: ModelRequest,
  response: ModelResponse | undefined,
  stream: CallEnd['stream'],
  unread: string | undefined,
): CallCount {
  const count = countCall(request, response);
  if (request.model && count.source !== 'tiktoken') {
    warnOnce(
      `No vocabulary is known for the model "${request.model}": its calls carry the provider's numbers`,
    );
  }
  if (request.operation === 'embeddings' || count.source === undefined) return count;
  const cut = stream && stream !== 'complete' && !response?.usage ? `the stream was ${stream}` : undefined;
  const doubts = [count.completionLowerBound, unread ?? cut].filter(Boolean).join(', ');
  return { ...count, ...(doubts && { completionLowerBound: doubts }) };
}

/** What the call cost. A price that is not known is told of once. */
function priceOf(
  request: ModelRequest,
  response: ModelResponse | undefined,
  counted: CallCount,
): { cost?: Cost; unpriced?: boolean } {
  const price = priceCall(
    {
      provider: request.provider ?? '',
      requestModel: request.model,
      responseModel: response?.model,
      requestTier: request.settings.serviceTier,
      responseTier: response?.serviceTier,
      usage: response?.usage,
      counted,
      isEmbedding: request.operation === 'embeddings',
      date: new Date(),
    },
    ownPrices(),
  );
  if (!('unpriced' in price)) return { cost: price };
  if (price.isUnknownPrice)
    warnOnce(`A call has no cost, since ${price.unpriced}: see LAVAGUE_TOKENS_PRICES`);
  return { unpriced: true };
}

/** The service answered with an HTTP error: the call was sent, and is not billed. */
function isRefused(error: unknown, response: ModelResponse | undefined): boolean {
  return !response && typeof (error as { status?: unknown } | undefined)?.status === 'number';
}

function isUncounted(count: CallCount): boolean {
  return Boolean(count.source === undefined || count.promptLowerBound || count.completionLowerBound);
}

/** Stands for a request that could not be read: the call is still recorded, uncounted. */
function unreadable({ operation }: Operation): ModelRequest {
  return {
    operation,
    model: '',
    stream: false,
    settings: {},
    messages: [],
    tools: [],
    inputs: [],
    uncountable: ['the request could not be read'],
  };
}
