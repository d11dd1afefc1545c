import { finite } from '../genai/json.js';
import { misspelled, oneOf } from './misspelled.js';
import type { Tally } from './totals.js';

/** What a run may consume, in tokens, in US dollars, or both. */
export interface Budget {
  /** Prompt, completion and embedding tokens together. */
  readonly tokens?: number;
  /** What the priced calls cost; a call whose price is not known counts for nothing. */
  readonly usd?: number;
}

/** A budget that has been crossed. */
export interface BudgetCrossing {
  readonly unit: keyof Budget;
  readonly limit: number;
  readonly consumed: number;
  readonly runId: string;
  readonly runName: string | undefined;
}

/**
 * What happens when a budget is crossed. The run's span gets an event in any case; `abort` has the run's next call
 * reject with `TokenBudgetExceeded` before it is sent; a function is called, once for each budget.
 */
export type OnExceeded = 'event' | 'abort' | ((crossing: BudgetCrossing) => void);

export interface BudgetOptions {
  readonly budget?: Budget;
  readonly onExceeded?: OnExceeded;
}

/** Why a call was not sent: the run it would have been part of has consumed more than its budget. */
export class TokenBudgetExceeded extends Error implements BudgetCrossing {
  override readonly name = 'TokenBudgetExceeded';
  readonly unit: keyof Budget;
  readonly limit: number;
  readonly consumed: number;
  readonly runId: string;
  readonly runName: string | undefined;

  constructor({ unit, limit, consumed, runId, runName }: BudgetCrossing) {
    const run = runName === undefined ? 'The agent run' : `The agent run "${runName}"`;
    super(`${run} has consumed ${amount(unit, consumed)} of its budget of ${amount(unit, limit)}`);
    this.unit = unit;
    this.limit = limit;
    this.consumed = consumed;
    this.runId = runId;
    this.runName = runName;
  }
}

const units = ['tokens', 'usd'] as const satisfies readonly (keyof Budget)[];

function amount(unit: keyof Budget, value: number): string {
  return unit === 'usd' ? `$${value}` : `${value.toLocaleString('en-US')} tokens`;
}

/** What a run has consumed, in the units of a budget. */
export function consumed(tally: Tally): Required<Budget> {
  return {
    tokens: tally.promptTokens + tally.completionTokens + tally.embeddingTokens,
    usd: tally.costUsd,
  };
}

/** The budgets that what was consumed exceeds, tokens first. */
export function crossings(
  budget: Budget,
  tally: Tally,
): { unit: keyof Budget; limit: number; consumed: number }[] {
  const spent = consumed(tally);
  return units.flatMap(unit => {
    const limit = budget[unit];
    return limit !== undefined && spent[unit] > limit ? [{ unit, limit, consumed: spent[unit] }] : [];
  });
}

/** @throws TypeError that names the mend, for a budget that is none */
export function checkBudget(options: BudgetOptions): void {
  const { budget, onExceeded } = options;
  for (const [unit, limit] of Object.entries(budget ?? {})) {
    if (!units.some(known => known === unit)) throw new TypeError(misspelled('budget', unit, units));
    if (limit !== undefined && !((finite(limit) ?? -1) >= 0)) {
      throw new TypeError(`The budget "${unit}" is no number of ${unit === 'usd' ? 'US dollars' : 'tokens'}`);
    }
  }
  if (onExceeded !== undefined && typeof onExceeded !== 'function') {
    oneOf(['event', 'abort'], onExceeded, `The option onExceeded: "${onExceeded}"`);
  }
}
