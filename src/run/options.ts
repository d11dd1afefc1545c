import { type Prices, PriceTable } from '../cost/price-table.js';
import type { ContentOptions } from '../telemetry/content.js';
import type { MetricsOption } from '../telemetry/metrics.js';
import type { BudgetOptions } from './budget.js';

/** How runs are named, reported, priced and bounded. */
export interface RunOptions extends BudgetOptions, ContentOptions {
  /** The name of the process's run: `gen_ai.agent.name`. */
  readonly agent?: string;
  /** What is printed to standard error at the end of a run. */
  readonly log?: 'json' | 'summary';
  /** Prices of your own, which go before the list's: a JSON file, or what it would hold. */
  readonly prices?: string | Prices;
  /** Which token numbers are recorded as metrics; `reported` where nothing is said. */
  readonly metrics?: MetricsOption;
}

let options: RunOptions = {};
let table: PriceTable | undefined;

/** @throws TypeError for prices that cannot be read */
export function setRunOptions(chosen: RunOptions): void {
  if (chosen.prices !== undefined) table = priceTable(chosen.prices);
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
