/**
 * What we cost the application, beside what others cost it: CPU time a call, and time at its start.
 *
 *     npm run bench:overhead                 about six minutes on two idle cores
 *     npm run bench:overhead -- --quick      about one; for a glance, not for figures
 *
 * Every figure of a call is the median over pairs of rounds in one process, with and without instrumentation, and of
 * three such processes the middle one. Starts are the fastest of many, taken in turn.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { fixture, nodeBinary } from '../test/support/fixtures.js';

const quick = process.argv.includes('--quick');
const peers = fixture('peers');
const nodes = { 'Node 20': process.execPath, 'Node 24': nodeBinary('24') };

const workloads = {
  chat: 'chat call, 2 KB prompt',
  stream: 'stream of 200 chunks',
  embeddings: 'embeddings of 50 inputs',
};
const subjects = [
  'official',
  'ours',
  'ours, nothing counted',
  'openinference',
  'traceloop',
  'traceloop with enrichTokens',
];

const none = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const doors: Readonly<Record<string, { args: readonly string[]; env?: Readonly<Record<string, string>> }>> = {
  bare: { args: [] },
  'ours, /register': { args: ['--import', pathToFileURL(join(__dirname, '../dist/register.js')).href] },
  'auto-instrumentations-node/register': {
    args: [
      '--require',
      join(
        fixture('neighbours'),
        'node_modules/@opentelemetry/auto-instrumentations-node/build/src/register.js',
      ),
    ],
    env: none,
  },
};

for (const [version, node] of Object.entries(nodes)) {
  console.log(
    `\n${version}: CPU time added to a call, in µs (in brackets: times the official instrumentation)`,
  );
  const table = new Table({ head: ['', ...Object.values(workloads)], style: { head: [] } });
  const baseline = new Map<string, number>();
  for (const subject of subjects) {
    const cells = Object.keys(workloads).map(workload => {
      const added = addedToCall(node, subject, workload);
      if (added === undefined) return 'makes no span';
      if (subject === 'official') baseline.set(workload, added);
      const ratio = added / baseline.get(workload)!;
      return subject === 'official' ? added.toFixed(0) : `${added.toFixed(0)} (${ratio.toFixed(2)})`;
    });
    table.push([subject, ...cells]);
  }
  console.log(table.toString());

  console.log(`\n${version}: start of an application, in ms (in brackets: more than the bare one)`);
  const starts = startTimes(node);
  const columns = Object.keys(starts['bare']!);
  const startTable = new Table({ head: ['', ...columns], style: { head: [] } });
  for (const [door, times] of Object.entries(starts))
    startTable.push([
      door,
      ...columns.map(column => {
        const more = times[column]! - starts['bare']![column]!;
        return door === 'bare'
          ? times[column]!.toFixed(0)
          : `${times[column]!.toFixed(0)} (+${more.toFixed(0)})`;
      }),
    ]);
  console.log(startTable.toString());
}

function addedToCall(node: string, subject: string, workload: string): number | undefined {
  const rounds = quick ? 9 : 31;
  const calls = workload === 'stream' ? 10 : 40;
  const results = Array.from({ length: quick ? 1 : 3 }, () => {
    const args = [
      join(__dirname, 'overhead/call.cjs'),
      subject,
      workload,
      String(rounds),
      String(calls),
      peers,
    ];
    return (JSON.parse(run(node, args)) as { added?: number }).added;
  });
  const measured = results.filter(added => added !== undefined).sort((a, b) => a - b);
  return measured[Math.floor(measured.length / 2)];
}

function startTimes(node: string): Record<string, Record<string, number>> {
  const best: Record<string, Record<string, number>> = {};
  for (let round = 0; round < (quick ? 3 : 15); round += 1) {
    for (const [door, { args, env }] of Object.entries(doors)) {
      const out = run(node, [...args, join(__dirname, 'overhead/start.cjs'), peers], env);
      const times = JSON.parse(out) as Record<string, number>;
      best[door] ??= times;
      for (const [column, time] of Object.entries(times))
        best[door][column] = Math.min(best[door][column] ?? time, time);
    }
  }
  return best;
}

function run(node: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const out = execFileSync(node, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  return out.trim().split('\n').at(-1)!;
}
