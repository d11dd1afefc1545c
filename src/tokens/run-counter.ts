import { BLANK, BREAK, CASELESS, characterClasses, LOWER, OTHER, UPPER } from './character-classes.js';
import type { EncodingCounter } from './encoding-counter.js';
import { createTextBuffer } from './text-buffer.js';

/**
 * Counts a growing text of one kind of character, such as a line of dashes, in time linear in what is added. Such a
 * text is one pretoken, also after a space. The token that ends the encoding of a prefix is the only one that fits
 * the encoding of what stands before it, so the ends of the last prefixes are enough to find the next: an appendable
 * encoder, https://github.com/github/rust-gems/tree/main/crates/bpe
 */
export interface RunCounter {
  /** Takes more text; false, for good, when it is no run any more. */
  push(text: string): boolean;
  count(): number;
}

const RUNS: ReadonlySet<number> = new Set([OTHER, UPPER, LOWER, CASELESS, BLANK, BREAK]);
const WORDS: ReadonlySet<number> = new Set([OTHER, UPPER, LOWER, CASELESS]);
const SPACE = 0x20;
const LONGEST_TOKEN = 128;
/** Prefixes whose last token is known: a power of two, more than a token and a character are long. */
const KNOWN = 256;
const BUFFER = 4096;
/** Two tokens that touch are looked at together. */
const KEPT = 2 * LONGEST_TOKEN;
const REPLACEMENT = '\ufffd';

export function createRunCounter({ vocabulary, merger }: EncodingCounter): RunCounter {
  const classes = characterClasses();
  const { bytes, view } = createTextBuffer(BUFFER);
  const lastTokens = new Int32Array(KNOWN);
  const counts = new Int32Array(KNOWN);
  const encoder = new TextEncoder();
  let length = 0; // bytes of the text so far
  let filled = 0; // bytes in the buffer: the last of them
  let characters = 0;
  let runClass = -1;
  let unfinished = ''; // a high surrogate whose other half may follow

  function push(text: string): boolean {
    const whole = unfinished + text;
    const last = whole.charCodeAt(whole.length - 1);
    unfinished = last >= 0xd800 && last < 0xdc00 ? whole.slice(-1) : '';
    for (const character of unfinished ? whole.slice(0, -1) : whole) {
      if (!belongs(character.codePointAt(0)!)) return false;
      append(character);
    }
    return unfinished === '' || runClass < 0 || runClass === OTHER;
  }

  function belongs(codePoint: number): boolean {
    const surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
    const found = surrogate ? OTHER : classes[codePoint]!;
    characters++;
    if (characters === 1 && codePoint === SPACE) return true;
    if (runClass < 0) {
      runClass = found;
      return characters === 1 ? RUNS.has(found) : WORDS.has(found) || found === BLANK;
    }
    return found === runClass;
  }

  function makeRoom(): void {
    if (filled <= BUFFER) return;
    bytes.copyWithin(0, filled - KEPT, filled);
    filled = KEPT;
  }

  function append(character: string): void {
    makeRoom();
    const end = filled + encoder.encodeInto(character, bytes.subarray(filled)).written;
    while (filled < end) {
      filled++;
      length++;
      endPrefix();
    }
  }

  /** Finds the token that ends the encoding of the text so far. */
  function endPrefix(): void {
    const longest = Math.min(length, LONGEST_TOKEN);
    for (let size = 1; size <= longest; size++) {
      const start = filled - size;
      const token = vocabulary.find(view, start, size);
      if (token === 0) continue;
      const before = (length - size) & (KNOWN - 1);
      if (size < length && !merger.mayFollow(view, start, lastTokens[before]!, token)) continue;
      lastTokens[length & (KNOWN - 1)] = token;
      counts[length & (KNOWN - 1)] = size < length ? counts[before]! + 1 : 1;
      return;
    }
  }

  function count(): number {
    if (unfinished === '') return counts[length & (KNOWN - 1)]!;
    makeRoom();
    const before = { length, filled };
    append(REPLACEMENT);
    const counted = counts[length & (KNOWN - 1)]!;
    ({ length, filled } = before);
    return counted;
  }

  return { push, count };
}
