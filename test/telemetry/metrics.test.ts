import { type MeterProvider as ApiMeterProvider, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Usage } from '../../src/genai/call.js';
import { instrument } from '../../src/instrumentation/instrument.js';
import { TokenInstrumentation } from '../../src/instrumentation/token-instrumentation.js';
import { setRunOptions } from '../../src/run/options.js';
import { giveUpOpenRuns } from '../../src/run/run.js';
import {
  type MeasuredCall,
  type MetricsOption,
  recordMetrics,
  useMeterProvider,
} from '../../src/telemetry/metrics.js';
import { type Script, startOpenAIServer } from '../support/openai-server.js';

let undo: () => void;
beforeEach(() => {
  undo = instrument(OpenAI);
});
afterEach(() => {
  undo();
  giveUpOpenRuns('the test is over');
  metrics.disable();
  useMeterProvider(metrics.getMeterProvider());
  setRunOptions({ metrics: 'reported' });
});

/** A meter provider of an application's own, and what it has measured. */
function meters() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
  const provider = new MeterProvider({ readers: [reader] });
  return {
    provider,
    async read() {
      await provider.forceFlush();
      const all =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(scope => scope.metrics) ?? [];
      return new Map(all.map(metric => [metric.descriptor.name, metric as HistogramMetricData]));
    },
  };
}

const messages = [{ role: 'user' as const, content: 'Say hello.' }];

async function use(reply: Script, work: (client: OpenAI) => Promise<unknown>) {
  await using server = await startOpenAIServer({ reply });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url, maxRetries: 0 });
  await work(client).catch(() => undefined);
}

const points = (metric: HistogramMetricData | undefined) =>
  (metric?.dataPoints ?? []).map(({ attributes, value }) => ({
    attributes,
    sum: value.sum,
    count: value.count,
  }));

