/**
 * A vocabulary as js-tiktoken ships it: lines of `! offset token token …`, tokens in base64, a token's rank being
 * the offset plus its place. https://github.com/dqbd/tiktoken/blob/main/js/src/core.ts
 */

/** Words before a token's bytes in a record: its length, left part, right part, next shorter prefix. */
export const HEAD = 4;
/** Where the fields of a token's record stand, counted from its handle. */
export const LENGTH = 0;
export const LEFT = 1;
export const RIGHT = 2;
export const PREFIX = 3;

/** Tokens one after the other in order of rank. A token is named by its handle, the place of its record. */
export interface TokenRecords {
  /** Per token {@link HEAD} words, then its bytes, padded with zeros. Handle 0 stands for "no token". */
  readonly words: Int32Array;
  /** First word after the last record. */
  readonly end: number;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SPACE = 32;
const NEWLINE = 10;
const PADDING = 61;

/** Decodes the `bpe_ranks` of a vocabulary. Handles keep the order of the ranks, which is all that merging needs. */
export function decodeRanks(ranks: string): TokenRecords {
  const text = Buffer.from(ranks, 'latin1');
  const sextet = new Uint8Array(256);
  for (let i = 0; i < 64; i++) sextet[ALPHABET.charCodeAt(i)] = i;

  // A token of 4 characters and a space takes 5 words, a longer one fewer per character: the text's length is enough.
  const words = new Int32Array(text.length + HEAD + 4);
  const bytes = new Uint8Array(words.buffer);
  let handle = HEAD;
  let at = 0;
  while (at < text.length) {
    at = skipField(text, skipField(text, at)); // the `!` and the offset
    while (at < text.length && text[at] !== NEWLINE) {
      const start = (handle + HEAD) << 2;
      let to = start;
      for (; at < text.length && text[at]! > SPACE; at += 4) {
        const third = text[at + 2]!;
        const fourth = text[at + 3]!;
        const bits =
          (sextet[text[at]!]! << 18) |
          (sextet[text[at + 1]!]! << 12) |
          (sextet[third]! << 6) |
          sextet[fourth]!;
        bytes[to++] = bits >> 16;
        if (third !== PADDING) bytes[to++] = bits >> 8;
        if (fourth !== PADDING) bytes[to++] = bits;
      }
      words[handle + LENGTH] = to - start;
      handle += HEAD + ((to - start + 3) >> 2);
      if (text[at] === SPACE) at++;
    }
    at++;
  }
  return { words, end: handle };
}

function skipField(text: Buffer, at: number): number {
  while (at < text.length && text[at]! > SPACE) at++;
  return at + 1;
}
