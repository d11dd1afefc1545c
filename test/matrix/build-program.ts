import { join } from 'node:path';
import { build } from 'esbuild';

/** Makes the scenarios a program that any Node runs, with only this package left outside. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [join(__dirname, 'program.ts')],
    outfile: join(__dirname, 'dist/program.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['@lavague-tokens/otel'],
    logLevel: 'warning',
  });
}
