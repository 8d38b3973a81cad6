import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,contract,property,conformance,lab}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['tests/support/seed.ts'],
    testTimeout: 120_000,
    // Two cores: the real servers of the conformance tests want one of them.
    maxWorkers: 2,
  },
});
