import type { ModelRequest, ModelResponse } from '../genai/call.js';
import type { CallCount } from '../genai/count.js';
import { counterFor } from './count-text.js';
import { customCounter } from './custom-counters.js';
import { countCompletion, hiddenReasoning } from './framing/completion.js';
import { eraOf } from './framing/eras.js';
import { familyOf } from './framing/families.js';
import { countPrompt } from './framing/prompt.js';
import { noNames, type Scale } from './framing/scale.js';

/**
 * Counts a call from its own text; `response` is absent while or when there is none. Where there is one, its model
 * and its time choose the rules: an alias such as `gpt-4` has meant several models.
 */
export function countCall(request: ModelRequest, response?: ModelResponse): CallCount {
  const model = [response?.model, request.model].find(name => name && counterFor(name));
  const counter = model && counterFor(model);
  if (!counter) return reportedCount(request, response);
  const text = (piece: string) => (piece === '' ? 0 : counter(piece));
  if (request.operation === 'embeddings') {
    return { embeddingTokens: countInputs(request.inputs, text), source: 'tiktoken' };
  }
  const scale = {
    text,
    addsUp: !customCounter(model),
    names: noNames(),
    family: familyOf(model),
    era: eraOf(response?.created, request.operation),
    isAzure: request.provider?.startsWith('azure') ?? false,
  };
  return {
    ...countSent(request, { ...scale, reasons: new Set() }),
    ...(response && countWritten(request, response, { ...scale, reasons: new Set() })),
    source: 'tiktoken',
  };
}

function countSent(request: ModelRequest, scale: Scale): CallCount {
  if (request.operation === 'text_completion') {
    return { promptTokens: countInputs(request.inputs, scale.text) };
  }
  const promptTokens = countPrompt(request, scale);
  const hidden = scale.family.hidden;
  const reasons = new Set([...request.uncountable, ...scale.reasons, ...(hidden ? [hidden] : [])]);
  return { promptTokens, ...because('promptLowerBound', reasons) };
}

function countWritten(request: ModelRequest, response: ModelResponse, scale: Scale): CallCount {
  const reasoningTokens = response.usage?.reasoning;
  const isLegacy = request.operation === 'text_completion';
  const visible = isLegacy
    ? response.outputs.reduce((sum, { texts }) => sum + scale.text(texts.join('')), 0)
    : countCompletion(request, response, scale);
  if (scale.family.reasons && reasoningTokens === undefined) scale.reasons.add('reasoning');
  const completionTokens = visible + (reasoningTokens ?? 0);
  const rounding = isLegacy ? 0 : hiddenReasoning(request, response, scale);
  return {
    completionTokens,
    ...(rounding > 0 && { completionTokensMax: completionTokens + rounding }),
    ...(reasoningTokens && { reasoningTokens }),
    ...because('completionLowerBound', new Set([...response.uncountable, ...scale.reasons])),
  };
}

function countInputs(inputs: readonly (string | number)[], count: (text: string) => number): number {
  return inputs.reduce<number>(
    (sum, input) => sum + (typeof input === 'number' ? input : count(input) || 1),
    0,
  );
}

/** Reasons name what the caller sent: they stay short whatever it is. */
const SHOWN = 8;
const LONGEST = 40;

function because(
  field: 'promptLowerBound' | 'completionLowerBound',
  reasons: ReadonlySet<string>,
): CallCount {
  const shown = [...reasons].slice(0, SHOWN).map(reason => reason.slice(0, LONGEST));
  return shown.length > 0 ? { [field]: shown.join(', ') } : {};
}

/** The provider's own numbers, for a model without a local vocabulary. */
function reportedCount(request: ModelRequest, response?: ModelResponse): CallCount {
  const usage = response?.usage;
  if (!usage) return {};
  if (request.operation === 'embeddings') return { embeddingTokens: usage.input, source: 'provider' };
  return {
    promptTokens: usage.input,
    completionTokens: usage.output,
    ...(usage.reasoning && { reasoningTokens: usage.reasoning }),
    source: 'provider',
  };
}
