import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { OpenAIModule } from './scenario.js';

/** The client built from its TypeScript sources, in one file of another name: nothing of the package's layout is left. */
export function openaiFromSource(): Omit<OpenAIModule, 'z'> {
  const sources = join(dirname(require.resolve('openai')), 'src');
  const folder = mkdtempSync(join(tmpdir(), 'from-source-'));
  const outfile = join(folder, 'client.cjs');
  buildSync({
    stdin: {
      contents: "export * from './index.ts'; export * from './helpers/zod.ts';",
      resolveDir: sources,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    keepNames: true,
    logLevel: 'error',
    nodePaths: [join(__dirname, '../../../node_modules')],
  });
  try {
    return require(outfile) as OpenAIModule;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
