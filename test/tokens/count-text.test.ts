import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  countAsync,
  counterFor,
  countTokens,
  createStreamCounter,
  onUnknownModel,
} from '../../src/tokens/count-text.js';
import { defineCounter } from '../../src/tokens/custom-counters.js';
import { randomTexts } from './random-texts.js';

afterEach(() => onUnknownModel(undefined));

describe('an unknown model', () => {
  test('has no count, and is reported once', async () => {
    const report = vi.fn();
    onUnknownModel(report);
    expect(countTokens('text', 'claude-9')).toBeUndefined();
    expect(counterFor('claude-9')).toBeUndefined();
    expect(createStreamCounter('claude-9')).toBeUndefined();
    expect(await countAsync('text', 'claude-9')).toBeUndefined();
    expect(report.mock.calls).toEqual([['claude-9']]);
  });

  test("is counted by a user's own counter, until it is taken back", async () => {
    const takeBack = defineCounter('words-*', text => text.split(' ').length);
    expect(countTokens('one two three', 'words-1')).toBe(3);
    expect(await countAsync('one two', 'words-1')).toBe(2);
    const stream = createStreamCounter('words-1')!;
    for (const chunk of ['on', 'e two', ' three']) stream.push(chunk);
    expect(stream.count()).toBe(3);
    takeBack();
    expect(countTokens('one', 'words-1')).toBeUndefined();
  });

  test('needs a real counter', () => {
    expect(() => defineCounter('', () => 0)).toThrow('defineCounter needs a model and a function');
  });
});

const joined = (seed: number) => [...randomTexts(seed, 600)].map(({ text }) => text).join('');

describe('counting in slices', () => {
  test.each([
    ['random texts', joined(3)],
    ['one long word', 'a'.repeat(100_000)],
    ['ideographs without a cut', '一'.repeat(50_000)],
    ['punctuation', '========!'.repeat(9000)],
    [
      'surrogate pairs, and halves of them, in odd places',
      `_${'👍'.repeat(40_000)}\ud83d${'👍'.repeat(40_000)}`,
    ],
    ['a cut after many steps without one', `${'_'.repeat(50_000)}word ${'_'.repeat(50_000)}`],
  ])('gives the same count: %s', async (_, text) => {
    expect(await countAsync(text, 'gpt-4o', { sliceMs: 0 })).toBe(countTokens(text, 'gpt-4o'));
  });

  test('lets other work run', async () => {
    let others = 0;
    const work = setInterval(() => others++, 0);
    const count = countAsync('a'.repeat(300_000), 'gpt-4o', { sliceMs: 0 });
    await count;
    clearInterval(work);
    expect(others).toBeGreaterThan(0);
  });

  test('two at once do not disturb each other', async () => {
    const texts = ['b'.repeat(60_000), 'Wörter und Zahlen 123 '.repeat(4000), '一'.repeat(30_000)];
    const counts = await Promise.all(texts.map(text => countAsync(text, 'gpt-4o', { sliceMs: 0 })));
    expect(counts).toEqual(texts.map(text => countTokens(text, 'gpt-4o')));
  });
});

describe('a stream', () => {
  test('counts as the whole, however it is cut', () => {
    for (const size of [1, 3, 17, 200]) {
      const text = joined(size).slice(0, 20_000);
      const stream = createStreamCounter('gpt-4o')!;
      for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size));
      expect(stream.count()).toBe(countTokens(text, 'gpt-4o'));
    }
  });

  test('tells its count at any time', () => {
    const text = joined(8).slice(0, 1500);
    const stream = createStreamCounter('gpt-4o')!;
    expect(stream.count()).toBe(0);
    for (let at = 0; at < text.length; at += 7) {
      stream.push(text.slice(at, at + 7));
      expect(stream.count()).toBe(countTokens(text.slice(0, at + 7), 'gpt-4o'));
    }
  });
});
