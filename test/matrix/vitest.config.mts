import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/matrix/*.matrix.ts'],
    globalSetup: 'test/matrix/build-program.ts',
    testTimeout: 180_000,
    sequence: { concurrent: true },
    maxConcurrency: 3,
    pool: 'forks',
  },
});
