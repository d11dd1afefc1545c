import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/packed/**', 'test/pipeline/**'],
    testTimeout: 30_000,
    // Real processes on a shared machine: one stall is not a fault.
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
  },
});
