import type { DashboardSpec } from './panel.js';
import { CHOSEN, CHOSEN_RUNS, grownBy, growth } from './queries.js';

const FAILED = `${CHOSEN_RUNS},status_code="STATUS_CODE_ERROR"`;
const quantile = (share: number, metric: string, labels = CHOSEN) =>
  `histogram_quantile(${share}, sum by (le) (rate(${metric}_bucket{${labels}}[$__rate_interval])))`;

/** What one run costs and takes; which ones stand out, and their traces. */
export const runs: DashboardSpec = {
  uid: 'lavague-tokens-runs',
  title: 'Agent runs',
  description:
    'One count a run. A run inside a run is a run of its own here, and also in the figures of the outer one.',
  panels: [
    {
      title: 'Runs',
      description: 'In the time shown, before sampling.',
      shows: 'stat',
      unit: 'locale',
      width: 6,
      promql: [{ expr: grownBy('agent_run_total_llm_tokens_count'), legend: 'runs' }],
    },
    {
      title: 'Failing runs',
      description: 'Those whose root ended with an error.',
      shows: 'stat',
      unit: 'locale',
      width: 6,
      promql: [
        { expr: grownBy('traces_span_metrics_duration_seconds_count', '', FAILED), legend: 'failing' },
      ],
    },
    {
      title: 'Tokens of a run, median',
      description: 'Interpolated inside a bucket.',
      shows: 'stat',
      unit: 'locale',
      width: 6,
      promql: [
        {
          expr: `histogram_quantile(0.5, sum by (le) (agent_run_total_llm_tokens_bucket{${CHOSEN}}))`,
          legend: 'median',
        },
      ],
    },
    {
      title: 'Cost of a run, 95th percentile',
      description: 'Interpolated inside a bucket.',
      shows: 'stat',
      unit: 'currencyUSD',
      width: 6,
      promql: [
        {
          expr: `histogram_quantile(0.95, sum by (le) (agent_run_cost_USD_bucket{${CHOSEN}}))`,
          legend: 'p95',
        },
      ],
    },
    {
      title: 'Tokens of a run',
      description: 'How many runs fell into each bucket.',
      shows: 'heatmap',
      unit: 'short',
      width: 12,
      promql: [{ expr: growth('agent_run_total_llm_tokens_bucket', 'le'), legend: '{{le}}' }],
    },
    {
      title: 'Cost of a run',
      description: 'How many runs fell into each bucket.',
      shows: 'heatmap',
      unit: 'currencyUSD',
      width: 12,
      promql: [{ expr: growth('agent_run_cost_USD_bucket', 'le'), legend: '{{le}}' }],
    },
    {
      title: 'Duration of a run',
      description: 'Each point of light is a run: it opens its trace in Tempo, if the sampling has kept it.',
      shows: 'timeseries',
      unit: 's',
      width: 12,
      exemplars: true,
      promql: [
        { expr: quantile(0.5, 'traces_span_metrics_duration_seconds', CHOSEN_RUNS), legend: 'median' },
        { expr: quantile(0.95, 'traces_span_metrics_duration_seconds', CHOSEN_RUNS), legend: '95 %' },
      ],
    },
    {
      title: 'Runs, and those that failed',
      description: 'By agent.',
      shows: 'timeseries',
      unit: 'short',
      width: 12,
      promql: [
        {
          expr: growth(
            'traces_span_metrics_duration_seconds_count',
            'gen_ai_agent_name, status_code',
            CHOSEN_RUNS,
          ),
          legend: '{{gen_ai_agent_name}} {{status_code}}',
        },
      ],
    },
    {
      title: 'Failing runs',
      description: 'All of them are kept.',
      shows: 'table',
      width: 12,
      traceql:
        '{ span.agent.run.rollup = true && span.gen_ai.operation.name = "invoke_agent" && status = error } | select(span.gen_ai.agent.name, span.total_llm_tokens, span.llm.cost.total)',
    },
    {
      title: 'Expensive runs',
      description: 'Of more than 200,000 tokens or half a dollar; all of them are kept.',
      shows: 'table',
      width: 12,
      traceql:
        '{ span.agent.run.rollup = true && span.gen_ai.operation.name = "invoke_agent" && (span.total_llm_tokens >= 200000 || span.llm.cost.total >= 0.5) } | select(span.gen_ai.agent.name, span.total_llm_tokens, span.llm.cost.total)',
    },
    {
      title: 'Slow runs',
      description: 'Of more than a minute; all of them are kept.',
      shows: 'table',
      width: 12,
      traceql:
        '{ span.agent.run.rollup = true && span.gen_ai.operation.name = "invoke_agent" && duration > 1m } | select(span.gen_ai.agent.name, span.total_llm_tokens, span.llm.cost.total)',
    },
    {
      title: 'Runs with calls that are counted from below',
      description: 'Their sums are lower bounds.',
      shows: 'table',
      width: 12,
      traceql:
        '{ span.agent.run.rollup = true && span.gen_ai.operation.name = "invoke_agent" && span.agent.run.uncounted_calls > 0 } | select(span.gen_ai.agent.name, span.agent.run.uncounted_calls, span.total_llm_tokens)',
    },
  ],
};
