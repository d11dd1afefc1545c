import { readFileSync } from 'node:fs';
import { closest } from 'fastest-levenshtein';
import { isObject } from '../genai/json.js';
import type { Rates } from './rates.js';

const RATES = ['input_mtok', 'cache_read_mtok', 'cache_write_mtok', 'output_mtok'] as const;

/** Prices by model: a name, `name*` for all that begin with it, or either followed by `@` and a service tier. */
export type Prices = { readonly [model: string]: Rates };

/** The user's prices. */
export class PriceTable {
  /** Longest pattern first. */
  private readonly patterns: readonly (readonly [prefix: string, tier: string | undefined, rates: Rates])[];

  /** @throws TypeError that names the mend, for a rate that does not exist or is no price */
  constructor(private readonly prices: Prices) {
    for (const [model, rates] of Object.entries(prices)) checkRates(model, rates);
    this.patterns = Object.entries(prices)
      .flatMap(([key, rates]) => {
        const [, prefix, tier] = key.match(/^(.*)\*(?:@(.*))?$/) ?? [];
        return prefix === undefined ? [] : [[prefix, tier, rates] as const];
      })
      .sort(([a], [b]) => b.length - a.length);
  }

  /**
   * Reads a table from a JSON file.
   *
   * @throws TypeError that names the file, where it cannot be read or is no table of prices
   */
  static read(file: string): PriceTable {
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new TypeError(`The prices in "${file}" cannot be read: ${(error as Error).message}`);
    }
    if (!isObject(content))
      throw new TypeError(`The prices in "${file}" are not an object: write ${EXAMPLE}`);
    return new PriceTable(content as Prices);
  }

  /** The rates of the first of these models that is listed, for the tier or else for all. */
  find(models: readonly string[], tier?: string): Rates | undefined {
    for (const model of models) {
      const found =
        (tier && this.own(`${model}@${tier}`)) ||
        this.own(model) ||
        (tier && this.matching(model, tier)) ||
        this.matching(model, undefined);
      if (found) return found;
    }
    return undefined;
  }

  private own(key: string): Rates | undefined {
    return Object.hasOwn(this.prices, key) ? this.prices[key] : undefined;
  }

  private matching(model: string, tier: string | undefined): Rates | undefined {
    return this.patterns.find(([prefix, of]) => of === tier && model.startsWith(prefix))?.[2];
  }
}

const EXAMPLE = '{ "my-model": { "input_mtok": 2.5, "output_mtok": 10 } }, in USD per million tokens';

function checkRates(model: string, rates: unknown): void {
  if (!isObject(rates)) throw new TypeError(`The price of "${model}" is not an object: write ${EXAMPLE}`);
  for (const [rate, value] of Object.entries(rates)) {
    if (!RATES.some(known => known === rate)) {
      throw new TypeError(`Misspelled rate "${rate}" of "${model}" should be "${closest(rate, [...RATES])}"`);
    }
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw new TypeError(`The rate "${rate}" of "${model}" is no price in USD per million tokens`);
    }
  }
  if (rates['input_mtok'] === undefined) {
    throw new TypeError(`The price of "${model}" has no "input_mtok": write ${EXAMPLE}`);
  }
}
