/** What is known of a call besides what was said: its tokens and its cost, as every room above speaks of them. */

/** Where a count comes from: an exact vocabulary, or the provider's own report where no vocabulary exists. */
export type TokenSource = 'tiktoken' | 'provider';

/** Tokens of one call. What is not known is absent. */
export interface CallCount {
  readonly promptTokens?: number;
  /** Includes the reasoning that the provider reports. */
  readonly completionTokens?: number;
  /** The most it can be, where the provider rounds the reasoning that it reports down. */
  readonly completionTokensMax?: number;
  readonly reasoningTokens?: number;
  readonly embeddingTokens?: number;
  readonly source?: TokenSource;
  /** Why the true number may be larger. */
  readonly promptLowerBound?: string;
  readonly completionLowerBound?: string;
}

/** What a call's tokens cost, in USD. Tools that run at the provider are billed beside them and not in it. */
export interface Cost {
  readonly prompt: number;
  /** Absent for embeddings. */
  readonly completion?: number;
  readonly total: number;
  /** The tokens that were priced: the provider's own numbers, else ours, of which none is known to be cached. */
  readonly source: 'reported' | 'counted';
}
