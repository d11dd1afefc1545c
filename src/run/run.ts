import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import * as semconv from '../genai/semconv.js';
import { failsafe } from '../telemetry/failsafe.js';
import { spanIn, tracer } from '../telemetry/tracer.js';
import { type RunIdentity, withoutRunBaggage, withRunBaggage } from './baggage.js';
import { type BudgetOptions, TokenBudgetExceeded } from './budget.js';
import { BudgetWatch } from './budget-watch.js';
import { type CallTokens, RunTally, type RunTotals } from './totals.js';

/** How long an ended run waits for calls whose numbers are not there yet. */
const DEADLINE_MS = 30_000;

/** A call that has started in a run and has not ended yet. */
export interface OpenCall {
  /** Ends it with what is known so far. */
  giveUp(reason: string): void;
}

interface RunOptions extends BudgetOptions {
  readonly name?: string;
  readonly parent?: Run;
  /** A step is a named part of its run and shares its identity. */
  readonly isStep?: boolean;
  /** The context it is in, where no span is active and it has no parent. */
  readonly around?: Context;
  /** The run of another process that this one is a part of: it shares its identity. */
  readonly partOf?: RunIdentity;
  readonly startTime?: number;
  readonly onEnd?: (run: Run) => void;
}

const openRuns = new Set<Run>();

/** Spans of runs that take no more calls. Code that outlives its run still has one of them active. */
const overSpans = new WeakSet<Span>();

/** A span whose numbers are the sums over the calls made in it: an agent run, or a step of one. */
export class Run {
  readonly id: string;
  readonly agentName: string | undefined;
  readonly step: string | undefined;
  readonly parent: Run | undefined;
  readonly tally = new RunTally();
  /** The context of what is done in it. */
  readonly context: Context;
  private readonly plainContext: Context;
  private readonly span: Span;
  private readonly budget: BudgetWatch | undefined;
  /** Calls in it and in the runs inside it that have not ended. */
  private readonly openCalls = new Set<OpenCall>();
  /** Runs directly inside it that have not ended. */
  private readonly openParts = new Set<Run>();
  private endTime: number | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private ended = false;
  private endsWhenIdle = false;
  private readonly outerSpan: Span | undefined;

  constructor(private readonly options: RunOptions) {
    const { name, parent, partOf, isStep = false } = options;
    this.parent = parent;
    const whole = isStep ? parent : partOf;
    this.id = whole?.id ?? randomUUID();
    this.agentName = isStep ? parent?.agentName : (partOf?.agentName ?? name);
    this.step = isStep ? name : undefined;
    const active = context.active();
    const outer = spanIn(active) ? active : (parent?.context ?? options.around ?? active);
    this.outerSpan = spanIn(outer);
    const start = () =>
      tracer().startSpan(
        [isStep ? semconv.STEP_SPAN : semconv.AGENT_RUN_SPAN, isStep ? name : this.agentName]
          .filter(Boolean)
          .join(' '),
        {
          startTime: options.startTime,
          attributes: {
            ...(!isStep && { [semconv.GEN_AI_OPERATION_NAME]: semconv.INVOKE_AGENT }),
            ...this.identity(),
            [semconv.AGENT_RUN_ROLLUP]: true,
            [semconv.AGENT_RUN_PART]: partOf && true,
          },
        },
        outer,
      );
    // A processor that throws costs the run its span, not the app its work.
    this.span = failsafe('start a run', start) ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    this.plainContext = trace.setSpan(withoutRunBaggage(outer), this.span);
    this.context = withRunBaggage(this.plainContext, this);
    this.budget = options.budget && new BudgetWatch(options.budget, options.onExceeded, this, this.span);
    openRuns.add(this);
    parent?.openParts.add(this);
  }

  /** What every span of the run carries, since a collector cannot copy it from one span to another. */
  identity(): Attributes {
    return {
      [semconv.GEN_AI_AGENT_NAME]: this.agentName,
      [semconv.AGENT_RUN_ID]: this.id,
      [semconv.AGENT_STEP]: this.step,
    };
  }

  /** The context a call of it is made in: the active one, in the run's span where no nearer span is active. */
  contextOfCall(): Context {
    const active = context.active();
    if (active === this.context || active === ROOT_CONTEXT) return this.plainContext;
    const nearest = spanIn(active);
    const isNearer = nearest && nearest !== this.outerSpan && !overSpans.has(nearest);
    return withoutRunBaggage(isNearer ? active : trace.setSpan(active, this.span));
  }

