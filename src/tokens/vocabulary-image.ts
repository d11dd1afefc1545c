import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TokenRecords } from './rank-file.js';
import type { VocabularyIndex } from './vocabulary-index.js';

/**
 * The tables of a vocabulary as one file, so that a process maps them instead of building them. `npm run build`
 * writes the images from the installed js-tiktoken (scripts/vocabulary-images.ts); without one the tables are built.
 */
export interface VocabularyTables {
  readonly records: TokenRecords;
  readonly index: VocabularyIndex;
}

/** In the order of the file: first the number of words of each, then all of them. */
const TABLES = [
  'oneByte',
  'twoBytes',
  'short',
  'long',
  'lengths',
  'threeOrFour',
  'overEight',
  'overTwelve',
  'veryLong',
] as const satisfies readonly (keyof VocabularyIndex)[];
const WORD = 4;
/** Words after the last record: what is looked up may be read 12 bytes past its end. */
const SLACK = 4;

/** Where the image of a vocabulary lies: its name holds the version of js-tiktoken that it was made from. */
export function imagePath(vocabulary: string): string | undefined {
  try {
    const manifest = join(dirname(require.resolve('js-tiktoken/lite')), '../package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return join(__dirname, 'images', `${vocabulary}-${version}.image`);
  } catch {
    return undefined; // bundled into an app: there is no package to ask
  }
}

/** The bytes of an image. */
export function packImage({ records, index }: VocabularyTables): Uint8Array {
  const words = records.words.subarray(0, records.end + SLACK);
  const tables = [...TABLES.map(name => index[name]), words];
  const sizes = Int32Array.from(tables, table => table.length);
  return Buffer.concat(
    [sizes, ...tables].map(({ buffer, byteOffset, byteLength }) => {
      return new Uint8Array(buffer, byteOffset, byteLength);
    }),
  );
}

/** Reads an image; `undefined` where there is none or it is not whole. */
export function readImage(path: string | undefined): VocabularyTables | undefined {
  try {
    const words = path === undefined ? undefined : readWords(path);
    return words && unpackImage(words);
  } catch {
    return undefined;
  }
}

function readWords(path: string): Int32Array {
  const file = openSync(path, 'r');
  try {
    const words = new Int32Array(fstatSync(file).size / WORD);
    readSync(file, new Uint8Array(words.buffer));
    return words;
  } finally {
    closeSync(file);
  }
}

function unpackImage(image: Int32Array): VocabularyTables | undefined {
  let at = TABLES.length + 1;
  const tables: Int32Array[] = [];
  for (const size of image.subarray(0, at)) {
    tables.push(image.subarray(at, at + size));
    at += size;
  }
  if (at !== image.length) return undefined;
  const words = tables.pop()!;
  const index = Object.fromEntries(TABLES.map((name, i) => [name, tables[i]!]));
  return {
    records: { words, end: words.length - SLACK },
    index: index as { [name in (typeof TABLES)[number]]: Int32Array },
  };
}
