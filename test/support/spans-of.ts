import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** A provider of the test's own, as an application would bring it; what leaves it is kept in memory. */
export function installProvider() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    provider,
    /** The spans that have left so far, and forgets them. */
    take(): ReadableSpan[] {
      const spans = [...exporter.getFinishedSpans()];
      exporter.reset();
      return spans;
    },
  };
}

export const leaves = (spans: readonly ReadableSpan[]) =>
  spans.filter(span => !span.attributes['agent.run.rollup']);
export const rollups = (spans: readonly ReadableSpan[]) =>
  spans.filter(span => span.attributes['agent.run.rollup']);
