import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accuracyTable, demoTree, hasRecordings, section } from '../scripts/readme.js';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

/** Durations are the machine's, and the columns are as wide as the longest of them. */
const withoutDurations = (tree: string) => tree.replace(/ +[\d,.]+ m?s$/gm, '').replace(/ {2,}/g, '  ');

test('the tree in the README is what the demo prints', () => {
  expect(withoutDurations(section(readme, 'tree'))).toBe(withoutDurations(demoTree()));
}, 60_000);

test.skipIf(!hasRecordings)(
  'the table in the README is what the recordings give',
  () => {
    expect(section(readme, 'accuracy')).toContain(accuracyTable());
  },
  120_000,
);
