import { PRIME_1, PRIME_2 } from './byte-words.js';
import { HEAD, LEFT, LENGTH, PREFIX, RIGHT } from './rank-file.js';
import type { Vocabulary } from './vocabulary.js';
import { NONE } from './vocabulary-index.js';

// An import is read from its module at every use; a constant of this module is part of the optimised code.
const head = HEAD;
const lengthField = LENGTH;
const leftField = LEFT;
const rightField = RIGHT;
const prefixField = PREFIX;
const none = NONE;

/** No token joins two tokens longer together than this (the longest token has 128 bytes). */
const LONGEST_TOKEN = 128;
const MEMO_BITS = 16;

/** The part of a backtracking merge that outlives a pause. */
export interface Merge {
  readonly start: number;
  readonly end: number;
  /** The tokens of the text so far; the first `depth` count. */
  readonly tokens: Int32Array;
  /** 1 for a position that no encoding of the whole passes through. */
  readonly dead: Uint8Array;
  depth: number;
  position: number;
  /** The token to try next, 0 when the end is reached. */
  next: number;
}

/** Counts the tokens of a piece that is not itself a token. README.md tells why both ways give tiktoken's count. */
export interface Merger {
  /** Merges the pair of lowest rank until none is left: quadratic, and the fastest for a few bytes. */
  mergeShort(bytes: Uint8Array, view: DataView, start: number, length: number): number;
  /** Counts by backtracking, linear in the length. */
  mergeLong(view: DataView, start: number, end: number): number;
  /** {@link mergeLong} in parts: `continueMerge` takes so many steps and says whether the end is reached. */
  beginMerge(view: DataView, start: number, end: number): Merge;
  continueMerge(view: DataView, merge: Merge, steps: number): boolean;
  /** Whether `right`, which begins at `border`, can follow `left` in an encoding. */
  mayFollow(view: DataView, border: number, left: number, right: number): boolean;
}

/** The longest piece that {@link Merger.mergeShort} takes, in bytes. */
export const SHORT_MERGE = 20;

