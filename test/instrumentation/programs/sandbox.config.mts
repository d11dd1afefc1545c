import { defineConfig } from 'vitest/config';

const shared = process.env['MODULES'] === 'shared';

export default defineConfig({
  test: {
    include: ['test/instrumentation/programs/sandboxed.mjs'],
    testTimeout: 60_000,
    pool: shared ? 'forks' : 'vmForks',
    server: { deps: { inline: shared ? [] : ['openai'] } },
  },
});
