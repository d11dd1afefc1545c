/**
 * Compares the counts of random texts with those of OpenAI's tiktoken (wasm): `npm run fuzz [-- texts seed]`.
 * Prints each encoding's mismatches and fails if there are any.
 */
import { get_encoding, type TiktokenEncoding } from 'tiktoken';
import { encodingCounter } from '../src/tokens/encoding-counter.js';
import { type EncodingName, encodingNames } from '../src/tokens/encodings.js';
import { families, randomTexts } from '../test/tokens/random-texts.js';

const texts = Number(process.argv[2] ?? 500_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`${texts} texts of ${Object.keys(families).length} families for each encoding, seed ${seed}`);

/** The wasm package has no o200k_harmony: its ordinary tokens are those of o200k_base. */
const oracleOf = (name: EncodingName) => (name === 'o200k_harmony' ? 'o200k_base' : name) as TiktokenEncoding;

for (const name of encodingNames) {
  const tiktoken = get_encoding(oracleOf(name));
  const { countText } = encodingCounter(name);
  let mismatches = 0;
  for (const { family, text } of randomTexts(seed, texts)) {
    const expected = tiktoken.encode_ordinary(text).length;
    const counted = countText(text);
    if (counted === expected) continue;
    if (++mismatches <= 10) console.log({ name, family, counted, expected, text: JSON.stringify(text) });
  }
  tiktoken.free();
  console.log(`${name}: ${mismatches} mismatches`);
  if (mismatches > 0) process.exitCode = 1;
}
