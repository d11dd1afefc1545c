/** Prices as the vendors' own pages say, USD per million tokens, each read at its date. */
export interface PriceFact {
  readonly provider: string;
  readonly model: string;
  /** A day on which the price is in force. */
  readonly date: string;
  readonly input: number;
  readonly cached?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly tier?: string;
  readonly source: string;
}

const pricing = 'https://developers.openai.com/api/docs/pricing';
const fineTuning = 'https://platform.openai.com/docs/pricing#fine-tuning';
const flex = 'https://platform.openai.com/docs/guides/flex-processing';
const priority = 'https://openai.com/api-priority-processing/';
/** The price of o3 fell on 2025-06-10. */
const changelog = 'https://platform.openai.com/docs/changelog';
const groqFlex = 'https://console.groq.com/docs/flex-processing';
const openai = { provider: 'openai', date: '2026-11-23', source: pricing };

export const facts: readonly PriceFact[] = [
  { ...openai, model: 'gpt-4o', input: 2.5, cached: 1.25, output: 10 },
  { ...openai, model: 'gpt-4o-2024-11-20', input: 2.5, cached: 1.25, output: 10 },
  { ...openai, model: 'gpt-4o-mini', input: 0.15, cached: 0.075, output: 0.6 },
  { ...openai, model: 'gpt-4.1', input: 2, cached: 0.5, output: 8 },
  { ...openai, model: 'gpt-4.1-mini', input: 0.4, cached: 0.1, output: 1.6 },
  { ...openai, model: 'gpt-5', input: 1.25, cached: 0.125, output: 10 },
  { ...openai, model: 'o3', input: 2, cached: 0.5, output: 8 },
  { ...openai, model: 'text-embedding-3-small', input: 0.02 },
  { ...openai, model: 'text-embedding-3-large', input: 0.13 },
  { ...openai, model: 'text-embedding-ada-002', input: 0.1 },
  { ...openai, model: 'o3', date: '2025-05-01', input: 10, output: 40, source: changelog },
  { ...openai, model: 'o3', input: 1, cached: 0.25, output: 4, tier: 'flex', source: flex },
  { ...openai, model: 'gpt-5', input: 2.5, cached: 0.25, output: 20, tier: 'priority', source: priority },
  {
    ...openai,
    model: 'gpt-4.1-mini',
    input: 0.7,
    cached: 0.175,
    output: 2.8,
    tier: 'priority',
    source: priority,
  },
  {
    ...openai,
    model: 'ft:gpt-4o-2024-08-06:shop::A1',
    input: 3.75,
    cached: 1.875,
    output: 15,
    source: fineTuning,
  },
  {
    ...openai,
    model: 'ft:gpt-4o-mini-2024-07-18:shop::A1',
    input: 0.3,
    cached: 0.15,
    output: 1.2,
    source: fineTuning,
  },
  {
    ...openai,
    model: 'ft:gpt-4.1-2025-04-14:shop:mine:A1',
    input: 3,
    cached: 0.75,
    output: 12,
    source: fineTuning,
  },
  { ...openai, model: 'ft:o4-mini-2025-04-16:shop::A1', input: 4, cached: 1, output: 16, source: fineTuning },
  {
    provider: 'groq',
    date: '2026-11-23',
    model: 'llama-3.3-70b-versatile',
    input: 0.59,
    output: 0.79,
    tier: 'flex',
    source: groqFlex,
  },
];
