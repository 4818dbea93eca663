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

/** Tests that mutants of an area are shown to: those that run within this process, and are quick. */
const AREAS = {
  rules: ['test/rules/**/*'],
  plan: ['test/plan/**/*', 'test/explain/{page,decisions}*', 'test/compare/plans*', 'test/report/limit-use*'],
  apply: [
    'test/apply/{apply,decide,endings,go-on,halt,settle,undo,verify,work}*',
    'test/runs/**/*',
    'test/fleet/unfinished*',
  ],
};

const area = Object.entries(AREAS).find(([name]) => name === process.env['MUTATION_AREA'])?.[1];

/** Tests for mutation testing: of the area in `MUTATION_AREA`, or of all. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: (area ?? Object.values(AREAS).flat()).map((one) => `${one}.test.ts`),
    // Starts processes of their own, which no mutant is in.
    exclude: ['test/runs/lock.test.ts'],
    // What rules load late is loaded first: its tables would else count as tested by whichever test came by.
    setupFiles: ['test/seed.ts', 'engine/rules/check.ts', 'engine/rules/yaml.ts'],
    env: { CASES_SHARE: '0.1' },
    // Each mutant loads the engine anew: once, not for each file of tests.
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: QuickFirst },
    // Instrumented code is several times slower.
    testTimeout: 600_000,
  },
});
