import { failsafe } from '../telemetry/failsafe.js';
import { runOptions } from './options.js';
import type { Run } from './run.js';
import type { Tally } from './totals.js';

/** Prints a run's totals to standard error, as `LAVAGUE_TOKENS_LOG` or the option `log` asks for. */
export function reportRun(run: Run): void {
  const { log } = runOptions();
  if (!log) return;
  failsafe('report the run', () => {
    process.stderr.write(`${log === 'json' ? runAsJson(run) : runAsTable(run)}\n`);
  });
}

/** The run log line of LaVague's token counter, with what the run cost, its name and its id. */
export function runAsJson(run: Pick<Run, 'totals' | 'agentName' | 'id'>): string {
  return JSON.stringify({ ...run.totals, agent_name: run.agentName, agent_run_id: run.id });
}

/** One line a model and one for the whole run. */
export function runAsTable(run: Pick<Run, 'tally' | 'agentName'>): string {
  // Loaded here: who prints no table pays nothing for it.
  const Table = require('cli-table3') as typeof import('cli-table3');
  const number = new Intl.NumberFormat('en-US');
  const table = new Table({
    head: ['model', 'calls', 'prompt', 'completion', 'embedding', 'total llm', 'cost'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: borderless,
  });
  const row = (name: string, tally: Tally) => [
    name,
    ...[tally.calls, tally.promptTokens, tally.completionTokens, tally.embeddingTokens].map(number.format),
    number.format(tally.promptTokens + tally.completionTokens),
    costOf(tally),
  ];
  table.push(...[...run.tally.byModel].map(([model, tally]) => row(model, tally)), row('all', run.tally));
  const { failedCalls, uncountedCalls, unpricedCalls } = run.tally;
  const notes = [
    failedCalls > 0 && `${number.format(failedCalls)} failed`,
    uncountedCalls > 0 && `${number.format(uncountedCalls)} not fully counted: the sums are lower bounds`,
    unpricedCalls > 0 && `${number.format(unpricedCalls)} without a known price`,
  ].filter(Boolean);
  const title = ['agent run', run.agentName].filter(Boolean).join(' ');
  return [title, table.toString(), ...notes].join('\n');
}

/** What the calls cost, as far as it is known; empty where none of it is. */
function costOf(tally: Tally): string {
  if (tally.costSource === undefined) return '';
  return `${tally.unpricedCalls > 0 ? '≥ ' : ''}${dollars(tally.costUsd)}`;
}

/** To a hundredth of a cent; smaller amounts to two digits. */
function dollars(usd: number): string {
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
    minimumSignificantDigits: 1,
    maximumSignificantDigits: 2,
    roundingPriority: 'morePrecision',
  }).format(usd);
}

const borderless = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map(part => [part, '']),
);
