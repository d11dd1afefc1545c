import type { DashboardSpec } from './panel.js';
import { grownBy, growth } from './queries.js';

const byModel = 'gen_ai_request_model';
const byAgent = 'gen_ai_agent_name';

/** Where the tokens and the money go: by model, by agent, over time. */
export const costAndTokens: DashboardSpec = {
  uid: 'lavague-tokens-cost',
  title: 'Tokens and cost',
  description:
    'Sums over calls. Spans that hold sums are left out of every figure here, so nothing counts twice.',
  panels: [
    {
      title: 'Cost',
      description: 'In the time shown. Calls of unknown price are not in it; the last panel says how many.',
      shows: 'stat',
      unit: 'currencyUSD',
      width: 6,
      promql: [{ expr: grownBy('llm_cost_USD_total'), legend: 'cost' }],
    },
    {
      title: 'Prompt tokens',
      description: 'Counted locally, in the time shown.',
      shows: 'stat',
      unit: 'locale',
      width: 6,
      promql: [{ expr: grownBy('llm_prompt_tokens_total'), legend: 'prompt' }],
    },
    {
      title: 'Completion tokens',
      description: 'Counted locally, in the time shown.',
      shows: 'stat',
      unit: 'locale',
      width: 6,
      promql: [{ expr: grownBy('llm_completion_tokens_total'), legend: 'completion' }],
    },
    {
      title: 'Embedding tokens',
      description: 'Counted locally, in the time shown.',
      shows: 'stat',
      unit: 'locale',
      width: 6,
      promql: [{ expr: grownBy('embedding_tokens_total'), legend: 'embedding' }],
    },
    {
      title: 'Cost by model',
      description: 'A series is seen from its second sample on: the panels above are the exact figures.',
      shows: 'timeseries',
      unit: 'currencyUSD',
      width: 12,
      promql: [{ expr: growth('llm_cost_USD_total', byModel), legend: '{{gen_ai_request_model}}' }],
    },
    {
      title: 'Cost by agent',
      description: 'An agent run without a name is "unnamed".',
      shows: 'timeseries',
      unit: 'currencyUSD',
      width: 12,
      promql: [{ expr: growth('llm_cost_USD_total', byAgent), legend: '{{gen_ai_agent_name}}' }],
    },
    {
      title: 'Tokens by kind',
      description: 'Embedding tokens are many and cheap: compare with the cost.',
      shows: 'timeseries',
      unit: 'short',
      width: 12,
      promql: [
        { expr: growth('llm_prompt_tokens_total', 'service_name'), legend: 'prompt {{service_name}}' },
        {
          expr: growth('llm_completion_tokens_total', 'service_name'),
          legend: 'completion {{service_name}}',
        },
        { expr: growth('embedding_tokens_total', 'service_name'), legend: 'embedding {{service_name}}' },
      ],
    },
    {
      title: 'Prompt tokens by model',
      description: 'Counted locally.',
      shows: 'timeseries',
      unit: 'short',
      width: 12,
      promql: [{ expr: growth('llm_prompt_tokens_total', byModel), legend: '{{gen_ai_request_model}}' }],
    },
    {
      title: 'By agent and model',
      description: 'Exact, in the time shown.',
      shows: 'table',
      unit: 'currencyUSD',
      width: 12,
      promql: [{ expr: grownBy('llm_cost_USD_total', `${byAgent}, ${byModel}`), legend: 'cost' }],
    },
    {
      title: 'Calls',
      description: 'All of them, those of unknown price, and those whose tokens are only known from below.',
      shows: 'timeseries',
      unit: 'short',
      width: 12,
      promql: [
        { expr: growth('llm_calls_total', byModel), legend: '{{gen_ai_request_model}}' },
        { expr: growth('llm_unpriced_calls_total', byModel), legend: 'unpriced {{gen_ai_request_model}}' },
        { expr: growth('llm_uncounted_calls_total', byModel), legend: 'uncounted {{gen_ai_request_model}}' },
      ],
    },
  ],
};
