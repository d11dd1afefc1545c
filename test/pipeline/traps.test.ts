import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Document, parseDocument } from 'yaml';
import { type Collector, root, scrape, startCollector, sumOf } from './support/collector.js';
import { isMissing, isShort } from './support/components.js';
import { madeRun, overCalls, send } from './support/generator.js';
import { scratchFolder, settled } from './support/service.js';
import { startSink } from './support/sink.js';

const text = readFileSync(join(root, 'collector-config.yaml'), 'utf8');

/** Where the configuration makes a metric. */
function metric(name: string): readonly (string | number)[] {
  const { spans } = parseDocument(text, { merge: true }).toJS().connectors.signal_to_metrics as {
    readonly spans: readonly { readonly name: string }[];
  };
  return ['connectors', 'signal_to_metrics', 'spans', spans.findIndex(span => span.name === name)];
}
const promptTokens = metric('llm.prompt_tokens');

/** What a collector says of three runs of three calls, sent one after the other, and what it passed on of them. */
async function figures(collector: Collector, sink: { spans(): readonly { traceId: string }[] }) {
  const sent = [];
  const { metricsUrl } = collector;
  for (let round = 1; round <= 3; round++) {
    const run = madeRun({ cost: 0.2, parentSpanId: round === 3 ? 'feedfacefeedface' : undefined });
    await send(collector.url, run);
    sent.push(...run);
    await settled(round * 3, () => sumOf(metricsUrl, 'llm_calls_total'), 5);
  }
  const traces = async () => new Set(sink.spans().map(({ traceId }) => traceId)).size;
  await settled(3, traces, 8);
  const samples = await scrape(metricsUrl);
  const labels = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
  return {
    promptTokens: await sumOf(metricsUrl, 'llm_prompt_tokens_total'),
    runs: await sumOf(metricsUrl, 'agent_run_total_llm_tokens_count'),
    series: samples.filter(({ name }) => name === 'llm_prompt_tokens_total').length,
    processLabels: [...labels].filter(label => /instance|pid/.test(label)),
    cost: await sumOf(metricsUrl, 'llm_cost_USD_total').then(sum => sum?.toFixed(6)),
    keptTraces: await traces(),
    expected: overCalls(sent, 'llm.prompt_tokens'),
  };
}

type Figures = Awaited<ReturnType<typeof figures>>;

const right: Figures = {
  promptTokens: 900,
  runs: 3,
  series: 1,
  processLabels: [],
  cost: '1.800000',
  keptTraces: 3,
  expected: 900,
};

/** One trap: how the configuration would walk into it, and which figure gives it away. */
interface Trap {
  readonly name: string;
  readonly open: (config: Document) => void;
  readonly shows: Partial<{ readonly [figure in keyof Figures]: unknown }>;
}

const traps: readonly Trap[] = [
  {
    name: '3: without delta_to_cumulative only the last batch is seen',
    open: config => config.setIn(['service', 'pipelines', 'metrics', 'processors'], []),
    shows: { promptTokens: 300 },
  },
  {
    name: '4: a sum that is not monotonic is refused',
    open: config => config.setIn([...promptTokens, 'sum', 'monotonic'], false),
    shows: { promptTokens: undefined },
  },
  {
    name: '5: a sum over all spans counts a token three times, in the call, its step and its run',
    open: config => config.setIn([...promptTokens, 'conditions'], ['attributes["llm.prompt_tokens"] != nil']),
    shows: { promptTokens: 2_700 },
  },
  {
    name: '5: a run without a parent only misses a run below a span of another service',
    open: config =>
      config.setIn(
        [...metric('agent.run.total_llm_tokens'), 'conditions'],
        [
          'attributes["agent.run.rollup"] == true and span.parent_span_id == SpanID(0x0000000000000000) and attributes["agent.step"] == nil',
        ],
      ),
    shows: { runs: 2 },
  },
  {
    name: '6: a misspelled attribute is taken, and says nothing',
    open: config => config.setIn([...promptTokens, 'conditions'], ['attributes["llm.promt_tokens"] != nil']),
    shows: { promptTokens: undefined },
  },
  {
    name: '7: numeric_attribute reads no cost',
    open: config =>
      config.setIn(['processors', 'tail_sampling', 'policies', 1], {
        name: 'expensive',
        type: 'numeric_attribute',
        numeric_attribute: { key: 'llm.cost.total', min_value: 1, max_value: 1_000 },
      }),
    shows: { keptTraces: 0 },
  },
  {
    name: '8: an empty list of resource attributes takes all of them, a series for each process',
    open: config => config.setIn([...promptTokens, 'include_resource_attributes'], []),
    shows: { series: 3 },
  },
  {
    name: '8: streams over the limit are lost',
    open: config => config.setIn(['processors', 'delta_to_cumulative', 'max_streams'], 1),
    shows: { cost: undefined },
  },
  {
    name: '11: a unit of another name makes a metric of another name',
    open: config => config.setIn([...metric('llm.cost'), 'unit'], 'EUR'),
    shows: { cost: undefined },
  },
];

