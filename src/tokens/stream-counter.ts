import type { RunCounter } from './run-counter.js';
import { isCut } from './windows.js';

/** Counts a text that is still arriving. */
export interface StreamCounter {
  /** Takes the next chunk. Chunks may break anywhere, also inside a character. */
  push(chunk: string): void;
  /** Tokens of all chunks so far, as one text. */
  count(): number;
}

/** Chunks are held back up to this many code units before a cut is looked for. */
const HELD = 64;
/** What is held back may grow to this many code units before counting it again and again costs more than a run. */
const SHORT = 1024;

/**
 * Settles what lies before the last cut, where a pretoken ends whatever follows, and holds back the rest.
 *
 * @param settle counts a part between two cuts; `undefined` for a counter whose pretokens are not known
 * @param whole counts what is held back
 * @param startRun counts it as it grows, as long as it is of one kind
 */
export function createIncrementalCounter(
  settle: ((text: string) => number) | undefined,
  whole: (text: string) => number,
  startRun?: () => RunCounter,
): StreamCounter {
  let settled = 0;
  let parts: string[] = [];
  let held = 0;
  let lastUnit = 0;
  let live: number | undefined;
  let run: RunCounter | 'broken' | undefined;
  let fed = 0; // parts that the run has

  function push(chunk: string): void {
    if (chunk === '') return;
    live = undefined;
    if (settle && held + chunk.length > HELD) {
      const cut = lastCutIn(chunk);
      if (cut >= 0) {
        parts.push(chunk.slice(0, cut));
        settled += settle(parts.join(''));
        parts = [];
        held = 0;
        run = undefined;
        chunk = chunk.slice(cut);
      }
    }
    parts.push(chunk);
    held += chunk.length;
    lastUnit = chunk.charCodeAt(chunk.length - 1);
  }

  /** The last cut in or right before a chunk, or -1. */
  function lastCutIn(chunk: string): number {
    for (let at = chunk.length - 1; at >= 0; at--) {
      const before = at > 0 ? chunk.charCodeAt(at - 1) : lastUnit;
      if ((at > 0 || held > 0) && isCut(before, chunk.charCodeAt(at))) return at;
    }
    return -1;
  }

  function count(): number {
    live ??= settled + (countRun() ?? countAgain());
    return live;
  }

  function countAgain(): number {
    parts = [parts.join('')];
    return whole(parts[0]!);
  }

  /** Counts a run by what was added since the last count. */
  function countRun(): number | undefined {
    if (run === 'broken' || held <= SHORT || !startRun) return undefined;
    if (run === undefined) {
      run = startRun();
      fed = 0;
    }
    for (; fed < parts.length; fed++) {
      if (run.push(parts[fed]!)) continue;
      run = 'broken';
      return undefined;
    }
    return run.count();
  }

  return { push, count };
}
