import { deserialize, serialize } from 'node:v8';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Ended spans as bytes that another process reads back. */
export function writePlainSpans(spans: readonly ReadableSpan[]): Buffer {
  // One object a resource: it is by identity that an exporter writes it once for all its spans.
  const resources = new Map(spans.map(({ resource }) => [resource, { attributes: resource.attributes }]));
  return serialize(
    spans.map(span => ({
      ...pick(span),
      context: { ...span.spanContext(), traceState: undefined },
      parentSpanContext: span.parentSpanContext && { ...span.parentSpanContext, traceState: undefined },
      resource: resources.get(span.resource),
    })),
  );
}

/** Spans as an exporter takes them. */
export function readPlainSpans(bytes: Buffer): ReadableSpan[] {
  const plain = deserialize(bytes) as (ReadableSpan & { context: ReturnType<ReadableSpan['spanContext']> })[];
  return plain.map(({ context, ...span }) => ({ ...span, spanContext: () => context }));
}

/** The fields of a span that an exporter reads, without the methods beside them. */
function pick(span: ReadableSpan) {
  const {
    name,
    kind,
    startTime,
    endTime,
    duration,
    ended,
    status,
    attributes,
    events,
    instrumentationScope,
  } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  return {
    ...{ name, kind, startTime, endTime, duration, ended, status, attributes, events, instrumentationScope },
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount },
    links: span.links.map(link => ({ ...link, context: { ...link.context, traceState: undefined } })),
  };
}
