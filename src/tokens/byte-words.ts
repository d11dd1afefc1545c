/** Bytes are compared and hashed four at a time; `LOW_BYTES[n]` keeps the first `n` bytes of a little-endian word. */
export const LOW_BYTES = Int32Array.from({ length: 37 }, (_, n) => (n >= 4 ? -1 : (1 << (8 * n)) - 1));

// Odd multipliers of the xxHash32 family: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
export const PRIME_1 = 0x9e3779b1 | 0;
export const PRIME_2 = 0x85ebca6b | 0;
export const PRIME_3 = 0xc2b2ae35 | 0;
export const PRIME_4 = 0x2c1b3c6d | 0;

/** Hash of up to 12 bytes, given as three words padded with zeros. */
export function hashHead(first: number, second: number, third: number): number {
  const mixed = Math.imul(first, PRIME_1) ^ Math.imul(second, PRIME_2) ^ Math.imul(third, PRIME_3);
  return Math.imul(mixed ^ (mixed >>> 15), PRIME_4);
}

/** Continues `hash` of the first 12 bytes over the rest of a longer byte string. */
export function hashTail(view: DataView, start: number, length: number, hash: number): number {
  let at = start + 12;
  const end = start + length;
  const lastWord = at + ((length - 12) & ~3);
  for (; at < lastWord; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), PRIME_1);
    hash ^= hash >>> 15;
  }
  if (at < end) {
    hash = Math.imul(hash ^ (view.getInt32(at, true) & LOW_BYTES[end - at]!), PRIME_1);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, PRIME_4);
}
