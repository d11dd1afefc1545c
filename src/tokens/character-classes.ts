import { CHARACTER_CLASS_RUNS } from './character-class-runs.js';

/** What the split patterns tell apart. A character is in one class; `\p{L}` is the first three letters' classes. */
export const OTHER = 0;
/** `\p{Lu}`, `\p{Lt}` */
export const UPPER = 1;
/** `\p{Ll}` */
export const LOWER = 2;
/** `\p{Lm}`, `\p{Lo}` */
export const CASELESS = 3;
/** `\p{M}` */
export const MARK = 4;
/** `\p{N}` */
export const NUMBER = 5;
/** `\s` without line breaks */
export const BLANK = 6;
/** `\r` and `\n` */
export const BREAK = 7;
/** After the text stands a byte that UTF-8 does not have, so that no scan needs to compare places. */
export const END = 8;
export const END_BYTE = 0xff;

const LAST_CODE_POINT = 0x10ffff;

/**
 * Unpacks `CHARACTER_CLASS_RUNS`: per run `length << 3 | class` in base 128, low digit first.
 * Not JavaScript's own `\p{…}`: Node brings another Unicode version than tiktoken, and another `\s`.
 */
function unpackClasses(): void {
  const packed = Buffer.from(CHARACTER_CLASS_RUNS, 'base64');
  for (let at = 0, codePoint = 0; at < packed.length; ) {
    let run = 0;
    let unit = 1;
    let digit: number;
    do {
      digit = packed[at++]!;
      run += (digit & 127) * unit;
      unit *= 128;
    } while (digit > 127);
    const length = Math.floor(run / 8);
    classes.fill(run % 8, codePoint, codePoint + length);
    codePoint += length;
  }
}

/** A constant, so that it is part of the optimised code; filled at first use, so that an import costs nothing. */
const classes = new Uint8Array(LAST_CODE_POINT + 1);
let unpacked = false;

/** The class of every code point. */
export function characterClasses(): Uint8Array {
  if (!unpacked) unpackClasses();
  unpacked = true;
  return classes;
}

/** The class of the character at `at` in UTF-8, plus 16 times its length in bytes, once {@link characterClasses} was asked. */
export function classAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!;
  if (byte < 0x80) return classes[byte]! | 16;
  const second = bytes[at + 1]! & 63;
  if (byte < 0xe0) return classes[((byte & 31) << 6) | second]! | 32;
  if (byte === END_BYTE) return END;
  const third = bytes[at + 2]! & 63;
  if (byte < 0xf0) return classes[((byte & 15) << 12) | (second << 6) | third]! | 48;
  return classes[((byte & 7) << 18) | (second << 12) | (third << 6) | (bytes[at + 3]! & 63)]! | 64;
}
