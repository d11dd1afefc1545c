import type { TiktokenBPE } from 'js-tiktoken/lite';
import { decodeRanks } from './rank-file.js';
import type { PatternName } from './split-patterns.js';
import { imagePath, readImage, type VocabularyTables } from './vocabulary-image.js';
import { indexVocabulary } from './vocabulary-index.js';

/** Why o200k_harmony is o200k_base: it differs in special tokens only, and those are plain text here. */
const encodings = {
  o200k_base: {
    pattern: 'o200k',
    vocabulary: 'o200k_base',
    load: () => require('js-tiktoken/ranks/o200k_base'),
  },
  o200k_harmony: {
    pattern: 'o200k',
    vocabulary: 'o200k_base',
    load: () => require('js-tiktoken/ranks/o200k_base'),
  },
  cl100k_base: {
    pattern: 'cl100k',
    vocabulary: 'cl100k_base',
    load: () => require('js-tiktoken/ranks/cl100k_base'),
  },
  p50k_base: { pattern: 'gpt2', vocabulary: 'p50k_base', load: () => require('js-tiktoken/ranks/p50k_base') },
  p50k_edit: { pattern: 'gpt2', vocabulary: 'p50k_edit', load: () => require('js-tiktoken/ranks/p50k_edit') },
  r50k_base: { pattern: 'gpt2', vocabulary: 'r50k_base', load: () => require('js-tiktoken/ranks/r50k_base') },
  gpt2: { pattern: 'gpt2', vocabulary: 'gpt2', load: () => require('js-tiktoken/ranks/gpt2') },
} as const satisfies Readonly<
  Record<string, { pattern: PatternName; vocabulary: string; load: () => TiktokenBPE }>
>;

/**
 * The vocabularies of OpenAI's tokenizer:
 * https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py
 */
export type EncodingName = keyof typeof encodings;

export const encodingNames = Object.keys(encodings) as readonly EncodingName[];

/** What counting needs to know of an encoding. */
export interface Encoding {
  readonly pattern: PatternName;
  readonly tables: VocabularyTables;
}

/** Reads an encoding from its image, or else from js-tiktoken: 0.5 to 2.3 MB of JavaScript to parse and to index. */
export function loadEncoding(name: EncodingName): Encoding {
  const { pattern, vocabulary } = encodings[name];
  return { pattern, tables: readImage(imagePath(vocabulary)) ?? buildTables(name) };
}

/** Builds the tables of an encoding from js-tiktoken's ranks. */
export function buildTables(name: EncodingName): VocabularyTables {
  const records = decodeRanks(encodings[name].load().bpe_ranks);
  return { records, index: indexVocabulary(records) };
}
