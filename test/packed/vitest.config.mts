import { defineConfig } from 'vitest/config';

/** The packed package as a new user gets it: installs from the registry, so it stands apart from `npm test`. */
export default defineConfig({
  test: {
    include: ['test/packed/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Real processes on a shared machine: one stall is not a fault.
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
  },
});
