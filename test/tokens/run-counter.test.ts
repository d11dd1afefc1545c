import { expect, test } from 'vitest';
import { createStreamCounter } from '../../src/tokens/count-text.js';
import { encodingCounter } from '../../src/tokens/encoding-counter.js';
import { encodingNames } from '../../src/tokens/encodings.js';
import { createRunCounter } from '../../src/tokens/run-counter.js';
import { seeded } from './random-texts.js';

const random = seeded(9);
const pick = (characters: string, length: number) =>
  Array.from({ length }, () => random.pick([...characters])).join('');

/** Texts of one class of characters; each is long enough for the buffer to move on. */
const runs: Readonly<Record<string, string>> = {
  'one letter': 'a'.repeat(9000),
  'one mark': '_'.repeat(9000),
  'one space': ' '.repeat(9000),
  'one line break': '\n'.repeat(9000),
  'random letters': pick('abcdefghijklmnopqrstuvwxyz', 6000),
  capitals: ` ${pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 3000)}`,
  'punctuation after a space': ` ${pick("=!-_#*/'.", 6000)}`,
  'ideographs of one kind': '一'.repeat(3000),
  ideographs: pick('一二三中文字人大小上下', 3000),
  spaces: pick(' \t', 5000),
  'line breaks': pick('\n\r', 5000),
  emoji: pick('👍🎉😀⭐', 2500),
  'unfinished emoji': '\ud83d'.repeat(3000),
};

for (const encoding of encodingNames) {
  test.each(Object.entries(runs))(`a run has the count of ${encoding} at every length: %s`, (_, text) => {
    const counter = encodingCounter(encoding);
    const run = createRunCounter(counter);
    for (let at = 0; at < text.length; ) {
      const next = at + 1 + random.below(at < 300 ? 2 : 400);
      expect(run.push(text.slice(at, next))).toBe(true);
      at = next;
      expect(run.count()).toBe(counter.countText(text.slice(0, at)));
    }
  });
}

test.each(['abc1', 'a👍', 'aA', '  a', '12', "it's", 'a\ud83d', '\n '])('%j is no run', text => {
  expect(createRunCounter(encodingCounter('o200k_base')).push(text)).toBe(false);
});

test('a stream counts a run, and what comes before and after it', () => {
  const text = `Title ${'='.repeat(3000)}\n${'\ud83d'.repeat(1500)}\ude00 end ${'_'.repeat(2000)}${'x'.repeat(1500)}`;
  const stream = createStreamCounter('gpt-4o')!;
  const { countText } = encodingCounter('o200k_base');
  for (let at = 0; at < text.length; at += 61) {
    stream.push(text.slice(at, at + 61));
    expect(stream.count()).toBe(countText(text.slice(0, at + 61)));
  }
});
