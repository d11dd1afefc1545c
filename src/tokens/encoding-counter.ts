import { type CountBytes, createByteCounter } from './count-bytes.js';
import { type Encoding, type EncodingName, loadEncoding } from './encodings.js';
import { createMemo } from './memo.js';
import { createMerger, type Merger } from './merge.js';
import { createPieceCounter, type PieceCounter } from './piece-counter.js';
import { createAsciiScanner } from './scan-ascii.js';
import type { PretokenEnd } from './split-patterns.js';
import { createTextBuffer, writeText } from './text-buffer.js';
import { createVocabulary, type Vocabulary } from './vocabulary.js';
import { WINDOW, windowEnd } from './windows.js';

/** Everything that one encoding needs to count. */
export interface EncodingCounter {
  readonly vocabulary: Vocabulary;
  readonly merger: Merger;
  /** Tokens of one pretoken. */
  readonly countPiece: PieceCounter['countPiece'];
  readonly pretokenEnd: PretokenEnd;
  readonly countBytes: CountBytes;
  /** Tokens of a text, by windows. */
  countText(text: string): number;
  /** {@link countText} with a memory of long texts. */
  count(text: string): number;
}

const counters = new Map<EncodingName, EncodingCounter>();

/** Loads an encoding at its first use and keeps it: the tables of the largest take about 15 MB. */
export function encodingCounter(name: EncodingName): EncodingCounter {
  let counter = counters.get(name);
  if (!counter) {
    counter = createEncodingCounter(loadEncoding(name));
    counters.set(name, counter);
  }
  return counter;
}

/** A counter of its own, with memories of its own. */
export function createEncodingCounter({ tables, pattern }: Encoding): EncodingCounter {
  const vocabulary = createVocabulary(tables.records, tables.index);
  const merger = createMerger(vocabulary);
  const pieces = createPieceCounter(vocabulary, merger);
  const pretokenEnd = createAsciiScanner(pattern);
  const countBytes = createByteCounter(vocabulary, pieces, pretokenEnd, pattern);
  const shared = createTextBuffer(WINDOW);

  function countWindow(text: string): number {
    const buffer = text.length <= WINDOW ? shared : createTextBuffer(text.length);
    return countBytes(buffer.bytes, buffer.view, writeText(text, buffer));
  }

  function countText(text: string): number {
    if (text.length <= WINDOW) return countWindow(text);
    let total = 0;
    for (let start = 0; start < text.length; ) {
      const end = windowEnd(text, start);
      total += countWindow(text.substring(start, end));
      start = end;
    }
    return total;
  }

  const { countPiece } = pieces;
  return {
    vocabulary,
    merger,
    countPiece,
    pretokenEnd,
    countBytes,
    countText,
    count: createMemo(countText).count,
  };
}
