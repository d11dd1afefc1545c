/**
 * Writes src/tokens/character-class-runs.ts: `npx tsx scripts/character-classes.ts`.
 * The classes are asked of tiktoken's own regex engine, so they hold its Unicode version and its idea of a space.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tiktoken } from 'tiktoken/lite';
import {
  BLANK,
  BREAK,
  CASELESS,
  LOWER,
  MARK,
  NUMBER,
  OTHER,
  UPPER,
} from '../src/tokens/character-classes.js';

const patterns: readonly (readonly [pattern: string, characterClass: number])[] = [
  ['[\\p{Lu}\\p{Lt}]', UPPER],
  ['\\p{Ll}', LOWER],
  ['[\\p{Lm}\\p{Lo}]', CASELESS],
  ['\\p{M}', MARK],
  ['\\p{N}', NUMBER],
  ['[\\s--[\\r\\n]]', BLANK],
  ['[\\r\\n]', BREAK],
];

/** The class of every code point; surrogates are no characters. */
export function askTiktoken(): Uint8Array {
  const classes = new Uint8Array(0x110000).fill(OTHER);
  for (const [pattern, characterClass] of patterns) {
    for (const codePoint of matches(pattern)) classes[codePoint] = characterClass;
  }
  return classes;
}

/** With one token per byte, the tokens of a text are the bytes of what the pattern matches in it. */
function* matches(pattern: string): Iterable<number> {
  const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]).toString('base64'));
  const tiktoken = new Tiktoken(`! 0 ${bytes.join(' ')}`, {}, pattern);
  for (let from = 0; from < 0x110000; from += 0x4000) {
    const codePoints = Array.from({ length: 0x4000 }, (_, i) => from + i);
    const text = codePoints
      .filter(point => point < 0xd800 || point > 0xdfff)
      .map(point => String.fromCodePoint(point));
    const matched = Buffer.from(tiktoken.encode_ordinary(text.join(''))).toString('utf8');
    for (const character of matched) yield character.codePointAt(0)!;
  }
  tiktoken.free();
}

/** Runs of one class as base-128 numbers `length << 3 | class`, low digit first, in base64. */
export function packClasses(classes: Uint8Array): string {
  const packed: number[] = [];
  for (let start = 0, at = 0; start < classes.length; start = at) {
    while (at < classes.length && classes[at] === classes[start]) at++;
    let run = (at - start) * 8 + classes[start]!;
    for (; run > 127; run = Math.floor(run / 128)) packed.push((run % 128) + 128);
    packed.push(run);
  }
  return Buffer.from(packed).toString('base64');
}

if (require.main === module) {
  const lines = packClasses(askTiktoken()).match(/.{1,100}/g)!;
  writeFileSync(
    join(__dirname, '../src/tokens/character-class-runs.ts'),
    `/** Written by scripts/character-classes.ts from tiktoken's regex engine: see character-classes.ts. */\nexport const CHARACTER_CLASS_RUNS =\n  '${lines.join("' +\n  '")}';\n`,
  );
}
