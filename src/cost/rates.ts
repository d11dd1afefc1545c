/** What a model's tokens cost, in USD per million; the names are those of @pydantic/genai-prices. */
export interface Rates {
  readonly input_mtok: number;
  /** Input read from a prompt cache; without it, cached input is not priced. */
  readonly cache_read_mtok?: number;
  /** Input written to a prompt cache; without it, writing costs no more than input. */
  readonly cache_write_mtok?: number;
  /** Absent for a model that writes nothing, such as one for embeddings. */
  readonly output_mtok?: number;
}

/** The tokens of one call, as they are billed: `input` includes those read from and written to a cache. */
export interface BilledTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** What one call cost, in USD. */
export interface Amount {
  readonly prompt: number;
  readonly completion: number;
}

/** The tokens at these rates, `undefined` where there are tokens without a rate. */
export function amountAt(rates: Rates, tokens: BilledTokens): Amount | undefined {
  const { input_mtok, cache_read_mtok, cache_write_mtok = input_mtok, output_mtok } = rates;
  if (tokens.cacheRead > 0 && cache_read_mtok === undefined) return undefined;
  if (tokens.output > 0 && output_mtok === undefined) return undefined;
  const uncached = tokens.input - tokens.cacheRead - tokens.cacheWrite;
  return {
    prompt:
      (uncached * input_mtok +
        tokens.cacheRead * (cache_read_mtok ?? 0) +
        tokens.cacheWrite * cache_write_mtok) /
      1e6,
    completion: (tokens.output * (output_mtok ?? 0)) / 1e6,
  };
}
