import { hashHead, hashTail, LOW_BYTES } from './byte-words.js';
import { HEAD, LENGTH, type TokenRecords } from './rank-file.js';
import {
  HANDLE_BITS,
  lengthBit,
  lengthSlot,
  NONE,
  overEightBit,
  overTwelveBit,
  SHORT,
  threeOrFourBit,
  VERY_LONG,
  type VocabularyIndex,
} from './vocabulary-index.js';

// An import is read from its module at every use; a constant of this module is part of the optimised code.
const lowBytes = LOW_BYTES;
const head = HEAD;
const lengthField = LENGTH;
const none = NONE;
const shortLimit = SHORT;
const handleBits = HANDLE_BITS;
const veryLongLimit = VERY_LONG;

/** Finds tokens by their bytes. Views must be readable 12 bytes past what is looked up. */
export interface Vocabulary {
  readonly words: Int32Array;
  /** The records' bytes, to look up parts of a token in place. */
  readonly view: DataView;
  readonly oneByte: Int32Array;
  readonly twoBytes: Int32Array;
  /**
   * Tokens up to 12 bytes, four words each: three of bytes, then `handle << 4 | length`, {@link EMPTY}, or 0 where
   * nobody looked yet. A token's first slot is `(hash >>> shortShift) << 2`.
   */
  readonly short: Int32Array;
  readonly shortShift: number;
  /** The token with exactly these bytes, or 0. */
  find(view: DataView, start: number, length: number): number;
  /** The same for up to 12 bytes, given as words with their hash. Fills slots that it meets. */
  findShort(length: number, first: number, second: number, third: number, hash: number): number;
  /** The same for more than 12 bytes whose first three words and whole hash are known. */
  findLong(
    view: DataView,
    start: number,
    length: number,
    first: number,
    second: number,
    third: number,
    hash: number,
  ): number;
  /** The longest token that begins at `start` and ends by `end`. Every byte is a token, so there is one. */
  longestMatch(view: DataView, start: number, end: number): number;
}

/** Stands in the fourth word of a slot without a token. */
const EMPTY = -16;
/** Bits of lengths from 5 on. */
const upToEight = 0xf;
const upToTwelve = 0xff;
/** Words of the short table that one search in unfilled slots fills besides: a busy process soon has them all. */
const fillAhead = 4 * 64;

