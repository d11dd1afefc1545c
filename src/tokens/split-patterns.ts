import { BLANK, BREAK, CASELESS, classAt, LOWER, MARK, NUMBER, OTHER, UPPER } from './character-classes.js';

/**
 * Where the pretoken that begins at `start` ends. The text ends at `end` with {@link END_BYTE}.
 * The patterns: https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py
 */
export type PretokenEnd = (bytes: Uint8Array, start: number, end: number) => number;

export type PatternName = 'o200k' | 'cl100k' | 'gpt2';

const CLASS = 15;
const LENGTH_SHIFT = 4;
const APOSTROPHE = 39;
const SPACE = 32;
const SLASH = 47;

const set = (...classes: number[]) => classes.reduce((bits, one) => bits | (1 << one), 0);
const LETTERS = set(UPPER, LOWER, CASELESS);
const PUNCTUATION = set(OTHER, MARK);
const SPACES = set(BLANK, BREAK);
const NUMBERS = set(NUMBER);
const BREAKS = set(BREAK);
const MARKS = set(MARK);
const UPPERS = set(UPPER);
const LOWERS = set(LOWER);
const WORD_START = set(UPPER, CASELESS, MARK);
const WORD_END = set(LOWER, CASELESS, MARK);
/** `[^\r\n\p{L}\p{N}]`: what may stand before a word. */
const PREFIXES = set(OTHER, MARK, BLANK);

const isIn = (classes: number, one: number) => ((classes >>> (one & CLASS)) & 1) === 1;

/** `[classes]{0,most}` */
function skip(bytes: Uint8Array, at: number, wanted: number, most = 0x7fffffff): number {
  for (; most > 0; most--) {
    const found = classAt(bytes, at);
    if (!isIn(wanted, found)) break;
    at += found >> LENGTH_SHIFT;
  }
  return at;
}

/** `'(?i:[sdmt]|ll|ve|re)`, or `at` where none stands. U+017F is an s to a pattern that ignores case. */
export function skipContraction(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== APOSTROPHE) return at;
  const first = bytes[at + 1]! | 32;
  const second = bytes[at + 2]! | 32;
  switch (first) {
    case 0x73: // s
    case 0x74: // t
    case 0x6d: // m
    case 0x64: // d
      return at + 2;
    case 0x6c: // ll
      return second === 0x6c ? at + 3 : at;
    case 0x72: // re
    case 0x76: // ve
      return second === 0x65 ? at + 3 : at;
    default:
      return bytes[at + 1] === 0xc5 && bytes[at + 2] === 0xbf ? at + 3 : at;
  }
}

/** `[upper caseless mark]*[lower caseless mark]+`, or -1. */
function skipCasedWord(bytes: Uint8Array, at: number): number {
  let end = -1;
  for (;;) {
    const found = classAt(bytes, at);
    if (isIn(LOWERS, found)) return skip(bytes, at, WORD_END);
    if (!isIn(WORD_START, found)) return end;
    at += found >> LENGTH_SHIFT;
    if (!isIn(UPPERS, found)) end = at; // the second part may begin here, if it must
  }
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`; without `breaks` the first alternative is missing. */
function skipSpaces(bytes: Uint8Array, start: number, end: number, breaks: boolean): number {
  let at = start;
  let last = start;
  let afterBreak = -1;
  for (;;) {
    const found = classAt(bytes, at);
    if (!isIn(SPACES, found)) break;
    last = at;
    at += found >> LENGTH_SHIFT;
    if (isIn(BREAKS, found)) afterBreak = at;
  }
  if (breaks && afterBreak > 0) return afterBreak;
  return at >= end || last === start ? at : last;
}

const o200k: PretokenEnd = (bytes, start, end) => {
  const first = classAt(bytes, start);
  if (isIn(LETTERS | PREFIXES, first)) {
    const wordEnd = skipWord(bytes, start, first);
    if (wordEnd > 0) return skipContraction(bytes, wordEnd);
  }
  if (isIn(NUMBERS, first)) return skip(bytes, start, NUMBERS, 3);
  return skipPunctuation(bytes, start, true) || skipSpaces(bytes, start, end, true);
};

/** A word in one case or `Capitalised`, with the character that may stand before it, or 0. */
function skipWord(bytes: Uint8Array, start: number, first: number): number {
  const word = isIn(PREFIXES, first) ? start + (first >> LENGTH_SHIFT) : start;
  const wordEnd = skipCasedWord(bytes, word);
  if (wordEnd > 0) return wordEnd;
  if (isIn(MARKS, first)) return word; // the mark is no prefix then, but a word
  const capitals = skip(bytes, word, UPPERS);
  return capitals > word ? capitals : 0;
}

const cl100k: PretokenEnd = (bytes, start, end) => {
  const contraction = skipContraction(bytes, start);
  if (contraction > start) return contraction;
  const first = classAt(bytes, start);
  const word = isIn(PREFIXES, first) ? start + (first >> LENGTH_SHIFT) : start;
  const wordEnd = skip(bytes, word, LETTERS);
  if (wordEnd > word) return wordEnd;
  if (isIn(NUMBERS, first)) return skip(bytes, start, NUMBERS, 3);
  return skipPunctuation(bytes, start, false) || skipSpaces(bytes, start, end, true);
};

/** ` ?[^\s\p{L}\p{N}]+[\r\n/]*` (cl100k without the slash), or 0. */
function skipPunctuation(bytes: Uint8Array, start: number, slashes: boolean): number {
  const from = bytes[start] === SPACE ? start + 1 : start;
  let at = skip(bytes, from, PUNCTUATION);
  if (at === from) return 0;
  while (bytes[at] === 10 || bytes[at] === 13 || (slashes && bytes[at] === SLASH)) at++;
  return at;
}

const gpt2: PretokenEnd = (bytes, start, end) => {
  const contraction = skipContraction(bytes, start);
  if (contraction > start && isLowerCase(bytes, start + 1, contraction)) return contraction;
  const from = bytes[start] === SPACE ? start + 1 : start;
  for (const run of [LETTERS, NUMBERS, PUNCTUATION]) {
    const at = skip(bytes, from, run);
    if (at > from) return at;
  }
  return skipSpaces(bytes, start, end, false);
};

function isLowerCase(bytes: Uint8Array, at: number, end: number): boolean {
  for (; at < end; at++) if (bytes[at]! < 0x61 || bytes[at]! > 0x7a) return false;
  return true;
}

/** The patterns written out, for every text. `scan-ascii.ts` is the fast way through the commonest ones. */
export const splitPatterns: { readonly [name in PatternName]: PretokenEnd } = { o200k, cl100k, gpt2 };
