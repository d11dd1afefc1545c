import { hashHead, LOW_BYTES } from './byte-words.js';
import type { PieceCounter } from './piece-counter.js';
import { byteClass, byteClasses } from './scan-ascii.js';
import type { PatternName, PretokenEnd } from './split-patterns.js';
import type { Vocabulary } from './vocabulary.js';
import { SHORT } from './vocabulary-index.js';

// An import is read from its module at every use; a constant of this module is part of the optimised code.
const lowBytes = LOW_BYTES;
const shortLimit = SHORT;
const { PUNCTUATION, LOWER, UPPER, SPACE, BLANK, APOSTROPHE, SLASH, BEYOND } = byteClass;

/** Counts the tokens of the UTF-8 in `bytes` up to `end`, where an end byte and 15 readable bytes stand. */
export type CountBytes = (bytes: Uint8Array, view: DataView, end: number) => number;

/** ASCII that may stand before a word. */
const PREFIXES: ReadonlySet<number> = new Set([PUNCTUATION, SPACE, BLANK, SLASH]);
const NO = 0;
const LETTER = 1;
const PREFIX = 2;
const EVERY_BYTE = 0x80808080 | 0;

/** The high bit of each byte that is not `a` to `z`: the bytes are added to without a carry into their neighbours. */
function notLower(word: number): number {
  const low = word & 0x7f7f7f7f;
  return (word | ~(low + 0x1f1f1f1f) | (low + 0x05050505)) & EVERY_BYTE;
}

/** The place of the first byte that {@link notLower} marked. */
const firstMarked = (marks: number) => (31 - Math.clz32(marks & -marks)) >> 3;

/** What a byte may begin: a word, a word after it, or neither. */
function wordStarts(pattern: PatternName): Uint8Array {
  const starts = new Uint8Array(256);
  if (pattern === 'gpt2') return starts;
  for (let byte = 0; byte < 128; byte++) {
    const one = byteClasses[byte]!;
    if (one === LOWER || one === UPPER) starts[byte] = LETTER;
    else if (PREFIXES.has(one)) starts[byte] = PREFIX;
    else if (one === APOSTROPHE && pattern === 'o200k') starts[byte] = PREFIX;
    else starts[byte] = NO;
  }
  return starts;
}

/**
 * The loop over pretokens. Its common case, `[prefix or letter][a-z]*` of up to 12 bytes, is found, hashed and looked
 * up in three words without a call; everything else goes to the scanner and the piece counter.
 */
export function createByteCounter(
  vocabulary: Vocabulary,
  pieces: PieceCounter,
  pretokenEnd: PretokenEnd,
  pattern: PatternName,
): CountBytes {
  const { short, shortShift } = vocabulary;
  const { countShort, countLong } = pieces;
  const shortMask = short.length - 1;
  const starts = wordStarts(pattern);
  const classes = byteClasses;
  const o200k = pattern === 'o200k';

  return function countBytes(bytes, view, end) {
    let total = 0;
    let length = 0;
    for (let at = 0; at < end; at += length) {
      let first = view.getInt32(at, true);
      let second = view.getInt32(at + 4, true);
      let third = view.getInt32(at + 8, true);
      length = 0;
      const start = starts[first & 0xff]!;
      if (start !== NO) {
        // After a prefix the word's own first letter may be a capital: fold it, and ignore the prefix.
        const marks = notLower(start === PREFIX ? first | 0x2000 : first) & ~0x80;
        if (marks !== 0) length = firstMarked(marks);
        else {
          const more = notLower(second);
          if (more !== 0) length = 4 + firstMarked(more);
          else {
            const most = notLower(third);
            length = most !== 0 ? 8 + firstMarked(most) : 0;
          }
        }
        const next = classes[bytes[at + length]!]!;
        if (
          (length === 1 && (start === PREFIX || next === UPPER)) ||
          next === BEYOND ||
          next === APOSTROPHE ||
          (next === UPPER && (!o200k || (length === 2 && start === PREFIX)))
        ) {
          length = 0;
        }
      }
      if (length === 0) length = pretokenEnd(bytes, at, end) - at;
      if (length > shortLimit) {
        total += countLong(bytes, view, at, length);
        continue;
      }
      first &= lowBytes[length]!;
      second &= lowBytes[length < 4 ? 0 : length - 4]!;
      third &= lowBytes[length < 8 ? 0 : length - 8]!;
      const hash = hashHead(first, second, third);
      for (let slot = (hash >>> shortShift) << 2; ; slot = (slot + 4) & shortMask) {
        const entry = short[slot + 3]!;
        const differs =
          (short[slot]! ^ first) |
          (short[slot + 1]! ^ second) |
          (short[slot + 2]! ^ third) |
          ((entry ^ length) & 15);
        if (differs === 0) {
          total++;
          break;
        }
        if (entry <= 0) {
          total += countShort(bytes, view, at, length, first, second, third, hash);
          break;
        }
      }
    }
    return total;
  };
}
