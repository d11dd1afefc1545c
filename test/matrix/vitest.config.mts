import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/matrix/*.matrix.ts'],
    globalSetup: 'test/matrix/build-program.ts',
    testTimeout: 180_000,
    sequence: { concurrent: true },
    maxConcurrency: 3,
    // Real processes on a shared machine: one stall is not a fault.
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
  },
});
