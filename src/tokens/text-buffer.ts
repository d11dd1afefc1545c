import { END_BYTE } from './character-classes.js';

/** Readable bytes after the text: words are read whole, also at its end. */
const SLACK = 64;
const ENCODER = new TextEncoder();

/** UTF-8 of a text, to be counted. */
export interface TextBuffer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** A buffer for any text of so many code units: each takes at most three bytes in UTF-8. */
export function createTextBuffer(codeUnits: number): TextBuffer {
  const bytes = new Uint8Array(3 * codeUnits + SLACK);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Writes a text and the end behind it; a lone surrogate becomes U+FFFD, as in tiktoken. Returns the length in bytes. */
export function writeText(text: string, buffer: TextBuffer): number {
  return appendText(text, buffer, 0);
}

/** The same behind what was written before, which must not end in the middle of a surrogate pair. */
export function appendText(text: string, { bytes }: TextBuffer, at: number): number {
  const { written } = ENCODER.encodeInto(text, at === 0 ? bytes : bytes.subarray(at));
  const end = at + written;
  bytes.fill(0, end, end + 16);
  bytes[end] = END_BYTE;
  bytes[end + 1] = END_BYTE;
  return end;
}
