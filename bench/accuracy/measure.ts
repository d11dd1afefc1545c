import { countUsage } from '../../src/index.js';
import {
  DROPPED,
  EXCLUDED,
  familyName,
  featureOf,
  hasDroppedText,
  modelOf,
  operationOf,
  type RecordedCall,
  reportedOf,
} from './records.js';

export interface Measured {
  readonly id: string;
  readonly repo: string;
  readonly endpoint: string;
  readonly model: string;
  readonly family: string;
  readonly feature: string;
  readonly features: readonly string[];
  readonly flags: readonly string[];
  readonly excluded?: string;
  readonly reported: Tokens;
  readonly counted: Tokens & { readonly completionMax?: number };
  readonly lowerBound: boolean;
  readonly promptLowerBound?: string;
  readonly completionLowerBound?: string;
  readonly source?: string;
}

export interface Tokens {
  readonly prompt?: number;
  readonly completion?: number;
}

/** Counts a recorded call as a user of the package would. */
export function measure(record: RecordedCall): Measured | undefined {
  const operation = operationOf(record);
  if (!operation) return undefined;
  const count = countUsage({
    provider: record.vendor === 'azure' ? 'azure.ai.openai' : 'openai',
    operation,
    request: record.request,
    response: record.response,
  });
  const reasoning = count.reasoningTokens ?? 0;
  const visible = (tokens: number | undefined) => (tokens === undefined ? undefined : tokens - reasoning);
  return {
    id: record.id,
    repo: record.repo,
    endpoint: record.endpoint,
    model: modelOf(record),
    family: familyName(modelOf(record)),
    feature: featureOf(record.features),
    features: record.features,
    flags: record.flags,
    excluded:
      record.flags.find(flag => EXCLUDED.includes(flag)) ?? (hasDroppedText(record) ? DROPPED : undefined),
    reported: reportedOf(record),
    counted: {
      prompt: count.promptTokens ?? count.embeddingTokens,
      completion: operation === 'embeddings' ? undefined : visible(count.completionTokens),
      ...(count.completionTokensMax !== undefined && { completionMax: visible(count.completionTokensMax) }),
    },
    lowerBound: count.lowerBound,
    promptLowerBound: count.promptLowerBound,
    completionLowerBound: count.completionLowerBound,
    source: count.source,
  };
}

/** How far a count is from what the provider reports; `undefined` where one of the two does not exist. */
export function promptError({ reported, counted }: Measured): number | undefined {
  if (!reported.prompt || counted.prompt === undefined) return undefined;
  return counted.prompt - reported.prompt;
}

/** Nothing, anywhere within the range that the provider's rounding leaves open. */
export function completionError({ reported, counted }: Measured): number | undefined {
  if (reported.completion === undefined || counted.completion === undefined) return undefined;
  const above = counted.completion - reported.completion;
  if (above >= 0) return above;
  return Math.min(0, (counted.completionMax ?? counted.completion) - reported.completion);
}
