import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_REPORT_NAMES, REPORT_NAMES } from '../../engine/report/names.ts';
import { runCli, type Scenario, scenario } from '../scenario.ts';
import { RULES, SEED } from './kit.ts';

const NAMES = [...REPORT_NAMES, ...FILE_REPORT_NAMES];

let desk: Scenario;

beforeAll(async () => {
  desk = await scenario({ rules: RULES, seed: SEED });
  await desk.cli('--yes');
  // Nothing but the run folder goes along: no rules, no other runs, no state directory.
  for (const place of ['here', 'there/deep']) {
    cpSync(join(desk.folder, '.reconcile', 'runs', desk.runs()[0] ?? ''), join(desk.folder, place, 'run'), {
      recursive: true,
    });
  }
  desk.write('later.mjs', LATER);
  mkdirSync(join(desk.folder, 'home'));
});

afterAll(() => desk[Symbol.asyncDispose]());

/** A clock that is a year ahead, for every way to ask for the time. */
const LATER = `
const Real = Date;
const YEAR = 365 * 86_400_000;
globalThis.Date = class extends Real {
  constructor(...of) { if (of.length === 0) super(Real.now() + YEAR); else super(...of); }
  static now() { return Real.now() + YEAR; }
};
`;

/** What an auditor gets from the folder `run` of a place: the reports, and what verification says. */
async function audit(place: string, env: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const cwd = join(desk.folder, place);
  const reports = NAMES.flatMap((name) => ['--report', `${name}=report.${name}`]);
  const told = await runCli(['report', 'run', ...reports], { cwd, env });
  const verified = await runCli(['verify', 'run'], { cwd, env });
  return new Map([
    ['stdout of report', `${told.code} ${told.stdout} ${told.stderr}`],
    ['stdout of verify', `${verified.code} ${verified.stdout} ${verified.stderr}`],
    ...NAMES.map((name) => [name, readFileSync(join(cwd, `report.${name}`)).toString('latin1')] as const),
  ]);
}

describe('from the run folder alone', () => {
  it('reports and verification are the same bytes in another folder, time zone and language, a year later', async () => {
    const now = await audit('here', { TZ: 'UTC', LANG: 'C' });
    const later = await audit('there/deep', {
      TZ: 'Pacific/Kiritimati',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      HOME: join(desk.folder, 'home'),
      NODE_OPTIONS: `--import=${join(desk.folder, 'later.mjs')}`,
    });
    expect(now.get('stdout of verify')).toMatch(/^0 Evidence of run /);
    expect(now.get('json')).toContain('"callers"');
    for (const [name, text] of now) expect(later.get(name) === text, `${name} differs`).toBe(true);
  });
});
