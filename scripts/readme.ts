/**
 * Writes the parts of README.md that are measured: `npm run readme`. A test holds them against a fresh run.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(__dirname, '../README.md');

/** The text between `<!-- name: command -->` and `<!-- /name -->`. */
export function section(readme: string, name: string): string {
  return readme.match(new RegExp(`<!-- ${name}:.*-->\n([\\s\\S]*?)<!-- /${name} -->`))?.[1] ?? '';
}

function withSection(readme: string, name: string, text: string): string {
  const start = new RegExp(`(<!-- ${name}:.*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  return readme.replace(start, (_, open, close) => `${open}${text}${close}`);
}

/** The tree that `npm run demo` prints for the agent whose parts are named, with most of its turns left out. */
export function demoTree(): string {
  const demo = npm('run', '-s', 'demo', '--', 'examples/web-agent/agent-named.mjs');
  const lines = demo.slice(demo.indexOf('  prompt')).split('\n');
  const tree = demo.split('\n').slice(-lines.length);
  const rows = tree.filter(line => /^(agent|├|│|└| {3,})/.test(line));
  const [head, root] = rows;
  const last = rows.findIndex(line => line.startsWith('└'));
  return `\`\`\`\n${[head, root, ...rows.slice(2, 8), '│  …', ...rows.slice(last)].join('\n')}\n\`\`\`\n`;
}

const RECORDINGS = join(__dirname, '../../shared/recordings/openai.jsonl.gz');

/** Whether the recorded traffic that the table is measured on is at hand. */
export const hasRecordings = existsSync(RECORDINGS);

/** The table of exact prompts that `npm run accuracy` prints, beside the published formulas. */
export function accuracyTable(): string {
  const report = npm('run', '-s', 'accuracy', '--', RECORDINGS);
  const [head, ...rows] = report
    .slice(report.indexOf('EXACT PROMPTS BY KIND'))
    .split(/\n\n/)[0]!
    .split('\n')
    .map(line => line.trim().split(/ {2,}/));
  const table = [['exact prompts, %', ...head!.slice(1)], head!.map(() => '---'), ...rows];
  return `${table.map(cells => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function npm(...args: string[]): string {
  return execFileSync('npm', args, {
    cwd: join(__dirname, '..'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

if (require.main === module) {
  const readme = withSection(readFileSync(file, 'utf8'), 'tree', demoTree());
  writeFileSync(file, hasRecordings ? withSection(readme, 'accuracy', accuracyTable()) : readme);
}
