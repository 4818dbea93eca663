import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FILE_REPORT_NAMES, REPORT_NAMES } from '../../engine/report/names.ts';
import { scenario } from '../scenario.ts';

const SECRET = 'kept-from-every-reader';
const RULES = `version: 1
redact: ["pin-*"]
limits: { share: 100% }
rules:
  - { id: temp, remove: ["temp-*", "pin-b"] }
  - { id: trial, enforce: false, remove: "pin-*" }
waivers:
  - { rule: temp, key: pin-b, match: { name: A }, reason: r, approved-by: a, expires: 2099-01-01 }
`;
const SEED = `organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-a: "1", pin-a: ${SECRET}, pin-b: ${SECRET} } }
    B: { tags: { pin-b: ${SECRET} } }
`;

it('a value that is redacted is in no report and no log, and still comes back with an undo', async () => {
  await using one = await scenario({ rules: RULES, seed: SEED });
  const files = [...REPORT_NAMES, ...FILE_REPORT_NAMES].map((name) => ({ name, file: `report.${name}` }));
  const words = files.flatMap(({ name, file }) => ['--report', `${name}=${file}`]);
  const applied = await one.cli('--yes', '--fail-on', 'none', '--log-level', 'debug', ...words);
  const undone = await one.cli('undo', 'last', '--yes', '--log-level', 'debug', '--report', 'json');
  expect([applied.code, undone.code]).toEqual([0, 0]);
  const said = [applied, undone].map(({ stdout, stderr }) => stdout + stderr);
  const reports = files.map(({ file }) => readFileSync(join(one.folder, file), 'latin1'));
  for (const text of [...said, ...reports]) expect(text).not.toContain(SECRET);
  expect(one.read('report.text')).toContain('pin-b = ‹redacted›');
  const unit = one.emulator.resources().find(({ name }) => name === 'B');
  expect(unit?.tags).toEqual([{ key: 'pin-b', value: SECRET }]);
  // An undo needs the value, so the journal has it, for its owner alone.
  const [run = ''] = readdirSync(join(one.folder, '.reconcile/runs'));
  expect(one.read(`.reconcile/runs/${run}/journal.jsonl`)).toContain(SECRET);
});
