import type { TiktokenBPE } from 'js-tiktoken/lite';
import type { PatternName } from './split-patterns.js';

/** Why o200k_harmony is o200k_base: it differs in special tokens only, and those are plain text here. */
const encodings = {
  o200k_base: { pattern: 'o200k', load: () => require('js-tiktoken/ranks/o200k_base') },
  o200k_harmony: { pattern: 'o200k', load: () => require('js-tiktoken/ranks/o200k_base') },
  cl100k_base: { pattern: 'cl100k', load: () => require('js-tiktoken/ranks/cl100k_base') },
  p50k_base: { pattern: 'gpt2', load: () => require('js-tiktoken/ranks/p50k_base') },
  p50k_edit: { pattern: 'gpt2', load: () => require('js-tiktoken/ranks/p50k_edit') },
  r50k_base: { pattern: 'gpt2', load: () => require('js-tiktoken/ranks/r50k_base') },
  gpt2: { pattern: 'gpt2', load: () => require('js-tiktoken/ranks/gpt2') },
} as const satisfies Readonly<Record<string, { pattern: PatternName; load: () => TiktokenBPE }>>;

/**
 * The vocabularies of OpenAI's tokenizer:
 * https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py
 */
export type EncodingName = keyof typeof encodings;

export const encodingNames = Object.keys(encodings) as readonly EncodingName[];

/** Reads a vocabulary from js-tiktoken: 0.5 to 2.3 MB of JavaScript. */
export function loadEncoding(name: EncodingName): { ranks: string; pattern: PatternName } {
  const { pattern, load } = encodings[name];
  return { ranks: load().bpe_ranks, pattern };
}
