import type { Rates } from './rates.js';

/**
 * Inference with fine-tuned models, by the model they were made from.
 * https://platform.openai.com/docs/pricing#fine-tuning, as of 2026-03-21. The rest of the name is the customer's.
 */
const byBase: readonly (readonly [base: RegExp, rates: Rates])[] = [
  [/^gpt-4\.1-\d{4}/, { input_mtok: 3, cache_read_mtok: 0.75, output_mtok: 12 }],
  [/^gpt-4\.1-mini-\d{4}/, { input_mtok: 0.8, cache_read_mtok: 0.2, output_mtok: 3.2 }],
  [/^gpt-4\.1-nano-\d{4}/, { input_mtok: 0.2, cache_read_mtok: 0.05, output_mtok: 0.8 }],
  [/^gpt-4o-\d{4}/, { input_mtok: 3.75, cache_read_mtok: 1.875, output_mtok: 15 }],
  [/^gpt-4o-mini-\d{4}/, { input_mtok: 0.3, cache_read_mtok: 0.15, output_mtok: 1.2 }],
  [/^gpt-3\.5-turbo/, { input_mtok: 3, output_mtok: 6 }],
  [/^o4-mini-\d{4}/, { input_mtok: 4, cache_read_mtok: 1, output_mtok: 16 }],
  [/^davinci-002/, { input_mtok: 12, output_mtok: 12 }],
  [/^babbage-002/, { input_mtok: 1.6, output_mtok: 1.6 }],
];

/** The rates of a model named `ft:{base}:{organisation}:{suffix}:{id}`, `undefined` for a base that is not listed. */
export function fineTunedRates(model: string): Rates | undefined {
  const base = model.match(/^ft:([^:]+)/)?.[1];
  return base === undefined ? undefined : byBase.find(([pattern]) => pattern.test(base))?.[1];
}
