// Long because the stack is started once, and every question to it is a test.
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shoppingModel } from '../../examples/shopping-model.js';
import { dashboardQueries, documentedQueries } from '../dashboards/queries-in.js';
import { startOpenAIServer } from '../support/openai-server.js';
import { runNode } from '../support/run-node.js';
import {
  type Backend,
  type JaegerSpan,
  promql,
  startJaeger,
  startPrometheus,
  startTempo,
  traceqlMetrics,
  traceqlSearch,
} from './support/backends.js';
import { root, startCollector } from './support/collector.js';
import { isMissing } from './support/components.js';
import { type MadeSpan, madeRun, overCalls, send } from './support/generator.js';
import { type Service, scratchFolder, settled, until } from './support/service.js';

/** What a run says of itself when it ends: `LAVAGUE_TOKENS_LOG=json`. */
interface Report {
  readonly embedding_tokens: number;
  readonly llm_prompt_tokens: number;
  readonly llm_completion_tokens: number;
  readonly total_llm_tokens: number;
  readonly agent_run_id: string;
}

/** The example agents, and how their spans travel. */
const AGENTS = [
  ['agent.mjs', 'http/json'],
  ['agent-named.mjs', 'http/json'],
  ['agent-named.mjs', 'http/protobuf'],
] as const;

