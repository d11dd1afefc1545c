import type { ModelPrice } from '@pydantic/genai-prices';
import type { Usage } from '../genai/call.js';
import type { CallCount, Cost } from '../genai/count.js';
import { fineTunedRates } from './fine-tuned.js';
import type { PriceTable } from './price-table.js';
import { type Amount, amountAt, type BilledTokens } from './rates.js';
import { type Tier, tierOf } from './tiers.js';

/** What is to be priced: the tokens of one call, and who served them. */
export interface Purchase {
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  readonly requestModel: string;
  /** The model that served the call; the one to be billed, wherever it is known. */
  readonly responseModel?: string;
  readonly requestTier?: string;
  readonly responseTier?: string;
  readonly usage?: Usage;
  readonly counted: CallCount;
  /** A call of a model that writes nothing. */
  readonly isEmbedding: boolean;
  /** Prices change. */
  readonly date: Date;
}

/** Why a call has no cost. */
export interface Unpriced {
  readonly unpriced: string;
  /** Whether a price of the user's would help. */
  readonly isUnknownPrice?: boolean;
}

/**
 * Prices one call, from the reported tokens where there are any, else from the counted ones.
 *
 * @param prices the user's own, which go before all others
 * @returns the cost, or why it is not known; never a guess
 * @example
 * priceCall({ provider: 'openai', requestModel: 'gpt-4o', usage: { input: 1000, output: 100 }, … });
 * // { prompt: 0.0025, completion: 0.001, total: 0.0035, source: 'reported' }
 */
export function priceCall(purchase: Purchase, prices?: PriceTable): Cost | Unpriced {
  const { usage, counted, isEmbedding } = purchase;
  const reported = usage && reportedTokens(usage, isEmbedding);
  const tokens = reported ?? countedTokens(counted, isEmbedding);
  if (!tokens) return { unpriced: 'its tokens are not known' };
  if (tokens.cacheRead + tokens.cacheWrite > tokens.input) {
    return { unpriced: 'more cached tokens than input tokens were reported' };
  }
  const audio = reported ? { input: usage.audioInput ?? 0, output: usage.audioOutput ?? 0 } : NO_AUDIO;
  const amount = amountOf(purchase, tokens, audio, prices);
  if (!amount) return { unpriced: `no price is known for ${described(purchase)}`, isUnknownPrice: true };
  const prompt = toPicodollar(amount.prompt);
  const completion = toPicodollar(amount.completion);
  return {
    prompt,
    ...(!isEmbedding && { completion }),
    total: toPicodollar(prompt + completion),
    source: reported ? 'reported' : 'counted',
  };
}

function reportedTokens(usage: Usage, isEmbedding: boolean): BilledTokens | undefined {
  const { input, output = isEmbedding ? 0 : undefined, cacheRead = 0, cacheWrite = 0 } = usage;
  return input === undefined || output === undefined ? undefined : { input, output, cacheRead, cacheWrite };
}

function countedTokens(counted: CallCount, isEmbedding: boolean): BilledTokens | undefined {
  const input = isEmbedding ? counted.embeddingTokens : counted.promptTokens;
  const output = isEmbedding ? 0 : counted.completionTokens;
  return input === undefined || output === undefined
    ? undefined
    : { input, output, cacheRead: 0, cacheWrite: 0 };
}

interface Audio {
  readonly input: number;
  readonly output: number;
}

const NO_AUDIO: Audio = { input: 0, output: 0 };

function hasAudio({ input, output }: Audio): boolean {
  return input > 0 || output > 0;
}

function amountOf(
  purchase: Purchase,
  tokens: BilledTokens,
  audio: Audio,
  prices: PriceTable | undefined,
): Amount | undefined {
  const { provider, requestModel, requestTier, responseTier } = purchase;
  const model = purchase.responseModel ?? requestModel;
  const own = prices?.find([model, requestModel], responseTier ?? requestTier);
  if (own) return hasAudio(audio) ? undefined : amountAt(own, tokens);
  const tier = tierOf(provider, responseTier, requestTier);
  if (!tier) return undefined;
  const fineTuned = provider === 'openai' ? fineTunedRates(model) : undefined;
  if (fineTuned) {
    return hasAudio(audio) || !('factor' in tier)
      ? undefined
      : times(tier, amountAt(fineTuned, tokens), tokens);
  }
  return listPrice(provider, model, tier, tokens, audio, purchase.date);
}

/** `gen_ai.provider.name` → the provider's id in the price list, where the two differ. */
const listNames: { readonly [provider: string]: string } = {
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  'aws.bedrock': 'aws',
  'gcp.gemini': 'google',
  'gcp.vertex_ai': 'google',
  mistral_ai: 'mistral',
  x_ai: 'x-ai',
  together_ai: 'together',
  fireworks_ai: 'fireworks',
};

function listPrice(
  provider: string,
  model: string,
  tier: Tier,
  tokens: BilledTokens,
  audio: Audio,
  date: Date,
): Amount | undefined {
  // Loaded here: half a megabyte of prices that a process without a call never needs.
  const { calcPrice } = require('@pydantic/genai-prices') as typeof import('@pydantic/genai-prices');
  const listed = calcPrice(
    {
      input_tokens: tokens.input,
      output_tokens: tokens.output,
      cache_read_tokens: tokens.cacheRead,
      cache_write_tokens: tokens.cacheWrite,
      ...(audio.input > 0 && { input_audio_tokens: audio.input }),
      ...(audio.output > 0 && { output_audio_tokens: audio.output }),
    },
    model,
    { providerId: listNames[provider] ?? provider, timestamp: date },
  );
  if (!listed || !coversAudio(listed.model_price, audio)) return undefined;
  if ('factor' in tier) {
    return times(tier, { prompt: listed.input_price, completion: listed.output_price }, tokens);
  }
  const rates = tier.rates[listed.model.id];
  return rates && !hasAudio(audio) ? amountAt(rates, tokens) : undefined;
}

/** Without a rate of its own audio would be priced as text, at a tenth of what it costs. */
function coversAudio(price: ModelPrice, audio: Audio): boolean {
  return (
    (audio.input === 0 || price['input_audio_mtok'] !== undefined) &&
    (audio.output === 0 || price['output_audio_mtok'] !== undefined)
  );
}

function times(
  tier: Extract<Tier, { factor: number }>,
  amount: Amount | undefined,
  tokens: BilledTokens,
): Amount | undefined {
  if (!amount || (tokens.cacheRead > 0 && !tier.cachedInputIsListed)) return undefined;
  return { prompt: amount.prompt * tier.factor, completion: amount.completion * tier.factor };
}

function described({ provider, requestModel, responseModel, requestTier, responseTier }: Purchase): string {
  const tier = responseTier ?? requestTier;
  return `the model "${responseModel ?? requestModel}" of ${provider}${tier ? ` in the tier "${tier}"` : ''}`;
}

/** Multiples of 10⁻¹² USD add up to the same sum in whatever order, and show no 0.30000000000000004. */
export function toPicodollar(usd: number): number {
  return Number(usd.toFixed(12));
}
