import { randomBytes } from 'node:crypto';

type Value = string | number | boolean;

/** A span before it is written as OTLP. */
export interface MadeSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly failed?: boolean;
  readonly attributes: Readonly<Record<string, Value>>;
}

interface RunShape {
  readonly agent?: string;
  readonly model?: string;
  readonly calls?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** Of one call, in USD. */
  readonly cost?: number;
  readonly durationMs?: number;
  /** Whether its last call failed, and the run with it. */
  readonly failed?: boolean;
  /** The span of another service the run was started from. */
  readonly parentSpanId?: string;
  /** The clock its spans were made by, in ms since 1970. */
  readonly now?: number;
}

const id = (bytes: number) => randomBytes(bytes).toString('hex');

/** The spans of an agent run as the instrumentation makes them: a root, one step, and calls in it. */
export function madeRun(shape: RunShape = {}): readonly MadeSpan[] {
  const { agent = 'shopper', model = 'gpt-4o', calls = 3, promptTokens = 100, completionTokens = 10 } = shape;
  const { cost = 0.001, durationMs = 200, failed = false, parentSpanId, now = Date.now() } = shape;
  const traceId = id(16);
  const [root, step] = [id(8), id(8)];
  const identity = { 'gen_ai.agent.name': agent, 'agent.run.id': id(8) };
  const time = { start: now - durationMs, end: now };
  const rollup = {
    'agent.run.rollup': true,
    'llm.prompt_tokens': calls * promptTokens,
    'llm.completion_tokens': calls * completionTokens,
    embedding_tokens: 0,
    total_llm_tokens: calls * (promptTokens + completionTokens),
    'llm.cost.total': calls * cost,
    'agent.run.calls': calls,
    'agent.run.failed_calls': failed ? 1 : 0,
    'agent.run.uncounted_calls': 0,
  };
  const call = (number: number): MadeSpan => ({
    traceId,
    spanId: id(8),
    parentSpanId: step,
    name: `chat ${model}`,
    ...time,
    failed: failed && number === calls - 1,
    attributes: {
      ...identity,
      'agent.step': 'plan',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'llm.prompt_tokens': promptTokens,
      'llm.completion_tokens': completionTokens,
      total_llm_tokens: promptTokens + completionTokens,
      'llm.token_source': 'tiktoken',
      'llm.cost.total': cost,
      'llm.prompt_tokens_delta': 0,
      'llm.completion_tokens_delta': 0,
      'gen_ai.usage.input_tokens': promptTokens,
      'gen_ai.usage.output_tokens': completionTokens,
      'gen_ai.usage.cache_read.input_tokens': Math.floor(promptTokens / 2),
      'gen_ai.usage.cache_write.input_tokens': 0,
    },
  });
  return [
    ...Array.from({ length: calls }, (_, number) => call(number)),
    {
      traceId,
      spanId: step,
      parentSpanId: root,
      name: 'step plan',
      ...time,
      attributes: { ...identity, 'agent.step': 'plan', ...rollup },
    },
    {
      traceId,
      spanId: root,
      parentSpanId,
      name: `agent run ${agent}`,
      ...time,
      failed,
      attributes: { ...identity, 'gen_ai.operation.name': 'invoke_agent', ...rollup },
    },
  ];
}

/** The body of an OTLP/JSON request: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export function otlpJson(spans: readonly MadeSpan[], service = 'generator'): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: [
            attribute('service.name', service),
            attribute('service.instance.id', id(8)),
            attribute('process.pid', 4711),
          ],
        },
        scopeSpans: [{ scope: { name: 'generator' }, spans: spans.map(written) }],
      },
    ],
  });
}

const nanoseconds = (ms: number) => `${Math.round(ms)}000000`;

function written(span: MadeSpan) {
  const { traceId, spanId, parentSpanId, name, failed, attributes } = span;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: name.startsWith('chat') ? 3 : 1,
    startTimeUnixNano: nanoseconds(span.start),
    endTimeUnixNano: nanoseconds(span.end),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    status: failed ? { code: 2 } : {},
  };
}

function attribute(key: string, value: Value) {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  // A cost is a double whatever its value, a count of tokens is never one.
  return {
    key,
    value:
      key.startsWith('llm.cost') || !Number.isInteger(value)
        ? { doubleValue: value }
        : { intValue: String(value) },
  };
}

/** Posts spans to a collector. @throws Error unless it takes them. */
export async function post(url: string, body: string): Promise<void> {
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const answer = await response.text();
  if (!response.ok || answer.includes('rejectedSpans'))
    throw new Error(`The collector answered ${response.status} ${answer}`);
}

export const send = (url: string, spans: readonly MadeSpan[], service?: string) =>
  post(url, otlpJson(spans, service));

/** What the spans cost: the sum of an attribute over the calls, roll-ups left out. */
export function overCalls(spans: readonly MadeSpan[], key: string): number {
  return spans
    .filter(({ attributes }) => attributes['agent.run.rollup'] === undefined)
    .reduce((sum, { attributes }) => sum + Number(attributes[key] ?? 0), 0);
}
