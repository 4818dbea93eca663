import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLOUD_PROBLEMS } from '../../engine/problem/cloud.ts';
import { EMULATOR_PROBLEMS } from '../../engine/problem/emulator.ts';
import { EVIDENCE_PROBLEMS } from '../../engine/problem/evidence.ts';
import { FLEET_PROBLEMS } from '../../engine/problem/fleet.ts';
import { RULE_PROBLEMS } from '../../engine/problem/rules.ts';
import { RUN_PROBLEMS } from '../../engine/problem/run.ts';
import { SUITE_PROBLEMS } from '../../engine/problem/suite.ts';
import { USAGE_PROBLEMS } from '../../engine/problem/usage.ts';
import { PROBLEMS } from '../../engine/problem.ts';
import { type ProblemArea, renderProblems } from './render-problems.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'problems.md');

const AREAS: readonly ProblemArea[] = [
  { title: 'Usage', problems: USAGE_PROBLEMS },
  { title: 'Rules', problems: RULE_PROBLEMS },
  { title: 'Rule tests', problems: SUITE_PROBLEMS },
  { title: 'Credentials and the service', problems: CLOUD_PROBLEMS },
  { title: 'Plans and runs', problems: RUN_PROBLEMS },
  { title: 'Evidence and keys', problems: EVIDENCE_PROBLEMS },
  { title: 'The emulator', problems: EMULATOR_PROBLEMS },
  { title: 'Fleets', problems: FLEET_PROBLEMS },
];

describe('the page of problems', () => {
  it('is what the tables of problems say (UPDATE_DOCS=1 writes it anew)', () => {
    const page = renderProblems(AREAS);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('has every code there is, each in one area', () => {
    const codes = AREAS.flatMap(({ problems }) => Object.keys(problems));
    expect([...codes].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it.each(Object.entries(PROBLEMS))(
    'tells a user about %s in whole sentences',
    (code, { title, why, mend }) => {
      expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(why).toMatch(/\.$/);
      expect(mend).toMatch(/\.$/);
    },
  );
});
