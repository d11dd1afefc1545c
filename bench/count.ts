/**
 * Throughput against the other tokenizers: `npm run bench:count`. Writes bench/RESULTS-count-node<major>.md.
 * All count the same samples in turn in one process; each sees every text once. Warm-up texts are not measured.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { benchTexts, type Sample } from './count-texts.js';

/** The compiled code, which is what an app runs. */
const { encodingCounter } =
  require('../dist/tokens/encoding-counter.js') as typeof import('../src/tokens/encoding-counter.js');

type Count = (text: string) => number;

const SAMPLES = 10;
const OURS = 'ours';
/** The ratios to keep: geometric mean over the kinds, and the least for any kind. */
const targets: Readonly<Record<string, readonly [mean: number, least: number]>> = {
  'js-tiktoken': [28, 15],
  'gpt-tokenizer': [11, 6],
  tiktoken: [8, 2.5],
  hypertok: [0.95, 0.6],
};

async function loadCounters(): Promise<Record<string, Count>> {
  const { Tiktoken } = await import('js-tiktoken/lite');
  const { default: ranks } = await import('js-tiktoken/ranks/o200k_base');
  const { get_encoding } = await import('tiktoken');
  const gptTokenizer = await import('gpt-tokenizer/encoding/o200k_base');
  const { fromBytes } = await import('hypertok');
  const { readFileSync } = await import('node:fs');
  const jsTiktoken = new Tiktoken(ranks);
  const tiktoken = get_encoding('o200k_base');
  const hypertok = await fromBytes(readFileSync(require.resolve('@hypertok/vocab-o200k/vocab.htk')), {
    tier: 'single',
  });
  return {
    [OURS]: encodingCounter('o200k_base').count,
    'js-tiktoken': text => jsTiktoken.encode(text, [], []).length,
    'gpt-tokenizer': text => gptTokenizer.countTokens(text),
    tiktoken: text => tiktoken.encode_ordinary(text).length,
    hypertok: text => hypertok.encodeSync(text).length,
  };
}

const bytesOf = (sample: Sample) => sample.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** Milliseconds of processor time: other programs on the machine take wall time from whoever runs then. */
function time(count: Count, sample: Sample): number {
  const started = process.cpuUsage();
  for (const text of sample) count(text);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** Warm-up texts: more and shorter ones, so that every counter is compiled before it is measured. */
const halves = (sample: Sample): Sample[] =>
  sample.map(text => [text.slice(text.length >> 1), text.slice(0, text.length >> 1)]);

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
const geometricMean = (numbers: readonly number[]) =>
  Math.exp(numbers.reduce((sum, one) => sum + Math.log(one), 0) / numbers.length);

/** Median bytes per second of each counter in each kind of text. */
function measure(counters: Record<string, Count>): Record<string, Record<string, number>> {
  const kinds = Object.entries(benchTexts(SAMPLES));
  for (const [, samples] of kinds) {
    for (const count of Object.values(counters)) for (const half of halves(samples[0]!)) time(count, half);
  }
  const speeds: Record<string, Record<string, number>> = {};
  for (const [kind, samples] of kinds) {
    const perCounter = Object.fromEntries(Object.keys(counters).map(name => [name, [] as number[]]));
    samples.slice(1).forEach((sample, turn) => {
      const names = Object.keys(counters);
      for (const name of [...names.slice(turn % names.length), ...names.slice(0, turn % names.length)]) {
        const ms = time(counters[name]!, sample);
        perCounter[name]!.push(bytesOf(sample) / ms / 1000);
      }
    });
    speeds[kind] = Object.fromEntries(Object.entries(perCounter).map(([name, all]) => [name, median(all)]));
  }
  return speeds;
}

function table(speeds: Record<string, Record<string, number>>): string {
  const names = [OURS, ...Object.keys(targets)];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [row(['MB/s', ...names]), row(['---', ...names.map(() => '---:')])];
  for (const [kind, speed] of Object.entries(speeds)) {
    lines.push(row([kind, ...names.map(name => speed[name]!.toFixed(1))]));
  }
  lines.push('', row(['ours against', 'geometric mean', 'target', 'least', 'target', 'in']));
  lines.push(row(['---', '---:', '---:', '---:', '---:', '---']));
  for (const [name, [mean, least]] of Object.entries(targets)) {
    const ratios = Object.entries(speeds).map(
      ([kind, speed]) => [kind, speed[OURS]! / speed[name]!] as const,
    );
    const [kind, lowest] = ratios.reduce((a, b) => (b[1] < a[1] ? b : a));
    const overall = geometricMean(ratios.map(([, ratio]) => ratio));
    lines.push(row([name, `${overall.toFixed(2)}×`, `${mean}×`, `${lowest.toFixed(2)}×`, `${least}×`, kind]));
  }
  return lines.join('\n');
}

async function main(): Promise<void> {
  const result = table(measure(await loadCounters()));
  const [major] = process.versions.node.split('.');
  const text = `# Counting speed on Node ${process.version}, o200k_base\n\nWritten by \`npm run bench:count\` (${cpus()[0]!.model}, ${process.platform}): medians of alternating runs in processor time, text seen once.\n\n${result}\n`;
  writeFileSync(join(__dirname, `RESULTS-count-node${major}.md`), text);
  console.log(text);
}

void main();
