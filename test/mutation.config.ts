import { defineConfig } from 'vitest/config';

/** The tests that mutants of rules, plan and apply are shown to: those that run within this process, and are quick. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/{rules,plan,apply,runs,explain,inventory,suite}/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    env: { CASES_SHARE: '0.1' },
    exclude: [
      'test/runs/runs.test.ts',
      'test/runs/lock.test.ts',
      'test/runs/saved.test.ts',
      'test/apply/pace.test.ts',
      'test/explain/verb.test.ts',
      'test/inventory/snapshot.test.ts',
    ],
    // Instrumented code is several times slower.
    testTimeout: 600_000,
  },
});
