/**
 * Growth, pauses, first count and re-sent history: `npm run bench:count-limits`. Writes bench/RESULTS-count-limits.md.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { seeded } from '../test/tokens/random-texts.js';

const dist = join(__dirname, '../dist/tokens');
const { encodingCounter } = require(
  join(dist, 'encoding-counter.js'),
) as typeof import('../src/tokens/encoding-counter.js');
const { countAsync, countTokens, createStreamCounter } = require(
  join(dist, 'count-text.js'),
) as typeof import('../src/tokens/count-text.js');

const random = seeded(7);
const repeat = (unit: string) => (length: number) =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
const bytes = (length: number) => Buffer.from(Array.from({ length }, () => random.below(256)));
const inputs: Readonly<Record<string, (length: number) => string>> = {
  a: repeat('a'),
  space: repeat(' '),
  newline: repeat('\n'),
  _: repeat('_'),
  '========!': repeat('========!'),
  'random letters': length =>
    Array.from({ length }, () => String.fromCharCode(97 + random.below(26))).join(''),
  一: repeat('一'),
  base64: length => bytes(length).toString('base64').slice(0, length),
  'random bytes': length => bytes(length).toString('latin1'),
  'unfinished emoji': repeat('\ud83d'),
};

const { countText } = encodingCounter('o200k_base');

/** Least milliseconds of processor time to count a text that was not counted before, of three. */
function cpuMs(build: (length: number) => string, length: number): number {
  const runs = [0, 1, 2].map(() => {
    const text = build(length);
    const started = process.cpuUsage();
    countText(text);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  });
  return Math.min(...runs);
}

/** Milliseconds of processor time to count a stream after each of its chunks of 100 characters. */
function streamMs(text: string): number {
  const stream = createStreamCounter('gpt-4o')!;
  const started = process.cpuUsage();
  for (let at = 0; at < text.length; at += 100) {
    stream.push(text.slice(at, at + 100));
    stream.count();
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** The longest time that `work` keeps the event loop to itself, in milliseconds of processor time. */
async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let working = true;
  let last = process.cpuUsage();
  const look = () => {
    const { user, system } = process.cpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.cpuUsage();
    if (working) setImmediate(look);
  };
  setImmediate(look);
  await work();
  working = false;
  look();
  return longest;
}

async function growthRow(name: string): Promise<string> {
  const build = inputs[name]!;
  countText(build(1e5));
  const [shortMs, longMs] = [cpuMs(build, 1e5), cpuMs(build, 1e6)];
  const text = build(1e6 - 1);
  await setTimeout(20); // let what came before leave the histogram
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await setTimeout(5);
  await countAsync(text, 'gpt-4o');
  await setTimeout(5);
  delay.disable();
  const other = build(1e6 - 2);
  const stretch = await longestStretch(() => countAsync(other, 'gpt-4o'));
  const [shortStream, longStream] = [streamMs(build(1e5)), streamMs(build(1e6))];
  const streamExponent = Math.log10(longStream / shortStream).toFixed(2);
  const exponent = Math.log10(longMs / shortMs).toFixed(2);
  return `| ${name} | ${shortMs.toFixed(1)} | ${longMs.toFixed(1)} | ${exponent} | ${(delay.max / 1e6).toFixed(1)} | ${stretch.toFixed(1)} | ${longStream.toFixed(0)} | ${streamExponent} |`;
}

/** A fresh process that counts two words: milliseconds of processor and wall time, growth of the resident set. */
function firstCount(): string {
  const script = `const { countTokens } = require(${JSON.stringify(join(dist, 'count-text.js'))});
    const memory = process.memoryUsage().rss, cpu = process.cpuUsage(), wall = performance.now();
    countTokens('Hello, world', 'gpt-4o');
    const used = process.cpuUsage(cpu);
    console.log(JSON.stringify([performance.now() - wall, (used.user + used.system) / 1000, (process.memoryUsage().rss - memory) / 2 ** 20]));`;
  const runs = Array.from(
    { length: 7 },
    () => JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as number[],
  );
  const [wall, cpu, megabytes] = [0, 1, 2].map(i =>
    runs
      .map(run => run[i]!)
      .sort((a, b) => a - b)[3]!
      .toFixed(1),
  );
  return `First count in a fresh process, median of 7: ${wall} ms (${cpu} ms of processor time), ${megabytes} MB.`;
}

function history(): string {
  const prompt = () =>
    Array.from(
      { length: 2500 },
      (_, i) => `Step ${i} of ${random.below(1e6)} calls tool ${random.below(99)}. `,
    )
      .join('')
      .slice(0, 100_000);
  const message = 'And what does the last of them cost? '.repeat(4);
  for (let i = 0; i < 20; i++) countText(prompt());
  const ratios = Array.from({ length: 15 }, () => {
    const texts = [prompt(), message];
    const resent = [Buffer.from(texts[0]!).toString(), message];
    const time = (all: readonly string[]) => {
      const started = performance.now();
      for (const text of all) countTokens(text, 'gpt-4o');
      return performance.now() - started;
    };
    return time(texts) / time(resent);
  });
  return `A prompt of 100 KB and a message, sent again: ${ratios.sort((a, b) => a - b)[7]!.toFixed(0)} times faster than first (median of 15).`;
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const name of Object.keys(inputs)) rows.push(await growthRow(name));
  const text = [
    `# Limits of counting on Node ${process.version}, o200k_base`,
    '',
    'Written by `npm run bench:count-limits`. Milliseconds of processor time for 100,000 and 1,000,000 characters, the growth exponent between them, and the longest gap of the event loop during `countAsync` (wall time: it includes waiting for other programs; and in processor time), and the processor time of a stream of 1,000,000 that is counted after every 100, with its growth exponent.',
    '',
    '| input | 1e5 | 1e6 | exponent | longest gap, ms | of processor time | stream | exponent |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    firstCount(),
    '',
    history(),
    '',
  ].join('\n');
  writeFileSync(join(__dirname, 'RESULTS-count-limits.md'), text);
  console.log(text);
}

void main();
