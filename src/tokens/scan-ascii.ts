import { characterClasses, END_BYTE } from './character-classes.js';
import { type PatternName, type PretokenEnd, skipContraction, splitPatterns } from './split-patterns.js';

/** Classes of bytes. Anything that begins a character outside ASCII is left to the written-out pattern. */
const PUNCTUATION = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const SPACE = 4;
const BREAK = 5;
const BLANK = 6;
const APOSTROPHE = 7;
const SLASH = 8;
const END = 9;
const BEYOND = 10;

/** The classes that others ask for. */
export const byteClass = { PUNCTUATION, LOWER, UPPER, SPACE, BLANK, APOSTROPHE, SLASH, BEYOND } as const;

export const byteClasses: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === END_BYTE) return END;
  if (byte > 127) return BEYOND;
  const character = String.fromCharCode(byte);
  if (/[a-z]/.test(character)) return LOWER;
  if (/[A-Z]/.test(character)) return UPPER;
  if (/[0-9]/.test(character)) return DIGIT;
  if (character === ' ') return SPACE;
  if (/[\r\n]/.test(character)) return BREAK;
  if (/[\t\v\f]/.test(character)) return BLANK;
  if (character === "'") return APOSTROPHE;
  return character === '/' ? SLASH : PUNCTUATION;
});

const isPunctuation = (one: number) => one === PUNCTUATION || one === APOSTROPHE || one === SLASH;
const isLetter = (one: number) => one === LOWER || one === UPPER;

/** The pattern for ASCII, by hand: a regular expression alone would cost more than all the rest. */
export function createAsciiScanner(pattern: PatternName): PretokenEnd {
  characterClasses();
  const writtenOut = splitPatterns[pattern];
  if (pattern === 'gpt2') return writtenOut;
  const o200k = pattern === 'o200k';
  const classes = byteClasses;

  function pretokenEnd(bytes: Uint8Array, start: number, end: number): number {
    const first = classes[bytes[start]!]!;
    if (isLetter(first)) return wordEnd(bytes, start, start, end);
    if (first === DIGIT) return numberEnd(bytes, start, end);
    if (first === BREAK) return spacesEnd(bytes, start, end);
    if (first === BEYOND) return writtenOut(bytes, start, end);

    const second = classes[bytes[start + 1]!]!;
    if (first === APOSTROPHE && !o200k) {
      const contraction = skipContraction(bytes, start);
      if (contraction > start) return contraction;
    }
    if (isLetter(second)) return wordEnd(bytes, start, start + 1, end);
    if (second === BEYOND) return writtenOut(bytes, start, end);
    if (isPunctuation(first)) return punctuationEnd(bytes, start, start, end);
    if (first === SPACE && isPunctuation(second)) return punctuationEnd(bytes, start, start + 1, end);
    return spacesEnd(bytes, start, end);
  }

  function wordEnd(bytes: Uint8Array, start: number, word: number, end: number): number {
    let at = word;
    while (classes[bytes[at]!]! === UPPER) at++;
    while (classes[bytes[at]!]! === LOWER) at++;
    if (!o200k) while (isLetter(classes[bytes[at]!]!)) at++;
    const next = classes[bytes[at]!]!;
    if (next === BEYOND) return writtenOut(bytes, start, end);
    return next === APOSTROPHE && o200k ? skipContraction(bytes, at) : at;
  }

  function numberEnd(bytes: Uint8Array, start: number, end: number): number {
    let at = start + 1;
    while (at < start + 3 && classes[bytes[at]!]! === DIGIT) at++;
    return at < start + 3 && classes[bytes[at]!]! === BEYOND ? writtenOut(bytes, start, end) : at;
  }

  function punctuationEnd(bytes: Uint8Array, start: number, from: number, end: number): number {
    let at = from + 1;
    while (isPunctuation(classes[bytes[at]!]!)) at++;
    if (classes[bytes[at]!]! === BEYOND) return writtenOut(bytes, start, end);
    for (;;) {
      const next = classes[bytes[at]!]!;
      if (next !== BREAK && !(o200k && next === SLASH)) return at;
      at++;
    }
  }

  function spacesEnd(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let afterBreak = 0;
    for (;;) {
      const next = classes[bytes[at]!]!;
      if (next === BREAK) afterBreak = at + 1;
      else if (next !== SPACE && next !== BLANK) {
        if (next === BEYOND) return writtenOut(bytes, start, end);
        break;
      }
      at++;
    }
    if (afterBreak > 0) return afterBreak;
    return at >= end || at === start + 1 ? at : at - 1;
  }

  return pretokenEnd;
}