describe('metrics', () => {
  test('of a chat call are those of the conventions, with their buckets, units and attributes', async () => {
    const { provider, read } = meters();
    metrics.setGlobalMeterProvider(provider);
    await use({ text: 'Hello there, my friend.' }, client =>
      client.chat.completions.create({ model: 'gpt-4o', messages }),
    );

    const found = await read();
    const usage = found.get('gen_ai.client.token.usage')!;
    expect(usage.descriptor.unit).toBe('{token}');
    expect(usage.dataPoints[0]!.value.buckets.boundaries).toEqual(
      Array.from({ length: 14 }, (_, power) => 4 ** power),
    );
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
    };
    expect(points(usage)).toEqual([
      { attributes: { ...attributes, 'gen_ai.token.type': 'input' }, sum: 10, count: 1 },
      { attributes: { ...attributes, 'gen_ai.token.type': 'output' }, sum: 6, count: 1 },
    ]);
    const duration = found.get('gen_ai.client.operation.duration')!;
    expect(duration.descriptor.unit).toBe('s');
    expect(duration.dataPoints[0]!.value.buckets.boundaries).toEqual(
      Array.from({ length: 14 }, (_, power) => 2 ** power / 100),
    );
    expect(points(duration)).toEqual([{ attributes, sum: expect.any(Number), count: 1 }]);
    expect(duration.dataPoints[0]!.value.sum).toBeLessThan(10);
    expect(found.has('gen_ai.client.operation.time_to_first_chunk')).toBe(false);
  });

  test('tell the time to the first chunk of a stream, and no tokens where none are reported', async () => {
    const { provider, read } = meters();
    metrics.setGlobalMeterProvider(provider);
    await use({ text: 'one two' }, async client => {
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
      for await (const _ of stream);
    });

    const found = await read();
    const [first] = points(found.get('gen_ai.client.operation.time_to_first_chunk'));
    const [whole] = points(found.get('gen_ai.client.operation.duration'));
    expect(first!.sum).toBeLessThanOrEqual(whole!.sum!);
    expect(first!.sum).toBeGreaterThan(0);
    expect(found.has('gen_ai.client.token.usage')).toBe(false);
  });

  test('hold counted tokens where none are reported, if that is asked for', async () => {
    const { provider, read } = meters();
    metrics.setGlobalMeterProvider(provider);
    setRunOptions({ metrics: 'counted' });
    await use({ text: 'Hello there, my friend.' }, async client => {
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
      for await (const _ of stream);
    });

    const sums = points((await read()).get('gen_ai.client.token.usage')).map(({ sum }) => sum);
    expect(sums).toEqual([10, 6]);
  });

  test('tell by how much the count differs from the report: exact, over or under', async () => {
    const { provider, read } = meters();
    metrics.setGlobalMeterProvider(provider);
    const record = (usage: Usage, count: MeasuredCall['count']) =>
      recordMetrics({
        span: {},
        times: { start: 0, end: 1 },
        usage,
        count: { source: 'tiktoken', ...count },
      });
    record({ input: 10, output: 6 }, { promptTokens: 10, completionTokens: 9 });
    record({ input: 10 }, { embeddingTokens: 5 });
    record({ input: 10 }, { promptTokens: 4, promptLowerBound: 'image file' });
    record({ input: 10 }, { promptTokens: 10, source: 'provider' });

    const drift = (await read()).get('lavague_tokens.count.drift')!;
    const byDirection = points(drift).map(({ attributes, sum, count }) => [
      attributes['gen_ai.token.type'],
      attributes['lavague_tokens.count.drift.direction'],
      { sum, count },
    ]);
    expect(byDirection).toEqual([
      ['input', 'exact', { sum: 0, count: 1 }],
      ['output', 'over', { sum: 3, count: 1 }],
      ['input', 'under', { sum: 5, count: 1 }],
    ]);
    expect(drift.dataPoints[0]!.value.buckets.counts[0]).toBe(1);
  });

  test('of a call over real HTTP find its count exact', async () => {
    const { provider, read } = meters();
    metrics.setGlobalMeterProvider(provider);
    await use({}, client => client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello' }));
    const [drift] = points((await read()).get('lavague_tokens.count.drift'));
    expect(drift).toMatchObject({ sum: 0, count: 1 });
  });

  test('of a call that was refused are its duration and the error', async () => {
    const { provider, read } = meters();
    metrics.setGlobalMeterProvider(provider);
    await use({ fault: { kind: 'status', status: 429 } }, client =>
      client.chat.completions.create({ model: 'gpt-4o', messages }),
    );

    const found = await read();
    expect([...found.keys()]).toEqual(['gen_ai.client.operation.duration']);
    expect(points(found.get('gen_ai.client.operation.duration'))[0]!.attributes['error.type']).toBe('429');
  });

  test('go to the provider the instrumentation was given, and to one that comes late', async () => {
    const call = () =>
      use({}, client => client.embeddings.create({ model: 'text-embedding-3-small', input: 'a' }));
    await call();
    const late = meters();
    metrics.setGlobalMeterProvider(late.provider);
    await call();
    expect(points((await late.read()).get('gen_ai.client.operation.duration'))[0]!.count).toBe(1);

    const given = meters();
    new TokenInstrumentation({ enabled: false }).setMeterProvider(given.provider);
    await call();
    expect(points((await given.read()).get('gen_ai.client.operation.duration'))[0]!.count).toBe(1);
    expect(points((await late.read()).get('gen_ai.client.operation.duration'))[0]!.count).toBe(1);
  });

  test.each<[MetricsOption, number]>([
    ['off', 0],
    ['reported', 1],
  ])('are "%s"', async (option, meterCount) => {
    let asked = 0;
    const { provider } = meters();
    const watched: ApiMeterProvider = {
      getMeter: (...args) => {
        asked += 1;
        return provider.getMeter(...args);
      },
    };
    metrics.setGlobalMeterProvider(watched);
    setRunOptions({ metrics: option });
    await use({}, client => client.embeddings.create({ model: 'text-embedding-3-small', input: 'a' }));
    expect(Math.min(asked, 1)).toBe(meterCount);
  });
});
