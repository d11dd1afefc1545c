import { BASELINES } from './baselines.js';
import { completionError, type Measured, promptError } from './measure.js';
import { DROPPED, EXCLUDED, type RecordedCall } from './records.js';

export interface Sample {
  readonly measured: Measured;
  readonly record: RecordedCall;
}

/** One line of a table: how often and how far the counts of a group are off. */
interface Scores {
  readonly n: number;
  readonly exact: number;
  readonly withinOne: number;
  readonly p50: number;
  readonly p90: number;
}

/** `errors` beside the numbers they are errors of. */
function score(pairs: readonly (readonly [error: number, reported: number])[]): Scores {
  const sizes = pairs.map(([error]) => Math.abs(error)).sort((a, b) => a - b);
  const share = (count: number) => (100 * count) / pairs.length;
  return {
    n: pairs.length,
    exact: share(pairs.filter(([error]) => error === 0).length),
    withinOne: share(pairs.filter(([error, reported]) => Math.abs(error) <= reported / 100).length),
    p50: sizes[Math.floor(sizes.length * 0.5)] ?? 0,
    p90: sizes[Math.floor(sizes.length * 0.9)] ?? 0,
  };
}

export interface Figures {
  readonly prompt: number;
  readonly completion: number;
  readonly embeddings: number;
  /** The mean over repositories of the share of exact prompts. */
  readonly promptByRepository: number;
  readonly byKind: ReadonlyMap<string, number>;
}

const isEmbedding = ({ measured }: Sample) => measured.endpoint === 'embeddings';

/** Records whose prompt, or completion, the request or response tells as a whole. */
export function counted(samples: readonly Sample[]): { prompts: Sample[]; completions: Sample[] } {
  const kept = samples.filter(({ measured }) => !measured.excluded && measured.source === 'tiktoken');
  return {
    prompts: kept.filter(({ measured }) => promptError(measured) !== undefined && !measured.promptLowerBound),
    completions: kept.filter(
      ({ measured }) => completionError(measured) !== undefined && !measured.completionLowerBound,
    ),
  };
}

/** Shares of exact counts, in percent. */
export function figures(samples: readonly Sample[]): Figures {
  const { prompts, completions } = counted(samples);
  const exact = (group: readonly Sample[], error: typeof promptError) =>
    score(group.map(({ measured }) => [error(measured)!, 1])).exact;
  const repositories = groupBy(prompts, ({ measured }) => measured.repo).map(([, group]) =>
    exact(group, promptError),
  );
  return {
    prompt: exact(
      prompts.filter(sample => !isEmbedding(sample)),
      promptError,
    ),
    completion: exact(completions, completionError),
    embeddings: exact(prompts.filter(isEmbedding), promptError),
    promptByRepository: repositories.reduce((sum, share) => sum + share, 0) / repositories.length,
    byKind: new Map(groupBy(prompts, kindOf).map(([kind, group]) => [kind, exact(group, promptError)])),
  };
}

const kindOf = ({ measured }: Sample) => `${measured.endpoint} ${measured.feature}`;
const rowOf = (sample: Sample) =>
  `${sample.measured.endpoint.padEnd(12)}${sample.measured.family.padEnd(16)}${sample.measured.feature}`;

export function printReport(samples: readonly Sample[], print: (line: string) => void): void {
  const { prompts, completions } = counted(samples);
  const error = (sample: Sample) =>
    [promptError(sample.measured)!, sample.measured.reported.prompt!] as const;
  const written = (sample: Sample) =>
    [completionError(sample.measured)!, sample.measured.reported.completion!] as const;
  printTable('PROMPTS AND EMBEDDINGS', prompts, rowOf, error, print);
  printTable('PROMPTS BY KIND', prompts, kindOf, error, print);
  printBaselines(prompts, print);
  printTable('COMPLETIONS (reasoning taken out)', completions, rowOf, written, print);
  printTable('COMPLETIONS BY KIND', completions, kindOf, written, print);
  printTable('PROMPTS BY REPOSITORY', prompts, ({ measured }) => measured.repo, error, print);
  printLeftOut(samples, print);
  const all = figures(samples);
  print(`\nprompts ${percent(all.prompt)}  average over repositories ${percent(all.promptByRepository)}`);
  print(`completions ${percent(all.completion)}  embeddings ${percent(all.embeddings)}`);
}

function printTable(
  title: string,
  samples: readonly Sample[],
  key: (sample: Sample) => string,
  error: (sample: Sample) => readonly [number, number],
  print: (line: string) => void,
): void {
  print(`\n${title.padEnd(54)}     n   exact %  within 1 %   |error| p50    p90`);
  const line = (name: string, group: readonly Sample[]) => {
    const { n, exact, withinOne, p50, p90 } = score(group.map(error));
    const shares = `${percent(exact).padStart(10)}${percent(withinOne).padStart(12)}`;
    print(
      `${name.padEnd(54)}${String(n).padStart(6)}${shares}${String(p50).padStart(14)}${String(p90).padStart(7)}`,
    );
  };
  for (const [name, group] of groupBy(samples, key)) line(name, group);
  line('all', samples);
}

function printBaselines(samples: readonly Sample[], print: (line: string) => void): void {
  const names = ['this package', ...BASELINES.map(({ name }) => name)];
  print(`\n${'EXACT PROMPTS BY KIND, %'.padEnd(54)}     n${names.map(name => name.padStart(20)).join('')}`);
  const line = (kind: string, group: readonly Sample[]) => {
    const ours = group.map(({ measured }) => promptError(measured) === 0);
    const theirs = BASELINES.map(({ prompt }) =>
      group.flatMap(({ measured, record }) => {
        const tokens = prompt(record);
        return tokens === undefined ? [] : tokens === measured.reported.prompt;
      }),
    );
    const shares = [ours, ...theirs].map(hits =>
      percent((100 * hits.filter(Boolean).length) / hits.length).padStart(20),
    );
    print(`${kind.padEnd(54)}${String(group.length).padStart(6)}${shares.join('')}`);
  };
  const conversations = samples.filter(({ measured }) => /chat|responses/.test(measured.endpoint));
  for (const [kind, group] of groupBy(conversations, kindOf)) line(kind, group);
  line('all', conversations);
}

function printLeftOut(samples: readonly Sample[], print: (line: string) => void): void {
  print('\nLEFT OUT');
  const tell = (name: string, group: readonly Sample[]) =>
    print(`${String(group.length).padStart(6)}  ${name}`);
  for (const flag of [...EXCLUDED, DROPPED])
    tell(
      flag,
      samples.filter(({ measured }) => measured.excluded === flag),
    );
  const kept = samples.filter(({ measured }) => !measured.excluded);
  tell(
    'no vocabulary for the model',
    kept.filter(({ measured }) => measured.source !== 'tiktoken'),
  );
  const open = kept.filter(({ measured }) => measured.source === 'tiktoken');
  const reasons = (field: 'promptLowerBound' | 'completionLowerBound') =>
    groupBy(
      open.filter(({ measured }) => measured[field]),
      ({ measured }) => measured[field]!,
    );
  for (const [reason, group] of reasons('promptLowerBound'))
    tell(`prompt is a lower bound: ${reason}`, group);
  for (const [reason, group] of reasons('completionLowerBound')) {
    tell(`completion is a lower bound: ${reason}`, group);
  }
}

function groupBy(samples: readonly Sample[], key: (sample: Sample) => string): [string, Sample[]][] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(key(sample)) ?? [];
    groups.set(key(sample), group);
    group.push(sample);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

function percent(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(1);
}
