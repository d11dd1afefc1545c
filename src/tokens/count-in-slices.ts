import { setImmediate } from 'node:timers/promises';
import type { EncodingCounter } from './encoding-counter.js';
import { appendText, createTextBuffer, type TextBuffer } from './text-buffer.js';
import { lastCut } from './windows.js';

/** Code units between two looks at the clock: about 1 ms of the slowest text. */
const STEP = 4096;
/** Code units turned to UTF-8 at once: far less work than counting them. */
const WRITTEN_AT_ONCE = 65_536;
/** A pretoken of more bytes is merged in parts. */
const GIANT = 16_384;
/** Steps of a merge between two looks at the clock. */
const MERGE_STEPS = 1024;

/** Lets other work run once a slice is used up. */
type Pause = () => Promise<void> | undefined;

/** Counts a text in slices of about so many milliseconds, also where one pretoken is longer than a slice. */
export async function countInSlices(
  counter: EncodingCounter,
  text: string,
  sliceMs: number,
): Promise<number> {
  const pause = pauseEvery(sliceMs);
  let total = 0;
  for (let start = 0; start < text.length; ) {
    const end = await nextCut(text, start, pause);
    const window = text.substring(start, end);
    await pause();
    total += end - start > 2 * STEP ? await countUncut(counter, window, pause) : counter.countText(window);
    start = end;
    await pause();
  }
  return total;
}

function pauseEvery(sliceMs: number): Pause {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}

/** The last cut in the first step after `start` that has one, or the end. */
async function nextCut(text: string, start: number, pause: Pause): Promise<number> {
  for (let from = start; from + STEP < text.length; from += STEP) {
    const cut = lastCut(text, from, from + STEP);
    if (cut > 0) return cut;
    await pause();
  }
  return text.length;
}

async function writeInSlices(text: string, buffer: TextBuffer, pause: Pause): Promise<number> {
  let length = 0;
  for (let start = 0; start < text.length; ) {
    let end = start + WRITTEN_AT_ONCE;
    if (isHighSurrogate(text.charCodeAt(end - 1))) end++; // a pair is one character
    length = appendText(text.slice(start, end), buffer, length);
    start = end;
    await pause();
  }
  return length;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;

/** Counts a text without a cut, in a buffer of its own, because others count in the pauses. */
async function countUncut(counter: EncodingCounter, text: string, pause: Pause): Promise<number> {
  const buffer = createTextBuffer(text.length);
  const { bytes, view } = buffer;
  const length = await writeInSlices(text, buffer, pause);
  let total = 0;
  let looked = 0;
  for (let at = 0; at < length; ) {
    const end = counter.pretokenEnd(bytes, at, length);
    if (end - at > GIANT) {
      await pause();
      total += await mergeInSlices(counter, view, at, end, pause);
    } else total += counter.countPiece(bytes, view, at, end - at);
    at = end;
    if (at - looked > STEP) {
      looked = at;
      await pause();
    }
  }
  return total;
}

async function mergeInSlices(
  { merger }: EncodingCounter,
  view: DataView,
  start: number,
  end: number,
  pause: Pause,
): Promise<number> {
  const merge = merger.beginMerge(view, start, end);
  while (!merger.continueMerge(view, merge, MERGE_STEPS)) await pause();
  return merge.depth;
}
