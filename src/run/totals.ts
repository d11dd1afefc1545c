import type { Cost } from '../genai/count.js';

/** The numbers of a run: the four of LaVague's token counter, and what its calls cost. */
export interface RunTotals {
  readonly embedding_tokens: number;
  readonly llm_prompt_tokens: number;
  readonly llm_completion_tokens: number;
  /** Prompt and completion; embeddings stand for themselves. */
  readonly total_llm_tokens: number;
  /** US dollars, over the calls whose price is known; absent where that is none of them. */
  readonly cost_usd?: number;
  /** Calls whose price is not known: where there are any, `cost_usd` is a lower bound. Absent where there are none. */
  readonly unpriced_calls?: number;
}

/** What one ended call adds to its run. */
export interface CallTokens {
  readonly model: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly embeddingTokens?: number;
  readonly failed: boolean;
  /** No count, or one that may be too small. */
  readonly uncounted: boolean;
  readonly cost?: Cost;
  /** It was billed, or may have been, and nobody here knows how much. */
  readonly unpriced?: boolean;
}

/** Sums over any number of calls, in constant memory. */
export class Tally {
  calls = 0;
  failedCalls = 0;
  uncountedCalls = 0;
  unpricedCalls = 0;
  promptTokens = 0;
  completionTokens = 0;
  embeddingTokens = 0;
  private readonly priced = { reported: 0, counted: 0 };
  private cost = 0;

  add(call: CallTokens): void {
    this.calls += 1;
    this.failedCalls += call.failed ? 1 : 0;
    this.uncountedCalls += call.uncounted ? 1 : 0;
    this.unpricedCalls += call.unpriced ? 1 : 0;
    this.promptTokens += call.promptTokens ?? 0;
    this.completionTokens += call.completionTokens ?? 0;
    this.embeddingTokens += call.embeddingTokens ?? 0;
    if (!call.cost) return;
    this.cost += call.cost.total;
    this.priced[call.cost.source] += 1;
  }

  /** US dollars, over the calls that have a cost; every one of them is a multiple of 10⁻¹², and so is the sum. */
  get costUsd(): number {
    return Number(this.cost.toFixed(12));
  }

  /** Which tokens were priced, `undefined` where no call was. */
  get costSource(): Cost['source'] | 'mixed' | undefined {
    const { reported, counted } = this.priced;
    if (reported > 0 && counted > 0) return 'mixed';
    return reported > 0 ? 'reported' : counted > 0 ? 'counted' : undefined;
  }

  totals(): RunTotals {
    return {
      embedding_tokens: this.embeddingTokens,
      llm_prompt_tokens: this.promptTokens,
      llm_completion_tokens: this.completionTokens,
      total_llm_tokens: this.promptTokens + this.completionTokens,
      ...(this.costSource && { cost_usd: this.costUsd }),
      ...(this.unpricedCalls > 0 && { unpriced_calls: this.unpricedCalls }),
    };
  }
}

const MOST_MODELS = 50;

/** A run's sums, whole and by model; past a bound of names the rest share one line. */
export class RunTally extends Tally {
  readonly byModel = new Map<string, Tally>();

  override add(call: CallTokens): void {
    super.add(call);
    const known = this.byModel.has(call.model) || this.byModel.size < MOST_MODELS;
    const model = known ? call.model : 'other models';
    const tally = this.byModel.get(model) ?? new Tally();
    this.byModel.set(model, tally);
    tally.add(call);
  }
}
