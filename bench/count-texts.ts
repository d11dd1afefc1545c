/** Texts to count: from the packages that package-lock.json installs, or made from a seed, the same for everybody. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seeded } from '../test/tokens/random-texts.js';

/** Code units of one measured slice. */
export const SLICE = 64 * 1024;

/** There is less of it, and each unit is three bytes. */
const EAST_ASIAN_SLICE = 10 * 1024;

const modules = join(__dirname, '../node_modules');
const read = (path: string) => readFileSync(join(modules, path), 'utf8');

/** What stands in the documentation comments of declaration files. */
function english(): string {
  const declarations = ['@types/node', 'openai', 'typescript/lib'].flatMap(folder =>
    (readdirSync(join(modules, folder), { recursive: true }) as string[])
      .filter(file => file.endsWith('.d.ts'))
      .sort()
      .map(file => read(join(folder, file))),
  );
  const prose = declarations
    .flatMap(source => source.split('\n'))
    .map(line => /^\s*\* ([A-Za-z][^@{}[\]]{30,})$/.exec(line)?.[1])
    .filter(line => line !== undefined && !line.includes('<|')); // gpt-tokenizer throws at special tokens
  return [...new Set(prose)].join('\n');
}

/** The compiler's own messages, as translated for its users. */
function messages(language: string): string {
  const table = JSON.parse(read(`typescript/lib/${language}/diagnosticMessages.generated.json`)) as object;
  return [...new Set<string>(Object.values(table))].join('\n');
}

function html(prose: string, random: Random): string {
  const tags = ['p', 'div', 'li', 'td', 'h2', 'span', 'section', 'a'];
  const element = (line: string) => {
    const tag = random.pick(tags);
    const indent = '  '.repeat(random.below(6));
    return `${indent}<${tag} class="c${random.below(40)} box" id="${tag}-${random.below(9999)}">${line.replace(/ (\w{9,}) /g, ' <b>$1</b> ')}</${tag}>\n`;
  };
  return prose.split('\n').map(element).join('');
}

function json(prose: string, random: Random): string {
  return prose
    .split('\n')
    .map((line, id) =>
      JSON.stringify(
        {
          id,
          name: line.slice(0, 20),
          score: random.below(1e6) / 1000,
          active: random.below(2) === 1,
          tags: line.split(' ').slice(3, 6),
          created: `2026-0${1 + random.below(9)}-1${random.below(9)}T0${random.below(9)}:00:00Z`,
        },
        null,
        2,
      ),
    )
    .join(',\n');
}

function emoji(prose: string, random: Random): string {
  const faces = () =>
    String.fromCodePoint(0x1f300 + random.below(0x2ff)) + random.pick(['', '', '\ufe0f', '🏽', ' ']);
  const words = prose.split(/\s+/);
  let text = '';
  while (text.length < 12 * SLICE) text += faces() + (random.below(3) === 0 ? `${random.pick(words)} ` : '');
  return text;
}

function base64(random: Random): string {
  return Buffer.from(Array.from({ length: 10 * SLICE }, () => random.below(256))).toString('base64');
}

/** Messages of 50 to 500 code units, cut from text anywhere. */
function chat(text: string, random: Random): string[] {
  const cuts: string[] = [];
  for (let at = 0; at < text.length; at += cuts.at(-1)!.length)
    cuts.push(text.slice(at, at + 50 + random.below(451)));
  return cuts;
}

/** A sample: the texts that are counted one by one between two looks at the clock. */
export type Sample = readonly string[];

const slices = (text: string, size = SLICE): Sample[] =>
  Array.from({ length: Math.floor(text.length / size) }, (_, i) => [text.slice(i * size, (i + 1) * size)]);

/** Interleaves prose and code in paragraphs, as a prompt with its documents does. */
function prompts(prose: string, code: string): Sample[] {
  const paragraph = (text: string, i: number) => text.slice(i * 2000, (i + 1) * 2000);
  const count = Math.floor(Math.min(prose.length, code.length) / 2000);
  const mixed = Array.from({ length: count }, (_, i) => paragraph(prose, i) + paragraph(code, i)).join('\n');
  return slices(mixed, 300_000);
}

/** Samples of every kind; no sample is given twice, and the kinds share as little text as can be. */
export function benchTexts(samples: number): Readonly<Record<string, readonly Sample[]>> {
  const random = seeded(1);
  const prose = english();
  const program = read('typescript/lib/typescript.js');
  const half = Math.floor(prose.length / 2);
  const messagesOfChat = chat(program.slice(5_000_000, 5_800_000).concat(prose.slice(0, half)), random);
  const chatSamples: string[][] = [];
  for (let i = 0; i < messagesOfChat.length; i += 240) chatSamples.push(messagesOfChat.slice(i, i + 240));
  const kinds: Record<string, readonly Sample[]> = {
    English: slices(prose),
    code: slices(program.slice(1_000_000, 2_500_000)),
    HTML: slices(html(prose, random)),
    JSON: slices(json(prose, random)),
    Chinese: slices(messages('zh-cn'), EAST_ASIAN_SLICE),
    Japanese: slices(messages('ja'), EAST_ASIAN_SLICE),
    emoji: slices(emoji(prose, random)),
    base64: slices(base64(random)),
    'chat messages': chatSamples,
    '100k-token prompts': prompts(prose, program.slice(2_500_000, 4_500_000)),
  };
  return Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all.slice(0, samples)]));
}
