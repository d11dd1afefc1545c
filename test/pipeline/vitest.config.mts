import { defineConfig } from 'vitest/config';

/** The pipeline with the real components: `npm run test:pipeline`. One file at a time: each has the machine. */
export default defineConfig({
  test: {
    include: ['test/pipeline/**/*.test.ts'],
    globalSetup: 'test/pipeline/support/build-components.ts',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Real processes on a shared machine: one stall is not a fault.
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
    fileParallelism: false,
    maxConcurrency: 4,
  },
});
