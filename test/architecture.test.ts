import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = join(__dirname, '../src');
const files = (readdirSync(src, { recursive: true }) as string[])
  .filter(file => file.endsWith('.ts'))
  .map(file => ({ file, text: readFileSync(join(src, file), 'utf8') }));

/** Rooms by floor, lowest first; a room imports itself and the floors below it. */
const floors: readonly (readonly string[])[] = [
  ['genai'],
  ['telemetry', 'tokens', 'cost', 'providers', 'advice'],
  ['run'],
  ['record-call', 'count-usage'],
  ['instrumentation', 'setup'],
  ['index', 'register', 'cli', 'testing', 'exit-sender'],
];
const pure = ['genai', 'tokens', 'cost', 'providers', 'advice'];

const room = (file: string) => file.split('/')[0]!.replace(/\.ts$/, '');
const floor = (file: string) => floors.findIndex(rooms => rooms.includes(room(file)));
const specifiers = (text: string) =>
  [...text.matchAll(/(?:from|import|require\(|import\()\s*'([^']+)'/g)].map(match => match[1]!);
const imports = files.flatMap(({ file, text }) =>
  specifiers(text).map(name => ({
    file,
    name,
    target: name.startsWith('.')
      ? relative(src, join(src, dirname(file), name)).replace(/\.js$/, '.ts')
      : undefined,
  })),
);

describe('the house', () => {
  test.each(files)('$file stands in a room', ({ file }) => {
    expect(floor(file)).toBeGreaterThanOrEqual(0);
  });

  test('imports point down, and rooms on one floor do not know each other', () => {
    const inside = imports.filter(
      ({ file, target }) => target && !target.endsWith('package.json') && room(file) !== room(target),
    );
    expect(inside.filter(({ file, target }) => floor(target!) >= floor(file))).toEqual([]);
  });

  test('counting, pricing and reading providers know no OpenTelemetry', () => {
    const telemetry = imports.filter(({ name }) => name.startsWith('@opentelemetry/'));
    expect(telemetry.filter(({ file }) => pure.includes(room(file)))).toEqual([]);
  });

  test('only setup and what it sends at exit load an SDK or an exporter', () => {
    const sdk = imports.filter(({ name }) => /^@opentelemetry\/(sdk-|exporter-)/.test(name));
    expect(sdk.filter(({ file }) => !['setup', 'exit-sender'].includes(room(file)))).toEqual([]);
  });

  test.each(files)('$file says what it holds and fits on a page', ({ file, text }) => {
    expect(file).not.toMatch(/(^|\/)(utils|types|helpers)\.ts$/);
    expect(text).not.toMatch(/\bas any\b|: any\b|<any>/);
    const lines = text.split('\n').length;
    if (lines > 250) expect(text.slice(0, 600)).toMatch(/long because/i);
  });

  test('half of the files are under 100 lines', () => {
    const lengths = files.map(({ text }) => text.split('\n').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
  });
});
