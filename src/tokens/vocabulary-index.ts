import { hashHead, hashTail, PRIME_1, PRIME_2 } from './byte-words.js';
import { HEAD, LENGTH, type TokenRecords } from './rank-file.js';

/** No token of two bytes; larger than every handle, so that it also loses every comparison of ranks. */
export const NONE = 0x7fffffff;
/** Tokens up to this many bytes keep them in the table itself. */
export const SHORT = 12;
/** A token this long or longer shares one bit in {@link VocabularyIndex.lengths}. */
export const VERY_LONG = 36;
/** Low bits of a slot of the long table that hold the handle; those above hold a part of the hash. */
export const HANDLE_BITS = 21;

/** Tables that find a token by its bytes. All sizes are powers of two; collisions go to the next slot. */
export interface VocabularyIndex {
  /** Tokens of one byte: byte → handle. */
  readonly oneByte: Int32Array;
  /** Tokens of two bytes: little-endian pair → handle or {@link NONE}. */
  readonly twoBytes: Int32Array;
  /** Tokens up to {@link SHORT} bytes: handles. */
  readonly short: Int32Array;
  /** Longer tokens: `hash << HANDLE_BITS | handle`. */
  readonly long: Int32Array;
  /** First four bytes → bits of the lengths from 5 on that tokens with these bytes have. */
  readonly lengths: Int32Array;
  /** Bits of the hashes of tokens with 3 or 4 bytes. */
  readonly threeOrFour: Int32Array;
  /** Bits of the hashes of the first eight bytes of tokens longer than eight. */
  readonly overEight: Int32Array;
  /** Bits of the hashes of the first twelve bytes of tokens longer than twelve. */
  readonly overTwelve: Int32Array;
  /** Lengths from {@link VERY_LONG} on, longest first. */
  readonly veryLong: Int32Array;
}

export const lengthSlot = (first: number) => Math.imul(first, PRIME_1) >>> 16;
export const lengthBit = (length: number) => (length >= VERY_LONG ? 31 : length - 5);
export const threeOrFourBit = (first: number) => Math.imul(first, PRIME_2) >>> 14;
export const overEightBit = (first: number, second: number) => {
  const mixed = Math.imul(first, PRIME_1 ^ 0x55) ^ Math.imul(second, PRIME_2);
  return Math.imul(mixed ^ (mixed >>> 15), PRIME_1) >>> 12;
};
export const overTwelveBit = (first: number, second: number, third: number) =>
  hashHead(first, second, third) >>> 14;

/** Builds the tables: once per vocabulary and process, at its first use. */
export function indexVocabulary(records: TokenRecords): VocabularyIndex {
  const { words, end } = records;
  const view = new DataView(words.buffer);
  const [shortTokens, longTokens] = countTokensByTable(records);
  const shortSlots = slotsFor(shortTokens);
  const longSlots = slotsFor(longTokens);
  const index = {
    oneByte: new Int32Array(256),
    twoBytes: new Int32Array(1 << 16).fill(NONE),
    short: new Int32Array(shortSlots),
    long: new Int32Array(longSlots),
    lengths: new Int32Array(1 << 16),
    threeOrFour: new Int32Array(1 << 13),
    overEight: new Int32Array(1 << 15),
    overTwelve: new Int32Array(1 << 13),
  };
  const { oneByte, twoBytes, short, long, lengths, threeOrFour, overEight, overTwelve } = index;
  const shortShift = Math.clz32(shortSlots) + 1;
  const longShift = Math.clz32(longSlots) + 1;
  const veryLong = new Set<number>();

  for (let handle = HEAD; handle < end; ) {
    const length = words[handle + LENGTH]!;
    const first = words[handle + HEAD]!;
    const second = length > 4 ? words[handle + HEAD + 1]! : 0;
    const third = length > 8 ? words[handle + HEAD + 2]! : 0;

    if (length === 1) oneByte[first] = handle;
    else if (length === 2) twoBytes[first] = handle;
    else if (length < 5) setBit(threeOrFour, threeOrFourBit(first));
    else {
      lengths[lengthSlot(first)]! |= 1 << lengthBit(length);
      if (length > 8) setBit(overEight, overEightBit(first, second));
      if (length > 12) setBit(overTwelve, overTwelveBit(first, second, third));
      if (length >= VERY_LONG) veryLong.add(length);
    }

    let hash = hashHead(first, second, third);
    if (length > SHORT) {
      hash = hashTail(view, (handle + HEAD) << 2, length, hash);
      let slot = hash >>> longShift;
      while (long[slot] !== 0) slot = (slot + 1) & (longSlots - 1);
      long[slot] = (hash << HANDLE_BITS) | handle;
    } else {
      let slot = hash >>> shortShift;
      while (short[slot] !== 0) slot = (slot + 1) & (shortSlots - 1);
      short[slot] = handle;
    }
    handle += HEAD + ((length + 3) >> 2);
  }
  return { ...index, veryLong: Int32Array.from(veryLong).sort().reverse() };
}

function countTokensByTable({ words, end }: TokenRecords): [short: number, long: number] {
  let short = 0;
  let long = 0;
  for (let handle = HEAD; handle < end; ) {
    const length = words[handle + LENGTH]!;
    if (length > SHORT) long++;
    else short++;
    handle += HEAD + ((length + 3) >> 2);
  }
  return [short, long];
}

/** The power of two that keeps a table at most three quarters full. */
const slotsFor = (tokens: number) => 2 ** Math.ceil(Math.log2(Math.max(16, tokens / 0.75)));

function setBit(bits: Int32Array, bit: number): void {
  bits[bit >>> 5]! |= 1 << (bit & 31);
}
