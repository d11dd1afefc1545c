import {
  type Context,
  isSpanContextValid,
  ProxyTracerProvider,
  type Span,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { failsafe } from './failsafe.js';
import { name, version } from './scope.js';

/** What an SDK's tracer provider can do beyond the API. */
interface FlushableProvider extends TracerProvider {
  forceFlush?(): Promise<void>;
  shutdown?(): Promise<void>;
}

let chosen: TracerProvider | undefined;
let startProvider: (() => void) | undefined;

/** Uses this provider for every span of ours; without it, the global one. */
export function useTracerProvider(provider: TracerProvider): void {
  chosen = provider;
}

/** Has `start` called before the first span, if by then nobody has registered a provider. */
export function startProviderWhenNeeded(start: () => void): void {
  startProvider = start;
}

export function tracer(): Tracer {
  const start = startProvider;
  startProvider = undefined;
  if (start && !hasProvider()) failsafe('start the OpenTelemetry SDK', start);
  return (chosen ?? trace).getTracer(name, version);
}

/** The span of a context; none where only the API's own stand-in is, as instrumentations make it while no SDK stands. */
export function spanIn(context: Context): Span | undefined {
  const span = trace.getSpan(context);
  return span && isSpanContextValid(span.spanContext()) ? span : undefined;
}

/** The provider behind the API's proxy; its methods are the SDK's own. */
export function currentProvider(): FlushableProvider {
  const provider = chosen ?? trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider || 'getDelegate' in provider
    ? (provider as ProxyTracerProvider).getDelegate()
    : provider;
}

function hasProvider(): boolean {
  return currentProvider() !== new ProxyTracerProvider().getDelegate();
}
