import { expect, test, vi } from 'vitest';
import { remember } from '../../src/genai/remember.js';

test('an answer is found once, and forgotten when there are too many', () => {
  const answer = vi.fn((question: string) => question.length);
  const length = remember(answer, 2);
  expect([length('a'), length('a'), length('bb')]).toEqual([1, 1, 2]);
  expect(answer).toHaveBeenCalledTimes(2);
  expect([length('ccc'), length('a')]).toEqual([3, 1]);
  expect(answer).toHaveBeenCalledTimes(4);
});
