/**
 * Remembers the counts of whole strings, because an agent sends its history again with every call. It is bounded in
 * bytes, forgets the oldest first, and keeps its own copies: a reference could hold on to the much longer
 * text that a string was cut from.
 */
export interface Memo {
  count(text: string): number;
}

/** How well the memory of counted texts does, over all encodings of the process. */
export interface TokenCacheStats {
  /** Texts answered from memory. */
  readonly hits: number;
  /** Texts that had to be counted, of a length that is remembered. */
  readonly misses: number;
  /** Texts in memory. */
  readonly entries: number;
  /** Bytes of the texts in memory, two for each code unit: an upper bound. */
  readonly bytes: number;
}

/** Shorter texts are counted as fast as they are found. */
const SHORTEST = 512;
const LONGEST = 1 << 20;
/** Bytes of text kept for one encoding. */
export const MEMO_BYTES = 8 << 20;

const bytesOf = (text: string) => 2 * text.length;
const totals = { hits: 0, misses: 0, entries: 0, bytes: 0 };

/**
 * How well the memory of counted texts does.
 *
 * @example const { hits, misses } = tokenCacheStats(); // hit rate: hits / (hits + misses)
 */
export function tokenCacheStats(): TokenCacheStats {
  return { ...totals };
}

/** Puts a memory of at most `limit` bytes before `count`. */
export function createMemo(count: (text: string) => number, limit = MEMO_BYTES): Memo {
  const counts = new Map<string, number>(); // oldest first
  let bytes = 0;

  function add(text: string, tokens: number): void {
    counts.set(structuredClone(text), tokens);
    change(bytesOf(text), 1);
    for (const oldest of counts.keys()) {
      if (bytes <= limit) break;
      counts.delete(oldest);
      change(-bytesOf(oldest), -1);
    }
  }

  function change(byBytes: number, byEntries: number): void {
    bytes += byBytes;
    totals.bytes += byBytes;
    totals.entries += byEntries;
  }

  function remembered(text: string): number {
    let tokens = counts.get(text);
    if (tokens !== undefined) {
      totals.hits++;
      return tokens;
    }
    tokens = count(text);
    totals.misses++;
    if (bytesOf(text) <= limit) add(text, tokens);
    return tokens;
  }

  return {
    count: text => (text.length < SHORTEST || text.length > LONGEST ? count(text) : remembered(text)),
  };
}
