import {
  type Attributes,
  createNoopMeter,
  type Histogram,
  type MeterProvider,
  metrics,
} from '@opentelemetry/api';
import type { Usage } from '../genai/call.js';
import type { CallCount } from '../genai/count.js';
import * as semconv from '../genai/semconv.js';
import { name, version } from './scope.js';

/**
 * Which token numbers are recorded: the provider's own; ours where the provider has none, as the conventions allow
 * where a user asks for it; or no metrics at all.
 */
export const METRICS_OPTIONS = ['reported', 'counted', 'off'] as const;
export type MetricsOption = (typeof METRICS_OPTIONS)[number];

/** A call as the metrics need it. */
export interface MeasuredCall {
  /** The attributes of the call's span; those that the conventions name are taken from it. */
  readonly span: Attributes;
  /** In milliseconds; a first chunk has only a stream that brought something. */
  readonly times: { readonly start: number; readonly firstChunk?: number; readonly end: number };
  readonly usage?: Usage;
  readonly count: CallCount;
}

/** Buckets as https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md has them. */
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
/** The first bucket holds what was counted exactly as reported. */
const DRIFT = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 1_024, 4_096, 16_384];

const DIMENSIONS = [
  semconv.GEN_AI_OPERATION_NAME,
  semconv.GEN_AI_PROVIDER_NAME,
  semconv.GEN_AI_REQUEST_MODEL,
  semconv.GEN_AI_RESPONSE_MODEL,
  semconv.SERVER_ADDRESS,
  semconv.SERVER_PORT,
] as const;

let chosen: MeterProvider | undefined;
let current: { readonly provider: MeterProvider; readonly instruments: Instruments } | undefined;

/** Uses this provider for every metric; without it, the global one. */
export function useMeterProvider(provider: MeterProvider): void {
  chosen = provider;
}

/** Records a call that has ended. Does nothing where nobody has registered a meter provider. */
export function recordMetrics(call: MeasuredCall, option: MetricsOption = 'reported'): void {
  if (option === 'off') return;
  const instruments = instrumentsNow();
  if (!instruments) return;
  const { times } = call;
  const dimensions = pick(call.span, DIMENSIONS);
  instruments.duration.record((times.end - times.start) / 1e3, {
    ...dimensions,
    ...pick(call.span, [semconv.ERROR_TYPE]),
  });
  if (times.firstChunk !== undefined) {
    instruments.timeToFirstChunk.record((times.firstChunk - times.start) / 1e3, dimensions);
  }
  for (const { side, counted, isWhole } of sides(call.count)) {
    const reported = call.usage?.[side];
    const ofSide = { ...dimensions, [semconv.GEN_AI_TOKEN_TYPE]: side };
    const tokens = reported ?? (option === 'counted' ? counted : undefined);
    if (tokens !== undefined) instruments.tokens.record(tokens, ofSide);
    if (reported === undefined || counted === undefined || !isWhole) continue;
    const drift = counted - reported;
    // A histogram takes nothing below 0: the sign is an attribute.
    const direction = drift === 0 ? 'exact' : drift > 0 ? 'over' : 'under';
    instruments.drift.record(Math.abs(drift), { ...ofSide, [semconv.COUNT_DRIFT_DIRECTION]: direction });
  }
}

/** Input and output. Only what was counted wholly, and from a vocabulary, can be held against the provider's number. */
function sides(count: CallCount) {
  const isOurs = count.source === 'tiktoken';
  return [
    {
      side: 'input',
      counted: count.embeddingTokens ?? count.promptTokens,
      isWhole: isOurs && !count.promptLowerBound,
    },
    {
      side: 'output',
      counted: count.completionTokens,
      isWhole: isOurs && !count.completionLowerBound && count.completionTokensMax === undefined,
    },
  ] as const;
}

interface Instruments {
  readonly duration: Histogram;
  readonly timeToFirstChunk: Histogram;
  readonly tokens: Histogram;
  readonly drift: Histogram;
}

/** The instruments of the provider that stands now: there is no proxy for meters, and it may come after us. */
function instrumentsNow(): Instruments | undefined {
  const provider = [chosen, metrics.getMeterProvider()].find(candidate => candidate && !isNoop(candidate));
  if (!provider) return undefined;
  if (current?.provider !== provider) current = { provider, instruments: instrumentsOf(provider) };
  return current.instruments;
}

function isNoop(provider: MeterProvider): boolean {
  return current?.provider !== provider && provider.getMeter(name, version) === createNoopMeter();
}

function instrumentsOf(provider: MeterProvider): Instruments {
  const meter = provider.getMeter(name, version);
  const histogram = (metric: string, unit: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(metric, { unit, description, advice: { explicitBucketBoundaries } });
  return {
    duration: histogram(semconv.METRIC_OPERATION_DURATION, 's', 'GenAI operation duration.', SECONDS),
    timeToFirstChunk: histogram(
      semconv.METRIC_TIME_TO_FIRST_CHUNK,
      's',
      'Time from the request to the first chunk of its response.',
      SECONDS,
    ),
    tokens: histogram(
      semconv.METRIC_TOKEN_USAGE,
      '{token}',
      'Number of input and output tokens used.',
      TOKENS,
    ),
    drift: histogram(
      semconv.METRIC_COUNT_DRIFT,
      '{token}',
      'Difference between the tokens counted locally and those reported.',
      DRIFT,
    ),
  };
}

function pick(attributes: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(
    keys.map(key => [key, attributes[key]]).filter(([, value]) => value !== undefined),
  );
}
