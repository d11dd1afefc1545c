/**
 * Installs the packages of the folders in test/fixtures, or of those named, where they are not installed yet: versions
 * that cannot stand beside each other in one tree.
 *
 * tsx scripts/install-fixtures.ts [folder...]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(__dirname, '../test/fixtures');
const named = process.argv.slice(2);
const folders = readdirSync(fixtures).filter(
  name =>
    existsSync(join(fixtures, name, 'package-lock.json')) && (named.length === 0 || named.includes(name)),
);

for (const name of folders) {
  const folder = join(fixtures, name);
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'node_modules/.installed-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) continue;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  });
  writeFileSync(stamp, lock);
  console.log(`installed ${name}`);
}
