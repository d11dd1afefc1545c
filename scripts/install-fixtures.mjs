// Installs the packages of every folder in test/fixtures that is not up to date: applications and Node binaries of
// other versions, each in a tree of its own. Names given as arguments choose folders by their beginning.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../test/fixtures');
const chosen = process.argv.slice(2);

for (const name of readdirSync(fixtures)) {
  const folder = join(fixtures, name);
  const lockfile = join(folder, 'package-lock.json');
  if (!existsSync(lockfile) || (chosen.length > 0 && !chosen.some(start => name.startsWith(start)))) continue;
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) continue;
  console.log(`Installing test/fixtures/${name}`);
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  });
}