/** The configuration with a trap opened; a place that is not there fails aloud, so that no test proves nothing. */
function opened({ open }: Trap): string {
  const config = parseDocument(text, { merge: true });
  // Anchors in a copy of their own, so that a change in one place is a change in that place only.
  const plain = parseDocument(JSON.stringify(config.toJS()));
  const before = plain.toString();
  open(plain);
  expect(plain.toString()).not.toBe(before);
  return plain.toString();
}

async function told(config: string): Promise<Figures> {
  using folder = scratchFolder();
  const path = join(folder.path, 'config.yaml');
  writeFileSync(path, config);
  await using sink = await startSink(folder.path);
  await using collector = await startCollector({
    folder: folder.path,
    config: path,
    env: { TEMPO_ENDPOINT: sink.grpc, KEEP_PERCENT: '0' },
  });
  return await figures(collector, sink);
}

describe.skipIf(isMissing)('a trap', { concurrent: true }, () => {
  test('is not in the configuration as it stands', async ({ expect }) => {
    expect(await told(text)).toEqual(right);
  });

  test.for(traps)('$name', async (trap, { expect }) => {
    const wrong = await told(opened(trap));
    expect(wrong).toMatchObject(trap.shows);
    for (const figure of Object.keys(trap.shows) as (keyof Figures)[])
      expect(wrong[figure]).not.toEqual(right[figure]);
  });

  test('2: without a batch, sums come out of order and are lost', async ({ expect }) => {
    const config = parseDocument(text);
    config.setIn(['service', 'pipelines', 'traces', 'processors'], ['memory_limiter']);
    using folder = scratchFolder();
    const path = join(folder.path, 'config.yaml');
    writeFileSync(path, config.toString());
    await using collector = await startCollector({ folder: folder.path, config: path });
    const requests = 6_000;
    const senders = Array.from({ length: 32 }, async (_, sender) => {
      for (let at = sender; at < requests; at += 32) await send(collector.url, madeRun({ calls: 1 }));
    });
    await Promise.all(senders);
    const sum = () => sumOf(collector.metricsUrl, 'llm_prompt_tokens_total');
    expect(await settled(requests * 100, sum, 3)).toBeLessThan(requests * 100);
    const lost = { error: 'delta.ErrOutOfOrder' };
    expect(await sumOf(collector.telemetryUrl, 'otelcol_deltatocumulative_datapoints', lost)).toBeGreaterThan(
      0,
    );
  });

  // The processor looks for what is stale once a minute.
  test.for(isShort ? ['metric_expiration'] : ['max_stale', 'metric_expiration'])(
    '9: with a short %s an agent that sleeps starts at nought',
    async (setting, { expect }) => {
      const config = parseDocument(text);
      const [stale, expiration] = [
        ['processors', 'delta_to_cumulative', 'max_stale'],
        ['exporters', 'prometheus', 'metric_expiration'],
      ];
      expect([config.getIn(stale!), config.getIn(expiration!)]).toEqual(['24h', '24h']);
      config.setIn(setting === 'max_stale' ? stale! : expiration!, '1s');
      using folder = scratchFolder();
      const path = join(folder.path, 'config.yaml');
      writeFileSync(path, config.toString());
      await using collector = await startCollector({ folder: folder.path, config: path });
      const sum = () => sumOf(collector.metricsUrl, 'llm_prompt_tokens_total');
      await send(collector.url, madeRun());
      expect(await settled(300, sum)).toBe(300);
      if (setting === 'metric_expiration') return expect(await settled(undefined, sum)).toBeUndefined();
      const tracked = () => sumOf(collector.telemetryUrl, 'otelcol_deltatocumulative_streams_tracked');
      expect(await settled(0, tracked, 90)).toBe(0);
      await send(collector.url, madeRun({ calls: 1 }));
      expect(await settled(100, sum)).toBe(100);
    },
  );

  test('6: a misspelled key is refused', async ({ expect }) => {
    using folder = scratchFolder();
    const config = parseDocument(text);
    config.setIn([...promptTokens, 'sum', 'monotonous'], true);
    const path = join(folder.path, 'config.yaml');
    writeFileSync(path, config.toString());
    await expect(startCollector({ folder: folder.path, config: path })).rejects.toThrow(
      'invalid keys: monotonous',
    );
  });

  test('1, 14: no sum connector, no name that is deprecated', async ({ expect }) => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    expect(collector.log()).not.toMatch(/deprecat/i);
    const { connectors } = parseDocument(text, { merge: true }).toJS() as { connectors: object };
    expect(Object.keys(connectors).sort()).toEqual(['forward', 'signal_to_metrics', 'span_metrics']);
  });
});
