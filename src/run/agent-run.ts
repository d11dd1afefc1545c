import { context } from '@opentelemetry/api';
import { errorType } from '../telemetry/failsafe.js';
import { type BudgetOptions, checkBudget } from './budget.js';
import { callerOfRequest, enclosingRun, runOfCall } from './current-run.js';
import { watchExit } from './exit.js';
import { runInside } from './place.js';
import { reportRun } from './report.js';
import { Run } from './run.js';
import type { RunTotals } from './totals.js';

/** A run while it goes on. */
export interface AgentRun {
  /** `agent.run.id` on every span of the run. */
  readonly id: string;
  readonly name: string;
  /** Tokens and cost of the calls that have ended so far, nested runs and steps included. */
  readonly totals: RunTotals;
}

/**
 * Runs `work` as one agent run: a span `agent run {name}` with the sums over every call made in it.
 * A run inside a run is its child and adds up into it. What `work` returns or throws is passed on.
 *
 * @param options what the run may consume, and what happens when it consumes more
 * @throws TypeError that names the mend, for a budget that is none
 * @throws TokenBudgetExceeded from the calls inside, once the budget is crossed and `onExceeded` is `'abort'`
 * @example
 * const answer = await agentRun('checkout', async run => {
 *   const reply = await client.chat.completions.create({ model: 'gpt-4o', messages });
 *   console.log(run.totals.total_llm_tokens);
 *   return reply;
 * });
 */
export function agentRun<T>(
  name: string,
  work: (run: AgentRun) => PromiseLike<T>,
  options?: BudgetOptions,
): Promise<T>;
export function agentRun<T>(name: string, work: (run: AgentRun) => T, options?: BudgetOptions): T;
export function agentRun<T>(
  name: string,
  work: (run: AgentRun) => T,
  { budget, onExceeded }: BudgetOptions = {},
): unknown {
  checkBudget({ budget, onExceeded });
  const parent = enclosingRun();
  watchExit();
  const run = new Run({
    name,
    parent,
    budget,
    onExceeded,
    around: parent ? undefined : callerOfRequest(),
    onEnd: parent ? undefined : reportRun,
  });
  const { id } = run;
  return within(run, () =>
    work({
      id,
      name,
      get totals() {
        return run.totals;
      },
    }),
  );
}

/**
 * Runs `work` as a named part of the run around it: a span `step {name}` with the sums over its calls.
 *
 * @example await step('retrieve', () => client.embeddings.create({ model: 'text-embedding-3-small', input }));
 */
export function step<T>(name: string, work: () => PromiseLike<T>): Promise<T>;
export function step<T>(name: string, work: () => T): T;
export function step<T>(name: string, work: () => T): unknown {
  return within(new Run({ name, parent: runOfCall(), isStep: true }), work);
}

function within(run: Run, work: () => unknown): unknown {
  let result: unknown;
  try {
    result = context.with(run.context, () => runInside(run, work));
  } catch (thrown) {
    run.end(errorType(thrown));
    throw thrown;
  }
  if (!isPromiseLike(result)) {
    run.end();
    return result;
  }
  return Promise.resolve(result).then(
    value => {
      run.end();
      return value;
    },
    thrown => {
      run.end(errorType(thrown));
      throw thrown;
    },
  );
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