describe.skipIf(isMissing)(
  'the example agent, through the collector, in Prometheus, Jaeger and Tempo',
  () => {
    const folder = scratchFolder();
    const services: Service[] = [];
    const kept = <S extends Service>(service: S): S => {
      services.push(service);
      return service;
    };
    const started = Math.floor(Date.now() / 1_000) - 120;
    let jaeger: Backend | undefined;
    let tempo: Backend | undefined;
    let prometheus: Backend | undefined;
    let reports: Report[] = [];
    const made: MadeSpan[] = [];

    beforeAll(async () => {
      jaeger = kept(await startJaeger());
      tempo = kept(await startTempo(folder.path));
      const collector = kept(
        await startCollector({
          folder: folder.path,
          env: { JAEGER_ENDPOINT: jaeger.grpc, TEMPO_ENDPOINT: tempo.grpc, KEEP_PERCENT: '100' },
        }),
      );
      prometheus = kept(
        await startPrometheus(folder.path, {
          metrics: collector.metricsUrl,
          telemetry: collector.telemetryUrl,
        }),
      );
      reports = await runAgents(collector.url);
      for (let round = 0; round < 2; round++) {
        // The second round after the first has been scraped: growth is the difference between two samples.
        await until('the round before is in Prometheus', async () => round === 0 || (await isScraped(made)));
        const runs = [
          ...madeRun({ model: 'o3' }),
          ...madeRun({ failed: true, cost: 0.3, promptTokens: 90_000, durationMs: 65_000 }),
          ...uncounted(madeRun({ agent: 'clerk' })),
        ];
        await send(collector.url, runs);
        made.push(...runs);
      }
      await until('everything is in Prometheus', () => isScraped(made));
      await until('everything is in Tempo', async () => {
        const found = await traceqlSearch(tempo!, '{ span.gen_ai.operation.name = "invoke_agent" }');
        return found.length === AGENTS.length + 6;
      });
    });
    afterAll(async () => {
      await Promise.all(services.map(service => service.stop()));
      folder[Symbol.dispose]();
    });

    const figure = async (query: string) => Number((await promql(prometheus!, query))[0]?.value[1]);
    const isScraped = async (spans: readonly MadeSpan[]) =>
      (await figure('sum(llm_prompt_tokens_total{service_name="generator"})')) ===
      overCalls(spans, 'llm.prompt_tokens');

    const total = (key: keyof Report) => reports.reduce((sum, report) => sum + Number(report[key]), 0);

    async function leaves(): Promise<readonly JaegerSpan[]> {
      const path = '/api/traces?service=web-agent&limit=100';
      const { data } = await jaeger!.get<{ data: readonly { spans: readonly JaegerSpan[] }[] }>(path);
      return data.flatMap(({ spans }) => spans).filter(span => tag(span, 'agent.run.rollup') === undefined);
    }
    const tag = (span: JaegerSpan, key: string) => span.tags.find(tag => tag.key === key)?.value;

    test.each([
      ['llm_prompt_tokens_total', 'llm.prompt_tokens', 'llm_prompt_tokens'],
      ['llm_completion_tokens_total', 'llm.completion_tokens', 'llm_completion_tokens'],
      ['embedding_tokens_total', 'embedding_tokens', 'embedding_tokens'],
    ] as const)('%s is the sum over the calls, and what the runs said', async (metric, key, said) => {
      const sum = (await leaves()).reduce((sum, span) => sum + Number(tag(span, key) ?? 0), 0);
      expect(sum).toBeGreaterThan(0);
      expect(await figure(`sum(${metric}{service_name="web-agent"})`)).toBe(sum);
      expect(total(said)).toBe(sum);
    });

    test('each run is in its histogram once', async () => {
      const labels = '{service_name="web-agent"}';
      expect(await figure(`sum(agent_run_total_llm_tokens_count${labels})`)).toBe(AGENTS.length);
      expect(await figure(`sum(agent_run_total_llm_tokens_sum${labels})`)).toBe(total('total_llm_tokens'));
    });

    test('a run is found in Jaeger by its operation and by its tag, its sums on its root', async () => {
      const byOperation = `operation=${encodeURIComponent('agent run')}`;
      const byTag = `tags=${encodeURIComponent('{"agent.run.rollup":"true"}')}`;
      const find = async (what: string) =>
        (
          await jaeger!.get<{ data: readonly { spans: readonly JaegerSpan[] }[] }>(
            `/api/traces?service=web-agent&limit=100&${what}`,
          )
        ).data;
      expect(await find(byOperation)).toHaveLength(1);
      expect(await find(`operation=${encodeURIComponent('agent run shopper')}`)).toHaveLength(2);
      const traces = await find(byTag);
      expect(traces).toHaveLength(AGENTS.length);
      for (const { spans } of traces) {
        const [rootSpan, ...others] = spans.filter(({ references }) => references.length === 0);
        expect(others).toEqual([]);
        const report = reports.find(({ agent_run_id }) => agent_run_id === tag(rootSpan!, 'agent.run.id'));
        expect(tag(rootSpan!, 'total_llm_tokens')).toBe(report!.total_llm_tokens);
        // What the standard page shows of a waterfall is the names: the run, its steps, the models.
        const names = new Set(spans.map(({ operationName }) => operationName));
        expect([...names].filter(name => !/^(agent run|step|chat|embeddings)\b/.test(name))).toEqual([]);
        for (const name of names) expect(name).not.toMatch(/^(chat|embeddings)$/);
      }
    });

    test('TraceQL adds up the calls exactly, and twice where the roll-ups are left in', async () => {
      const range = { start: started, end: Math.ceil(Date.now() / 1_000) + 30 };
      const sum = async (query: string) => {
        const series = await traceqlMetrics(tempo!, query, range);
        return series
          .flatMap(({ samples }) => samples ?? [])
          .reduce((sum, { value }) => sum + (value ?? 0), 0);
      };
      const calls = 'resource.service.name = "web-agent" && span.gen_ai.request.model != nil';
      const exact = `{ ${calls} && span.llm.prompt_tokens != nil } | sum_over_time(span.llm.prompt_tokens)`;
      const expected = total('llm_prompt_tokens');
      expect(await settled(expected, () => sum(exact))).toBe(expected);
      const everything =
        '{ resource.service.name = "web-agent" && span.llm.prompt_tokens != nil } | sum_over_time(span.llm.prompt_tokens)';
      expect(await sum(everything)).toBeGreaterThanOrEqual(2 * expected);
      // A span without the attribute starts the sum anew, and `!=` finds no span without one: both lose silently.
      expect(await sum(`{ ${calls} } | sum_over_time(span.llm.prompt_tokens)`)).toBeLessThan(expected);
      expect(
        await sum(`{ ${calls} && span.agent.run.rollup != true } | sum_over_time(span.llm.prompt_tokens)`),
      ).toBeLessThan(expected);
      const failing =
        '{ span.agent.run.rollup = true && span.gen_ai.operation.name = "invoke_agent" && status = error } | count_over_time() by (span.gen_ai.agent.name)';
      expect(await settled(2, () => sum(failing))).toBe(2);
    });

    test('an exemplar leads from the duration of a run to its trace', async () => {
      const query = encodeURIComponent(
        'traces_span_metrics_duration_seconds_bucket{gen_ai_operation_name="invoke_agent"}',
      );
      const exemplars = async () => {
        const { data } = await prometheus!.get<{
          data: readonly { exemplars: readonly { labels: Record<string, string> }[] }[];
        }>(`/api/v1/query_exemplars?query=${query}&start=${started}&end=${Math.ceil(Date.now() / 1_000)}`);
        return data.flatMap(({ exemplars }) => exemplars).map(({ labels }) => labels['trace_id']);
      };
      await until('an exemplar is there', async () => (await exemplars()).length > 0, 30);
      for (const traceId of new Set(await exemplars())) {
        const { batches } = await tempo!.get<{ batches: readonly unknown[] }>(`/api/traces/${traceId}`);
        expect(batches.length).toBeGreaterThan(0);
      }
    });

    test('every name in a query is one that was emitted', async () => {
      const { data: metrics } = await prometheus!.get<{ data: readonly string[] }>(
        '/api/v1/label/__name__/values',
      );
      const { data: labels } = await prometheus!.get<{ data: readonly string[] }>('/api/v1/labels');
      const { scopes } = await tempo!.get<{ scopes: readonly { tags?: readonly string[] }[] }>(
        '/api/v2/search/tags?scope=span',
      );
      const emitted = new Set([...metrics, ...labels, ...scopes.flatMap(({ tags = [] }) => tags)]);
      const named = [...dashboardQueries(), ...documentedQueries()].flatMap(({ language, query }) =>
        language === 'traceql' ? spanAttributes(query) : promqlNames(query),
      );
      expect(new Set(named).size).toBeGreaterThan(30);
      expect([...new Set(named)].filter(name => !emitted.has(name))).toEqual([]);
    });

    test.each([...dashboardQueries(), ...documentedQueries()])(
      'there is something to see in $dashboard: $panel',
      async ({ language, query }) => {
        if (language === 'promql') {
          const answer = async () => (await promql(prometheus!, query)).length > 0;
          expect(await settled(true, answer, 20)).toBe(true);
          return;
        }
        const range = { start: started, end: Math.ceil(Date.now() / 1_000) + 30 };
        const isFigure = /_over_time\(/.test(query);
        const answer = async () =>
          (isFigure ? await traceqlMetrics(tempo!, query, range) : await traceqlSearch(tempo!, query))
            .length > 0;
        expect(await settled(true, answer, 20)).toBe(true);
      },
    );
  },
);

const spanAttributes = (query: string) => [...query.matchAll(/\bspan\.([\w.]+)/g)].map(([, name]) => name!);

/** The metrics and labels of a query. */
function promqlNames(query: string): readonly string[] {
  const names: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'Identifier' || name === 'LabelName') names.push(query.slice(from, to));
    },
  });
  return names;
}

