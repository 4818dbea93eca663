import { compareText } from '../model/order.ts';
import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';
import type { RuleFiles } from '../rules/disk.ts';

/** What a test file is called. */
const TEST_FILES = '**/*.test.{yaml,yml}';

/** The test files that the patterns lead to (none: all below `base`), sorted; a problem for each that leads to none. */
export async function findTests(
  patterns: readonly string[],
  base: string,
  files: RuleFiles,
): Promise<{
  names: readonly string[];
  problems: readonly Problem[];
}> {
  const found = await Promise.all(
    (patterns.length === 0 ? ['.'] : patterns).map(async (pattern) => ({
      pattern,
      names: await testsAt(pattern, base, files),
    })),
  );
  const empty = found.filter(({ names }) => names.length === 0);
  return {
    names: [...new Set(found.flatMap(({ names }) => names))].sort(compareText),
    problems: empty.map(({ pattern }) =>
      problem(
        'tests-missing',
        pattern === '.' ? 'There are no rule tests here.' : `\`${pattern}\` holds no rule tests.`,
        {
          hint: `Rule tests are files named *.test.yaml, such as ${EXAMPLE}; docs/rule-tests.md has every key.`,
        },
      ),
    ),
  };
}

/** The whole of a small test, on one line. */
const EXAMPLE =
  '{ rules: tag-rules.yaml, resources: [{ id: ou-1, type: ou, tags: { temp-x: "1" } }], expect: [{ resource: ou-1, remove: [temp-x] }] }';

async function testsAt(pattern: string, base: string, files: RuleFiles): Promise<readonly string[]> {
  const place = pattern.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  const below = place === '.' || place === '' ? TEST_FILES : `${place}/${TEST_FILES}`;
  const wanted = /\.ya?ml$/.test(place) ? [place] : [below];
  const names = await files.glob([...wanted, '!**/node_modules/**'], base);
  return names.map((name) => withBase(name, base));
}

/** A name as it can be read from where the process stands. */
export function withBase(name: string, base: string): string {
  return base === '.' || base === '' || name.startsWith('/') ? name : `${base.replace(/\/+$/, '')}/${name}`;
}
