/** The four numbers of a run, as LaVague's token counter names them. */
export interface RunTotals {
  readonly embedding_tokens: number;
  readonly llm_prompt_tokens: number;
  readonly llm_completion_tokens: number;
  /** Prompt and completion; embeddings stand for themselves. */
  readonly total_llm_tokens: number;
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
}

/** Sums over any number of calls, in constant memory. */
export class Tally {
  calls = 0;
  failedCalls = 0;
  uncountedCalls = 0;
  promptTokens = 0;
  completionTokens = 0;
  embeddingTokens = 0;

  add(call: CallTokens): void {
    this.calls += 1;
    this.failedCalls += call.failed ? 1 : 0;
    this.uncountedCalls += call.uncounted ? 1 : 0;
    this.promptTokens += call.promptTokens ?? 0;
    this.completionTokens += call.completionTokens ?? 0;
    this.embeddingTokens += call.embeddingTokens ?? 0;
  }

  totals(): RunTotals {
    return {
      embedding_tokens: this.embeddingTokens,
      llm_prompt_tokens: this.promptTokens,
      llm_completion_tokens: this.completionTokens,
      total_llm_tokens: this.promptTokens + this.completionTokens,
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
