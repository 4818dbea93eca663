import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that try many cases: a mutant that something quicker finds never meets them. */
const MANY_CASES = ['laws', 'decisions', 'matcher', 'glob', 'compiled', 'undo', 'apply', 'endings'];

class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      MANY_CASES.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
    return Promise.resolve([...files].sort((a, b) => rank(a) - rank(b)));
  }
}

/** The tests that mutants of rules, plan, apply and runs are shown to: those that run within this process, and are quick. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: (
      process.env['MUTATION_TESTS'] ?? 'test/{rules,plan,apply,runs,compare,explain,suite}/**/*.test.ts'
    ).split(' '),
    // The last two are loaded when rules are read: within the first test that does so, which would then be the only
    // one to meet the mutants of their tables.
    setupFiles: ['test/seed.ts', 'engine/rules/check.ts', 'engine/rules/yaml.ts'],
    env: { CASES_SHARE: '0.1' },
    // Each mutant loads the engine anew: once, not for each file of tests.
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: QuickFirst },
    exclude: [
      'test/runs/runs.test.ts',
      'test/runs/lock.test.ts',
      'test/runs/saved.test.ts',
      'test/apply/pace.test.ts',
      'test/compare/git-files.test.ts',
      'test/compare/revision.test.ts',
      'test/explain/verb.test.ts',
      'test/inventory/snapshot.test.ts',
    ],
    // Instrumented code is several times slower.
    testTimeout: 600_000,
  },
});
