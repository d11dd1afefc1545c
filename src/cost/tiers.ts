import type { Rates } from './rates.js';

/** How a service tier is billed: the standard prices times a factor, or rates of its own by model. */
export type Tier =
  | { readonly factor: number; readonly cachedInputIsListed: boolean }
  | { readonly rates: { readonly [model: string]: Rates } };

const STANDARD: Tier = { factor: 1, cachedInputIsListed: true };

/** https://openai.com/api-priority-processing/, as of 2026-03-21. Requests of long context are never served by it. */
const PRIORITY: Tier = {
  rates: {
    'gpt-5.4': { input_mtok: 5, cache_read_mtok: 0.5, output_mtok: 30 },
    'gpt-5.4-mini': { input_mtok: 1.5, cache_read_mtok: 0.15, output_mtok: 9 },
    'gpt-5.2': { input_mtok: 3.5, cache_read_mtok: 0.35, output_mtok: 28 },
    'gpt-5.1': { input_mtok: 2.5, cache_read_mtok: 0.25, output_mtok: 20 },
    'gpt-5': { input_mtok: 2.5, cache_read_mtok: 0.25, output_mtok: 20 },
    'gpt-5-mini': { input_mtok: 0.45, cache_read_mtok: 0.045, output_mtok: 3.6 },
    'gpt-4.1': { input_mtok: 3.5, cache_read_mtok: 0.875, output_mtok: 14 },
    'gpt-4.1-mini': { input_mtok: 0.7, cache_read_mtok: 0.175, output_mtok: 2.8 },
    'gpt-4.1-nano': { input_mtok: 0.2, cache_read_mtok: 0.05, output_mtok: 0.8 },
    'gpt-4o': { input_mtok: 4.25, cache_read_mtok: 2.125, output_mtok: 17 },
    'gpt-4o-2024-05-13': { input_mtok: 8.75, output_mtok: 26.25 },
    'gpt-4o-mini': { input_mtok: 0.25, cache_read_mtok: 0.125, output_mtok: 1 },
    o3: { input_mtok: 3.5, cache_read_mtok: 0.875, output_mtok: 14 },
    'o4-mini': { input_mtok: 2, cache_read_mtok: 0.5, output_mtok: 8 },
  },
};

const tiers: { readonly [provider: string]: { readonly [tier: string]: Tier } } = {
  openai: {
    default: STANDARD,
    // As batch, and cached input is cheaper as well: https://platform.openai.com/docs/guides/flex-processing
    flex: { factor: 0.5, cachedInputIsListed: true },
    // Half of the standard price; cached input is listed for some models only:
    // https://platform.openai.com/docs/guides/batch
    batch: { factor: 0.5, cachedInputIsListed: false },
    priority: PRIORITY,
    fast: PRIORITY,
  },
  groq: {
    on_demand: STANDARD,
    // The same price, with higher limits: https://console.groq.com/docs/flex-processing
    flex: STANDARD,
  },
};

/** What leaves the choice to the provider: where nothing else is said, the call was served as standard. */
const UNDECIDED = new Set([undefined, 'auto', 'default', 'on_demand', 'standard']);

/**
 * The tier a call is billed by: the one that served it. What was asked for counts only to tell that the serving tier is
 * not known.
 *
 * @returns `undefined` for a tier whose prices are not known
 */
export function tierOf(provider: string, served: string | undefined, requested: string | undefined) {
  if (served !== undefined) {
    return tiers[provider]?.[served] ?? (UNDECIDED.has(served) ? STANDARD : undefined);
  }
  return UNDECIDED.has(requested) ? STANDARD : undefined;
}
