import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { measure } from '../bench/accuracy/measure.js';
import { readRecords } from '../bench/accuracy/records.js';
import { type Figures, figures } from '../bench/accuracy/report.js';

/** Recorded calls are no part of the project: where they lie beside it, the counts are held to what they reached. */
const recordings = join(process.cwd(), '../shared/recordings/openai.jsonl.gz');

describe.skipIf(!existsSync(recordings))('counts of recorded calls, exact in percent', () => {
  let reached: Figures;
  beforeAll(() => {
    const samples = readRecords(recordings).flatMap(record => {
      const measured = measure(record);
      return measured ? [{ measured, record }] : [];
    });
    reached = figures(samples);
  }, 300_000);

  test('prompts, over all calls and as the average over repositories', () => {
    expect(reached.prompt).toBeGreaterThanOrEqual(98.2);
    expect(reached.promptByRepository).toBeGreaterThanOrEqual(97.3);
  });

  test.each([
    ['chat plain', 99.3],
    ['chat tools', 97.7],
    ['chat tool history', 99],
    ['chat json_schema', 95.5],
    ['chat images', 93],
    ['responses plain', 99.5],
    ['responses tools', 97.7],
    ['responses tool history', 94],
    ['responses json_schema', 97.5],
    ['responses images', 90],
  ])('prompts of %s', (kind, share) => {
    expect(reached.byKind.get(kind)).toBeGreaterThanOrEqual(share);
  });

  test('completions and embeddings', () => {
    expect(reached.completion).toBeGreaterThanOrEqual(96.4);
    expect(reached.embeddings).toBe(100);
  });
});
