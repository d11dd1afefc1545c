/** Code units counted at a time: small enough to stay in the processor's cache, large enough to forget the seams. */
export const WINDOW = 32_768;

const isLetter = (unit: number) => (unit | 32) >= 97 && (unit | 32) <= 122;
const isDigit = (unit: number) => unit >= 48 && unit <= 57;
const APOSTROPHE = 39;

/** Hiragana, Katakana and the common ideographs: letters without case or marks. */
const isEastAsianLetter = (unit: number) =>
  (unit >= 0x4e00 && unit <= 0x9fa5) ||
  (unit >= 0x3041 && unit <= 0x3096) ||
  (unit >= 0x30a1 && unit <= 0x30fa);

/** 、。！，：？ */
const isEastAsianPunctuation = (unit: number) =>
  unit === 0x3001 ||
  unit === 0x3002 ||
  unit === 0xff01 ||
  unit === 0xff0c ||
  unit === 0xff1a ||
  unit === 0xff1f;

/**
 * Whether a pretoken always ends between these two code units, in every pattern and whatever stands around them: a
 * word ends before anything in ASCII but a letter or an apostrophe, a number before anything in ASCII but a digit.
 */
export function isCut(before: number, after: number): boolean {
  if (isDigit(before)) return after < 128 && !isDigit(after);
  const eastAsian = isEastAsianLetter(before);
  if (!eastAsian && !isLetter(before)) return false;
  if (after < 128) return after !== APOSTROPHE && !isLetter(after);
  return eastAsian && isEastAsianPunctuation(after);
}

/** The last cut in `(from, to]`, or -1. A cut is a place between two code units. */
export function lastCut(text: string, from: number, to: number): number {
  for (let at = to; at > from; at--) {
    if (isCut(text.charCodeAt(at - 1), text.charCodeAt(at))) return at;
  }
  return -1;
}

/** Where the window that begins at `start` ends: at most {@link WINDOW} code units on, or more if there is no cut before. */
export function windowEnd(text: string, start: number): number {
  for (let from = start; from + WINDOW < text.length; from += WINDOW) {
    const cut = lastCut(text, from, from + WINDOW);
    if (cut > 0) return cut;
  }
  return text.length;
}
