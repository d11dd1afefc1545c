import type { DashboardSpec } from './panel.js';
import { CHOSEN, grownBy, growth } from './queries.js';

const byModel = 'gen_ai_request_model';
const sumOf = (metric: string, labels = CHOSEN) => `sum by (${byModel}) (${metric}{${labels}})`;

/** The share of calls that are counted to the token: those in the bucket of nought, without those below it. */
const exact = (metric: string) =>
  `(${sumOf(`${metric}_bucket`, `${CHOSEN},le="0.0"`)} - ${sumOf(`${metric}_bucket`, `${CHOSEN},le="-1.0"`)}) / ${sumOf(`${metric}_count`)}`;

/** How much of the prompts the provider's cache served, and how near the local count is to the bill. */
export const cachesAndDrift: DashboardSpec = {
  uid: 'lavague-tokens-drift',
  title: 'Caches and drift',
  description: 'Counted locally, reported by the provider: two numbers side by side, never mixed.',
  panels: [
    {
      title: 'Input read from the cache',
      description: 'Share of the reported input tokens, since the collector started.',
      shows: 'stat',
      unit: 'percentunit',
      width: 6,
      promql: [
        {
          expr: `sum(llm_cache_read_tokens_total{${CHOSEN}}) / sum(llm_reported_input_tokens_total{${CHOSEN}})`,
          legend: 'read from the cache',
        },
      ],
    },
    {
      title: 'Prompts counted to the token',
      description: 'Share of the calls whose provider reported usage.',
      shows: 'stat',
      unit: 'percentunit',
      width: 6,
      promql: [{ expr: exact('llm_prompt_tokens_delta'), legend: '{{gen_ai_request_model}}' }],
    },
    {
      title: 'Completions counted to the token',
      description: 'Share of the calls whose provider reported usage.',
      shows: 'stat',
      unit: 'percentunit',
      width: 6,
      promql: [{ expr: exact('llm_completion_tokens_delta'), legend: '{{gen_ai_request_model}}' }],
    },
    {
      title: 'Embeddings counted to the token',
      description: 'Share of the calls whose provider reported usage.',
      shows: 'stat',
      unit: 'percentunit',
      width: 6,
      promql: [{ expr: exact('embedding_tokens_delta'), legend: '{{gen_ai_request_model}}' }],
    },
    {
      title: 'Cached input',
      description:
        'What the provider read from its prompt cache, what it wrote to it, and all input it reported.',
      shows: 'timeseries',
      unit: 'short',
      width: 12,
      promql: [
        { expr: growth('llm_cache_read_tokens_total', byModel), legend: 'read {{gen_ai_request_model}}' },
        { expr: growth('llm_cache_write_tokens_total', byModel), legend: 'written {{gen_ai_request_model}}' },
      ],
    },
    {
      title: 'Input read from the cache, by agent',
      description: 'A step whose prompt changes at its start reads nothing.',
      shows: 'table',
      unit: 'percentunit',
      width: 12,
      promql: [
        {
          expr: `sum by (gen_ai_agent_name, ${byModel}) (llm_cache_read_tokens_total{${CHOSEN}}) / sum by (gen_ai_agent_name, ${byModel}) (llm_reported_input_tokens_total{${CHOSEN}})`,
          legend: 'read from the cache',
        },
      ],
    },
    {
      title: 'Counted less reported, by call',
      description: 'Prompt tokens; all in the row of nought is all exact.',
      shows: 'heatmap',
      unit: 'short',
      width: 12,
      promql: [{ expr: growth('llm_prompt_tokens_delta_bucket', 'le'), legend: '{{le}}' }],
    },
    {
      title: 'Calls counted from below',
      description: 'Exact, in the time shown.',
      shows: 'table',
      unit: 'locale',
      width: 12,
      promql: [{ expr: grownBy('llm_uncounted_calls_total', byModel), legend: 'uncounted' }],
    },
  ],
};
