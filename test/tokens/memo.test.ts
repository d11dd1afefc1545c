import { expect, test, vi } from 'vitest';
import { createMemo, tokenCacheStats } from '../../src/tokens/memo.js';

const long = (letter: string) => letter.repeat(1000);

test('a long text is counted once', () => {
  const count = vi.fn((text: string) => text.length);
  const memo = createMemo(count);
  const before = tokenCacheStats();
  expect([memo.count(long('a')), memo.count(long('a'))]).toEqual([1000, 1000]);
  expect(count).toHaveBeenCalledTimes(1);
  const after = tokenCacheStats();
  expect([after.hits - before.hits, after.misses - before.misses]).toEqual([1, 1]);
  expect(after.bytes - before.bytes).toBe(2000);
});

test('short texts are not kept', () => {
  const before = tokenCacheStats();
  createMemo(text => text.length).count('short');
  expect(tokenCacheStats()).toEqual(before);
});

test('no more is kept than the limit, and the oldest goes first', () => {
  const count = vi.fn((text: string) => text.length);
  const memo = createMemo(count, 4000);
  const before = tokenCacheStats();
  for (const letter of 'abc') memo.count(long(letter));
  expect(tokenCacheStats().bytes - before.bytes).toBe(4000);
  expect(tokenCacheStats().entries - before.entries).toBe(2);
  memo.count(long('c'));
  expect(count).toHaveBeenCalledTimes(3);
  memo.count(long('a'));
  expect(count).toHaveBeenCalledTimes(4);
});

test('a text longer than the limit is counted and not kept', () => {
  const memo = createMemo(text => text.length, 1000);
  const before = tokenCacheStats();
  expect(memo.count(long('z'))).toBe(1000);
  expect(tokenCacheStats().bytes).toBe(before.bytes);
});
