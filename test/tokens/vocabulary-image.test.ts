import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createEncodingCounter } from '../../src/tokens/encoding-counter.js';
import { buildTables } from '../../src/tokens/encodings.js';
import { imagePath, packImage, readImage } from '../../src/tokens/vocabulary-image.js';
import { randomTexts } from './random-texts.js';

const folder = mkdtempSync(join(tmpdir(), 'vocabulary-image-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the image of a vocabulary', () => {
  const built = buildTables('r50k_base');
  const image = packImage(built);
  const path = join(folder, 'whole.image');
  writeFileSync(path, image);

  test('holds the tables that were built', () => {
    expect(Buffer.compare(packImage(readImage(path)!), image)).toBe(0);
  });

  test('counts as they do', () => {
    const [fromImage, fromRanks] = [readImage(path)!, buildTables('r50k_base')].map(tables =>
      createEncodingCounter({ tables, pattern: 'gpt2' }),
    );
    const texts = [...randomTexts(5, 500)].map(({ text }) => text);
    expect(texts.map(fromImage!.countText)).toEqual(texts.map(fromRanks!.countText));
  });

  test('is not read where it is missing or not whole', () => {
    const cut = join(folder, 'cut.image');
    writeFileSync(cut, image.subarray(0, image.length - 4));
    expect(readImage(cut)).toBeUndefined();
    expect(readImage(join(folder, 'none.image'))).toBeUndefined();
    expect(readImage(undefined)).toBeUndefined();
  });

  test('is named after the version of js-tiktoken, so that another version is not met', () => {
    const { version } = require('../../node_modules/js-tiktoken/package.json') as { version: string };
    expect(imagePath('o200k_base')).satisfy((path: string) => path.endsWith(`o200k_base-${version}.image`));
  });
});