export function createVocabulary({ words }: TokenRecords, index: VocabularyIndex): Vocabulary {
  const {
    oneByte,
    twoBytes,
    short: handles,
    long,
    lengths,
    threeOrFour,
    overEight,
    overTwelve,
    veryLong,
  } = index;
  const short = new Int32Array(4 * handles.length);
  let filled = 0;
  const shortShift = Math.clz32(short.length >> 2) + 1;
  const longShift = Math.clz32(long.length) + 1;
  const shortMask = short.length - 1;
  const longMask = long.length - 1;

  function find(view: DataView, start: number, length: number): number {
    let first = view.getInt32(start, true);
    let second = 0;
    let third = 0;
    if (length > 4) {
      if (((lengths[lengthSlot(first)]! >>> lengthBit(length)) & 1) === 0) return 0;
      second = view.getInt32(start + 4, true) & lowBytes[length < 8 ? length - 4 : 4]!;
      if (length > 8) third = view.getInt32(start + 8, true) & lowBytes[length < 12 ? length - 8 : 4]!;
    } else {
      first &= lowBytes[length]!;
      if (length === 1) return oneByte[first]!;
      if (length === 2) {
        const handle = twoBytes[first]!;
        return handle === none ? 0 : handle;
      }
      if (!hasBit(threeOrFour, threeOrFourBit(first))) return 0;
    }
    const hash = hashHead(first, second, third);
    return length > shortLimit
      ? findLong(view, start, length, first, second, third, hashTail(view, start, length, hash))
      : findShort(length, first, second, third, hash);
  }

  function findShort(length: number, first: number, second: number, third: number, hash: number): number {
    for (let slot = (hash >>> shortShift) << 2; ; slot = (slot + 4) & shortMask) {
      const entry = short[slot + 3]!;
      const differs =
        (short[slot]! ^ first) |
        (short[slot + 1]! ^ second) |
        (short[slot + 2]! ^ third) |
        ((entry ^ length) & 15);
      if (differs === 0) return entry >>> 4;
      if (entry <= 0) return entry === EMPTY ? 0 : findUnfilled(slot, length, first, second, third);
    }
  }

  /** Goes on with a search from an unfilled slot. A process meets few tokens, and filling all at once takes long. */
  function findUnfilled(from: number, length: number, first: number, second: number, third: number): number {
    for (const end = Math.min(filled + fillAhead, short.length); filled < end; filled += 4) fillSlot(filled);
    for (let slot = from; ; slot = (slot + 4) & shortMask) {
      if (short[slot + 3] === 0) fillSlot(slot);
      const entry = short[slot + 3]!;
      const differs =
        (short[slot]! ^ first) |
        (short[slot + 1]! ^ second) |
        (short[slot + 2]! ^ third) |
        ((entry ^ length) & 15);
      if (differs === 0) return entry >>> 4;
      if (entry === EMPTY) return 0;
    }
  }

  function fillSlot(slot: number): void {
    const handle = handles[slot >> 2]!;
    if (handle === 0) {
      short[slot + 3] = EMPTY;
      return;
    }
    const length = words[handle + lengthField]!;
    short[slot] = words[handle + head]!;
    if (length > 4) short[slot + 1] = words[handle + head + 1]!;
    if (length > 8) short[slot + 2] = words[handle + head + 2]!;
    short[slot + 3] = (handle << 4) | length;
  }

  function findLong(
    view: DataView,
    start: number,
    length: number,
    first: number,
    second: number,
    third: number,
    hash: number,
  ): number {
    const tag = (hash << handleBits) >>> handleBits;
    for (let slot = hash >>> longShift; ; slot = (slot + 1) & longMask) {
      const entry = long[slot]!;
      if (entry === 0) return 0;
      if (entry >>> handleBits !== tag) continue;
      const handle = entry & ((1 << handleBits) - 1);
      if (
        words[handle + lengthField] === length &&
        words[handle + head] === first &&
        words[handle + head + 1] === second &&
        words[handle + head + 2] === third &&
        sameTail(view, start, length, handle)
      ) {
        return handle;
      }
    }
  }

  function sameTail(view: DataView, start: number, length: number, handle: number): boolean {
    let at = 12;
    let word = handle + head + 3;
    for (; at < (length & ~3); at += 4, word++) {
      if (view.getInt32(start + at, true) !== words[word]) return false;
    }
    return at >= length || (view.getInt32(start + at, true) & lowBytes[length - at]!) === words[word];
  }

  function longestMatch(view: DataView, start: number, end: number): number {
    const room = end - start;
    if (room >= 5) {
      const candidates = candidateLengths(view, start, room);
      if (candidates < 0) {
        for (const length of veryLong) {
          const handle = length <= room ? find(view, start, length) : 0;
          if (handle !== 0) return handle;
        }
      }
      for (let bits = candidates & none; bits !== 0; ) {
        const bit = 31 - Math.clz32(bits);
        const handle = find(view, start, bit + 5);
        if (handle !== 0) return handle;
        bits ^= 1 << bit;
      }
    }
    for (let length = Math.min(room, 4); length > 1; length--) {
      const handle = find(view, start, length);
      if (handle !== 0) return handle;
    }
    return oneByte[view.getUint8(start)]!;
  }

  /** Bits of the lengths from 5 on that a token here may have: a superset, which spares most lookups. */
  function candidateLengths(view: DataView, start: number, room: number): number {
    const first = view.getInt32(start, true);
    let bits = lengths[lengthSlot(first)]!;
    if ((bits & ~upToEight) !== 0) {
      const second = view.getInt32(start + 4, true);
      if (room < 9 || !hasBit(overEight, overEightBit(first, second))) bits &= upToEight;
      else if ((bits & ~upToTwelve) !== 0) {
        const third = view.getInt32(start + 8, true);
        if (room < 13 || !hasBit(overTwelve, overTwelveBit(first, second, third))) bits &= upToTwelve;
      }
    }
    return room < veryLongLimit ? bits & ((1 << (room - 4)) - 1) : bits;
  }

  return {
    words,
    view: new DataView(words.buffer, words.byteOffset, words.byteLength),
    oneByte,
    twoBytes,
    short,
    shortShift,
    find,
    findShort,
    findLong,
    longestMatch,
  };
}

const hasBit = (bits: Int32Array, bit: number) => ((bits[bit >>> 5]! >>> (bit & 31)) & 1) === 1;
