import { expect, test } from 'vitest';
import { askTiktoken, packClasses } from '../../scripts/character-classes.js';
import { BLANK, characterClasses, LOWER, OTHER } from '../../src/tokens/character-classes.js';

test("the table holds the classes of tiktoken's own regex engine", { timeout: 60_000 }, () => {
  expect(packClasses(askTiktoken())).toBe(packClasses(characterClasses()));
});

test("tiktoken's idea of a space is not JavaScript's", () => {
  const classes = characterClasses();
  expect([classes[0x85], /\s/.test('\u0085')]).toEqual([BLANK, false]);
  expect([classes[0xfeff], /\s/.test('\ufeff')]).toEqual([OTHER, true]);
  expect(classes[0x17f]).toBe(LOWER);
});