export function createMerger(vocabulary: Vocabulary): Merger {
  const { words, view: tokenView, oneByte, twoBytes, find, longestMatch } = vocabulary;
  const starts = new Int32Array(SHORT_MERGE + 4);
  const ranks = new Int32Array(SHORT_MERGE + 4);
  const judged = new Int32Array(2 << MEMO_BITS);
  let stack = new Int32Array(1024);
  let dead = new Uint8Array(1024);

  function mergeShort(bytes: Uint8Array, view: DataView, start: number, length: number): number {
    let parts = length;
    let lowest = none;
    let at = 0;
    for (let i = 0; i < length - 1; i++) {
      const rank = twoBytes[bytes[start + i]! | (bytes[start + i + 1]! << 8)]!;
      starts[i] = i;
      ranks[i] = rank;
      if (rank < lowest) {
        lowest = rank;
        at = i;
      }
    }
    starts[length - 1] = length - 1;
    starts[length] = length;
    while (lowest !== none) {
      parts--;
      for (let i = at + 1; i < parts; i++) {
        starts[i] = starts[i + 1]!;
        ranks[i] = ranks[i + 1]!;
      }
      starts[parts] = length;
      if (at < parts - 1) ranks[at] = rankOf(view, start + starts[at]!, starts[at + 2]! - starts[at]!);
      if (at > 0) ranks[at - 1] = rankOf(view, start + starts[at - 1]!, starts[at + 1]! - starts[at - 1]!);
      lowest = none;
      for (let i = 0; i < parts - 1; i++) {
        if (ranks[i]! < lowest) {
          lowest = ranks[i]!;
          at = i;
        }
      }
    }
    return parts;
  }

  const rankOf = (view: DataView, start: number, length: number) => find(view, start, length) || none;

  function mergeLong(view: DataView, start: number, end: number): number {
    const merge = startMerge(view, start, end, roomFor(end - start));
    continueMerge(view, merge, 0x7fffffff);
    return merge.depth;
  }

  function beginMerge(view: DataView, start: number, end: number): Merge {
    const own = { tokens: new Int32Array(end - start + 1), dead: new Uint8Array(end - start + 1) };
    return startMerge(view, start, end, own);
  }

  function startMerge(
    view: DataView,
    start: number,
    end: number,
    room: Pick<Merge, 'tokens' | 'dead'>,
  ): Merge {
    return { start, end, ...room, depth: 0, position: 0, next: longestMatch(view, start, end) };
  }

  /** Shared space for merges that end before the next begins; what a giant needed is given back. */
  function roomFor(length: number): Pick<Merge, 'tokens' | 'dead'> {
    if (length >= stack.length || (stack.length > 1 << 16 && length < 1 << 14)) {
      const size = Math.max(1024, 2 * length + 1);
      stack = new Int32Array(size);
      dead = new Uint8Array(size);
    } else dead.fill(0, 0, length + 1);
    return { tokens: stack, dead };
  }

  function continueMerge(view: DataView, merge: Merge, steps: number): boolean {
    const { start, end, tokens, dead } = merge;
    let { depth, position, next } = merge;
    for (; next !== 0 && steps > 0; steps--) {
      const last = depth > 0 ? tokens[depth - 1]! : 0;
      for (;;) {
        const after = position + words[next + lengthField]!;
        if (dead[after] === 0 && (last === 0 || mayFollow(view, start + position, last, next))) {
          tokens[depth++] = next;
          position = after;
          next = start + position < end ? longestMatch(view, start + position, end) : 0;
          break;
        }
        const shorter = shorterToken(next);
        if (shorter !== 0) next = shorter;
        else {
          dead[position] = 1;
          depth--;
          position -= words[last + lengthField]!;
          next = last;
          break;
        }
      }
    }
    merge.depth = depth;
    merge.position = position;
    merge.next = next;
    return next === 0;
  }

  /** {@link staysApart} with a memory. */
  function mayFollow(view: DataView, border: number, left: number, right: number): boolean {
    const slot = (Math.imul(Math.imul(left, PRIME_1) ^ right, PRIME_2) >>> (32 - MEMO_BITS)) << 1;
    const verdict = judged[slot + 1]!;
    if (judged[slot] === left && verdict >> 1 === right) return (verdict & 1) === 1;
    const apart = staysApart(view, border, left, right, none);
    judged[slot] = left;
    judged[slot + 1] = (right << 1) | (apart ? 1 : 0);
    return apart;
  }

  /**
   * Whether merging leaves the border between two tokens alone: undoes their merges, latest first, and asks of every
   * pair that once touched there whether it would have merged earlier.
   */
  function staysApart(view: DataView, border: number, left: number, right: number, limit: number): boolean {
    for (;;) {
      const length = words[left + lengthField]! + words[right + lengthField]!;
      if (length <= LONGEST_TOKEN) {
        const joined = find(view, border - words[left + lengthField]!, length);
        if (joined !== 0 && joined < limit) return false;
      }
      if (left > right) {
        limit = left;
        left = rightPart(left);
        if (left !== limit) continue;
        limit = right + 1;
        right = leftPart(right);
        if (right + 1 === limit) return true;
      } else {
        limit = right + 1;
        right = leftPart(right);
        if (right + 1 !== limit) continue;
        limit = left;
        left = rightPart(left);
        if (left === limit) return true;
      }
    }
  }

  function leftPart(token: number): number {
    if (words[token + leftField] === 0) split(token);
    return words[token + leftField]!;
  }

  function rightPart(token: number): number {
    if (words[token + rightField] === 0) split(token);
    return words[token + rightField]!;
  }

  /** Finds the two parts whose merge made a token; a token of one byte is its own part. */
  function split(token: number): void {
    const start = (token + head) << 2;
    const length = words[token + lengthField]!;
    let left = length > 1 ? shorterToken(token) : 0;
    for (; left !== 0; left = shorterToken(left)) {
      const border = words[left + lengthField]!;
      const right = find(tokenView, start + border, length - border);
      if (left >= token || right === 0 || right >= token) continue;
      if (staysApart(tokenView, start + border, left, right, token)) {
        words[token + leftField] = left;
        words[token + rightField] = right;
        return;
      }
    }
    words[token + leftField] = token;
    words[token + rightField] = token;
  }

  /** The longest token that is a proper prefix of this one, or 0. */
  function shorterToken(token: number): number {
    const known = words[token + prefixField]!;
    if (known !== 0) return Math.max(known, 0);
    const start = (token + head) << 2;
    let shorter = 0;
    for (let length = words[token + lengthField]! - 1; length > 0 && shorter === 0; length--) {
      shorter = length === 1 ? oneByte[tokenView.getUint8(start)]! : find(tokenView, start, length);
    }
    words[token + prefixField] = shorter || -1;
    return shorter;
  }

  return { mergeShort, mergeLong, beginMerge, continueMerge, mayFollow };
}
