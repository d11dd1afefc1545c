/**
 * Writes the parts of README.md that are measured: `npm run readme`. A test holds them against a fresh run.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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
  const demo = execFileSync('npm', ['run', '-s', 'demo', '--', 'examples/web-agent/agent-named.mjs'], {
    cwd: join(__dirname, '..'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = demo.slice(demo.indexOf('  prompt')).split('\n');
  const tree = demo.split('\n').slice(-lines.length);
  const rows = tree.filter(line => /^(agent|├|│|└| {3,})/.test(line));
  const [head, root] = rows;
  const last = rows.findIndex(line => line.startsWith('└'));
  return `\`\`\`\n${[head, root, ...rows.slice(2, 8), '│  …', ...rows.slice(last)].join('\n')}\n\`\`\`\n`;
}

if (require.main === module) {
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), 'tree', demoTree()));
}
