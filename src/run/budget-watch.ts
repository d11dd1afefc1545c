import type { Attributes, Span } from '@opentelemetry/api';
import * as semconv from '../genai/semconv.js';
import { errorType, failsafe, warnOnce } from '../telemetry/failsafe.js';
import { type Budget, type BudgetCrossing, consumed, crossings, type OnExceeded } from './budget.js';
import type { Tally } from './totals.js';

/** Sees to it that a run's budget is heard of when it is crossed, once for each unit. */
export class BudgetWatch {
  private readonly crossed = new Map<keyof Budget, BudgetCrossing>();

  constructor(
    private readonly budget: Budget,
    private readonly onExceeded: OnExceeded | undefined,
    private readonly run: { readonly id: string; readonly agentName: string | undefined },
    private readonly span: Span,
  ) {}

  check(tally: Tally): void {
    for (const found of crossings(this.budget, tally)) {
      if (this.crossed.has(found.unit)) continue;
      const crossing = { ...found, runId: this.run.id, runName: this.run.agentName };
      this.crossed.set(found.unit, crossing);
      const { unit, limit, consumed } = crossing;
      this.span.addEvent(semconv.AGENT_RUN_BUDGET_EXCEEDED_EVENT, {
        [semconv.AGENT_RUN_BUDGET_LIMIT[unit]]: limit,
        [semconv.AGENT_RUN_BUDGET_CONSUMED[unit]]: consumed,
      });
      this.tell(crossing);
    }
  }

  /** The app's own function, called in the middle of the app's own call: what it throws must not reach it. */
  private tell(crossing: BudgetCrossing): void {
    const { onExceeded } = this;
    if (typeof onExceeded !== 'function') return;
    const told: unknown = failsafe('call onExceeded', () => onExceeded(crossing));
    if (told instanceof Promise) {
      told.catch(error => warnOnce(`onExceeded rejected: ${errorType(error)}`));
    }
  }

  /** The crossing that stops the run, where it is to stop. */
  get stops(): BudgetCrossing | undefined {
    return this.onExceeded === 'abort' ? this.crossed.values().next().value : undefined;
  }

  /** The caps, and what was consumed of them: how close a run came is one query. */
  attributes(tally: Tally): Attributes {
    const spent = consumed(tally);
    return Object.fromEntries(
      (['tokens', 'usd'] as const).flatMap(unit => {
        const limit = this.budget[unit];
        return limit === undefined
          ? []
          : [
              [semconv.AGENT_RUN_BUDGET_LIMIT[unit], limit],
              [semconv.AGENT_RUN_BUDGET_CONSUMED[unit], spent[unit]],
            ];
      }),
    );
  }
}
