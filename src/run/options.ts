import { readFileSync } from 'node:fs';
import { type Prices, PriceTable } from '../cost/price-table.js';
import type { ContentOptions } from '../telemetry/content.js';
import type { MetricsOption } from '../telemetry/metrics.js';
import { readModelMapping, useModelMapping } from '../tokens/models.js';
import type { BudgetOptions } from './budget.js';

/** How runs are named, reported, priced and bounded. */
export interface RunOptions extends BudgetOptions, ContentOptions {
  /** The name of the process's run: `gen_ai.agent.name`. */
  readonly agent?: string;
  /** What is printed to standard error at the end of a run. */
  readonly log?: 'json' | 'summary';
  /** Prices of your own, which go before the list's: a JSON file, or what it would hold. */
  readonly prices?: string | Prices;
  /** Encodings of models of your own, by name or `prefix*`: a JSON file, or what it would hold. */
  readonly models?: string | Readonly<Record<string, string>>;
  /** Which token numbers are recorded as metrics; `reported` where nothing is said. */
  readonly metrics?: MetricsOption;
}

let options: RunOptions = {};
let table: PriceTable | undefined;

/** @throws Error for prices or a model mapping that cannot be read */
export function setRunOptions(chosen: RunOptions): void {
  if (chosen.prices !== undefined) table = priceTable(chosen.prices);
  if (chosen.models !== undefined) useModelMapping(readModelMapping(modelMapping(chosen.models)));
  options = { ...options, ...chosen };
}

export function runOptions(): RunOptions {
  return options;
}

/** The user's own prices. */
export function ownPrices(): PriceTable | undefined {
  return table;
}

function priceTable(prices: string | Prices): PriceTable {
  return typeof prices === 'string' ? PriceTable.read(prices) : new PriceTable(prices);
}

function modelMapping(models: string | Readonly<Record<string, string>>): unknown {
  if (typeof models !== 'string') return models;
  try {
    return JSON.parse(readFileSync(models, 'utf8'));
  } catch (error) {
    throw new TypeError(`The model mapping "${models}" is no JSON file that can be read: ${String(error)}`);
  }
}