  /** The sums so far. */
  get totals(): RunTotals {
    return this.tally.totals();
  }

  /** Whether calls may still start in it. */
  get isRunning(): boolean {
    return this.endTime === undefined;
  }

  /** Why a call may not be sent: this run, or one around it, has crossed its budget and is to stop then. */
  refusal(): TokenBudgetExceeded | undefined {
    for (const run of this.lineage()) {
      const crossing = run.budget?.stops;
      if (crossing) return new TokenBudgetExceeded(crossing);
    }
    return undefined;
  }

  /** A call has started: the run and those around it wait for it. */
  open(call: OpenCall): void {
    for (const run of this.lineage()) run.openCalls.add(call);
  }

  /** A call has ended: its numbers go to the run and to those around it, each once. */
  close(call: OpenCall, tokens: CallTokens): void {
    for (const run of this.lineage()) {
      if (!run.openCalls.delete(call)) continue;
      run.tally.add(tokens);
      run.budget?.check(run.tally);
      run.endIfDone();
    }
  }

  /**
   * The run's work is done. Its span ends at this time, as soon as the numbers of its calls are there.
   *
   * @param failure `error.type` of a run that failed
   */
  end(failure?: string): void {
    if (!this.isRunning) return;
    this.markOver();
    if (failure !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR });
      this.span.setAttribute(semconv.ERROR_TYPE, failure);
    }
    this.endIfDone();
    if (this.ended) return;
    this.deadline = setTimeout(() => this.endSpan(), DEADLINE_MS);
    this.deadline.unref();
  }

  /** The run's work is done whenever no call and no part of it is open, and now if none is. */
  endWhenIdle(): void {
    this.endsWhenIdle = true;
    if (this.tally.calls > 0) this.endIfDone();
  }

  /** Ends the run now, with its open calls as far as they got. */
  giveUp(reason: string, failure?: string): void {
    // First of all, so that the last call to end does not end it as one that went well.
    this.end(failure);
    for (const call of [...this.openCalls]) call.giveUp(reason);
    this.endSpan();
  }

  private markOver(): void {
    this.endTime = performance.now();
    overSpans.add(this.span);
  }

  private endIfDone(): void {
    if (this.openCalls.size > 0 || this.openParts.size > 0) return;
    if (this.endsWhenIdle && this.isRunning) this.markOver();
    if (!this.isRunning) this.endSpan();
  }

  private endSpan(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.deadline);
    openRuns.delete(this);
    const { tally } = this;
    this.span.setAttributes({
      [semconv.LLM_PROMPT_TOKENS]: tally.promptTokens,
      [semconv.LLM_COMPLETION_TOKENS]: tally.completionTokens,
      [semconv.EMBEDDING_TOKENS]: tally.embeddingTokens,
      [semconv.TOTAL_LLM_TOKENS]: tally.promptTokens + tally.completionTokens,
      [semconv.AGENT_RUN_CALLS]: tally.calls + this.openCalls.size,
      [semconv.AGENT_RUN_FAILED_CALLS]: tally.failedCalls,
      [semconv.AGENT_RUN_UNCOUNTED_CALLS]: tally.uncountedCalls + this.openCalls.size,
      ...(tally.costSource && { [semconv.LLM_COST_TOTAL]: tally.costUsd }),
      [semconv.LLM_COST_SOURCE]: tally.costSource,
      [semconv.AGENT_RUN_UNPRICED_CALLS]: tally.unpricedCalls + this.openCalls.size,
      ...this.budget?.attributes(tally),
    });
    this.openCalls.clear();
    failsafe('end a run', () => this.span.end(this.endTime));
    this.options.onEnd?.(this);
    this.parent?.openParts.delete(this);
    this.parent?.endIfDone();
  }

  /** The run and those around it, as far as their spans are still open. */
  private *lineage(): Generator<Run> {
    for (let run: Run | undefined = this; run; run = run.parent) if (!run.ended) yield run;
  }
}

/** Ends everything that is open, the innermost first: the process is about to end, or its SDK to shut down. */
export function giveUpOpenRuns(reason: string, failure?: string): void {
  for (const run of [...openRuns].reverse()) run.giveUp(reason, failure);
}
