/**
 * Writes the images of the vocabularies that most models use into dist, from the installed js-tiktoken: a part of
 * `npm run build`. The others are smaller, or too seldom used to be worth their place in the package.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildTables, type EncodingName } from '../src/tokens/encodings.js';
import { imagePath, packImage } from '../src/tokens/vocabulary-image.js';

const VOCABULARIES: readonly EncodingName[] = ['o200k_base', 'cl100k_base'];

const folder = join(__dirname, '../dist/tokens/images');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of VOCABULARIES) {
  const path = imagePath(name);
  if (path === undefined) throw new Error('js-tiktoken is not installed: run npm ci');
  writeFileSync(join(folder, basename(path)), packImage(buildTables(name)));
}
