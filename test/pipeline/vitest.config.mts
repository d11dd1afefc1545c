import { defineConfig } from 'vitest/config';

/** The pipeline with the real components: `npm run test:pipeline`. One file at a time: each has the machine. */
export default defineConfig({
  test: {
    include: ['test/pipeline/**/*.test.ts'],
    globalSetup: 'test/pipeline/support/build-components.ts',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    fileParallelism: false,
    maxConcurrency: 4,
  },
});
