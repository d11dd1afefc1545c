import { get_encoding, type TiktokenEncoding } from 'tiktoken';
import { describe, expect, test } from 'vitest';
import { encodingCounter } from '../../src/tokens/encoding-counter.js';
import { encodingNames } from '../../src/tokens/encodings.js';
import { families, randomTexts } from './random-texts.js';

const TEXTS = 20_000;

describe.each(encodingNames)('%s counts as tiktoken does', name => {
  // The wasm package has no o200k_harmony: its ordinary tokens are those of o200k_base.
  const tiktoken = get_encoding((name === 'o200k_harmony' ? 'o200k_base' : name) as TiktokenEncoding);
  const { countText } = encodingCounter(name);
  const expected = (text: string) => tiktoken.encode_ordinary(text).length;

  test(`${TEXTS} random texts of ${Object.keys(families).length} families`, { timeout: 120_000 }, () => {
    const mismatches = [];
    for (const { family, text } of randomTexts(20, TEXTS)) {
      if (countText(text) !== expected(text)) mismatches.push({ family, text });
    }
    expect(mismatches).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['a special token', 'before <|endoftext|> after'],
    ['a contraction with a long s', "it'ſ don'T"],
    ['a next line and a byte order mark', 'a\u0085\u0085b \ufeff\ufeff c'],
    ['lone surrogates', 'a\ud800b\udc00'],
    ['a text across many windows', 'Über 12 Dinge\n\n  nachgedacht, 中文。 '.repeat(4000)],
    ['a text without a cut, longer than a window', '_\n'.repeat(20_000)],
  ])('%s', (_, text) => {
    expect(countText(text)).toBe(expected(text));
  });
});