/** Runs the example agents one after the other, and answers what they said at their end. */
async function runAgents(collectorUrl: string): Promise<Report[]> {
  const reports: Report[] = [];
  for (const [name, protocol] of AGENTS) {
    await using model = await startOpenAIServer({ reply: shoppingModel() });
    const program = join(root, 'examples/web-agent', name);
    const { code, stderr } = await runNode(['--import', '@lavague-tokens/otel/register', program], {
      cwd: root,
      env: {
        OPENAI_API_KEY: 'none',
        OPENAI_BASE_URL: model.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_SERVICE_NAME: 'web-agent',
        LAVAGUE_TOKENS_LOG: 'json',
      },
    });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)]);
    reports.push(JSON.parse(stderr) as Report);
  }
  return reports;
}

/** The same run with a first call whose completion is only known from below, and whose price is not known. */
function uncounted([call, ...others]: readonly MadeSpan[]): readonly MadeSpan[] {
  const { 'llm.cost.total': _, ...attributes } = call!.attributes;
  return [
    {
      ...call!,
      attributes: { ...attributes, 'llm.completion_tokens_lower_bound': 'the stream was abandoned' },
    },
    ...others.map(span =>
      'agent.run.uncounted_calls' in span.attributes
        ? { ...span, attributes: { ...span.attributes, 'agent.run.uncounted_calls': 1 } }
        : span,
    ),
  ];
}
