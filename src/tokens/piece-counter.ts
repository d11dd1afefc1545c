import { hashHead, hashTail, LOW_BYTES } from './byte-words.js';
import { type Merger, SHORT_MERGE } from './merge.js';
import type { Vocabulary } from './vocabulary.js';

// An import is read from its module at every use; a constant of this module is part of the optimised code.
const lowBytes = LOW_BYTES;

/** Counts one pretoken, and remembers what it counted. */
export interface PieceCounter {
  /** A pretoken up to 12 bytes that `Vocabulary.short` does not show; `hash` is that of its three words. */
  countShort(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    length: number,
    first: number,
    second: number,
    third: number,
    hash: number,
  ): number;
  /** Any pretoken, without the memory. */
  countPiece(bytes: Uint8Array, view: DataView, start: number, length: number): number;
  /** A pretoken of more than 12 bytes. */
  countLong(bytes: Uint8Array, view: DataView, start: number, length: number): number;
}

const SHORT_BITS = 14;
const LONG_BITS = 12;
const LONGEST_REMEMBERED = 64;
const LONGEST_TOKEN = 128;
/** Characters outside ASCII have few tokens of two bytes, where merging pairs has nothing to begin with. */
const SHORT_MERGE_BEYOND_ASCII = 6;

/** Both memories map a hash to one place and hold the whole key, so that a hit is exact and the size is fixed. */
export function createPieceCounter(vocabulary: Vocabulary, merger: Merger): PieceCounter {
  const { find, findShort, findLong } = vocabulary;
  const { mergeShort, mergeLong } = merger;
  const shortMemory = new Int32Array(4 << SHORT_BITS); // three words, then count << 4 | length
  const longMemory = new Int32Array(2 << LONG_BITS); // hash, then count << 8 | length
  const longKeys = new Int32Array((LONGEST_REMEMBERED / 4) << LONG_BITS);

  function merge(bytes: Uint8Array, view: DataView, start: number, length: number): number {
    return length <= (bytes[start + 1]! > 127 ? SHORT_MERGE_BEYOND_ASCII : SHORT_MERGE)
      ? mergeShort(bytes, view, start, length)
      : mergeLong(view, start, start + length);
  }

  function countPiece(bytes: Uint8Array, view: DataView, start: number, length: number): number {
    const isToken = length <= LONGEST_TOKEN && find(view, start, length) !== 0;
    return isToken ? 1 : merge(bytes, view, start, length);
  }

  function countShort(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    length: number,
    first: number,
    second: number,
    third: number,
    hash: number,
  ): number {
    const slot = (hash >>> (32 - SHORT_BITS)) << 2;
    const entry = shortMemory[slot + 3]!;
    const differs =
      (shortMemory[slot]! ^ first) |
      (shortMemory[slot + 1]! ^ second) |
      (shortMemory[slot + 2]! ^ third) |
      ((entry ^ length) & 15);
    if (differs === 0) return entry >>> 4;
    const isToken = findShort(length, first, second, third, hash) !== 0;
    const count = isToken ? 1 : merge(bytes, view, start, length);
    shortMemory[slot] = first;
    shortMemory[slot + 1] = second;
    shortMemory[slot + 2] = third;
    shortMemory[slot + 3] = (count << 4) | length;
    return count;
  }

  function countLong(bytes: Uint8Array, view: DataView, start: number, length: number): number {
    if (length > LONGEST_REMEMBERED) return countPiece(bytes, view, start, length);
    const first = view.getInt32(start, true);
    const second = view.getInt32(start + 4, true);
    const third = view.getInt32(start + 8, true);
    const hash = hashTail(view, start, length, hashHead(first, second, third));
    const slot = hash >>> (32 - LONG_BITS);
    const key = slot * (LONGEST_REMEMBERED / 4);
    const entry = longMemory[2 * slot + 1]!;
    if (longMemory[2 * slot] === hash && (entry & 0xff) === length && isKey(view, start, length, key)) {
      return entry >>> 8;
    }
    const isToken = findLong(view, start, length, first, second, third, hash) !== 0;
    const count = isToken ? 1 : merge(bytes, view, start, length);
    longMemory[2 * slot] = hash;
    longMemory[2 * slot + 1] = (count << 8) | length;
    for (let at = 0; at < length; at += 4) longKeys[key + (at >> 2)] = wordAt(view, start, length, at);
    return count;
  }

  function isKey(view: DataView, start: number, length: number, key: number): boolean {
    for (let at = 0; at < length; at += 4) {
      if (longKeys[key + (at >> 2)] !== wordAt(view, start, length, at)) return false;
    }
    return true;
  }

  const wordAt = (view: DataView, start: number, length: number, at: number) =>
    view.getInt32(start + at, true) & lowBytes[Math.min(length - at, 4)]!;

  return { countPiece, countShort, countLong };
}
