import type { Tiktoken, TiktokenBPE } from 'js-tiktoken/lite';
import { type EncodingName, encodingOf } from './models.js';

/** A vocabulary is read at its first use: 1 to 2 MB of JavaScript each. */
const ranks: { readonly [name in EncodingName]: () => TiktokenBPE } = {
  o200k_base: () => require('js-tiktoken/ranks/o200k_base'),
  cl100k_base: () => require('js-tiktoken/ranks/cl100k_base'),
  p50k_base: () => require('js-tiktoken/ranks/p50k_base'),
  p50k_edit: () => require('js-tiktoken/ranks/p50k_edit'),
  r50k_base: () => require('js-tiktoken/ranks/r50k_base'),
};

const encoders = new Map<EncodingName, Tiktoken>();

function encoderFor(encoding: EncodingName): Tiktoken {
  let encoder = encoders.get(encoding);
  if (!encoder) {
    const { Tiktoken } = require('js-tiktoken/lite') as typeof import('js-tiktoken/lite');
    encoder = new Tiktoken(ranks[encoding]());
    encoders.set(encoding, encoder);
  }
  return encoder;
}

/**
 * The number of tokens of a text in a model's vocabulary. Text that looks like a special token is plain text.
 *
 * @returns tokens, or `undefined` where the model's vocabulary is not known
 * @example countTokens('Hello, world', 'gpt-4o') // 3
 */
export function countTokens(text: string, model: string): number | undefined {
  const encoding = encodingOf(model);
  return encoding && encoderFor(encoding).encode(text, [], []).length;
}
