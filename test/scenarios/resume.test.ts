import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Scenario, scenario, untagged } from '../scenario.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const UNITS = Array.from({ length: 3 }, (_, i) => `    OU ${i}: { tags: { temp-${i}: x, owner: a } }`);
const SEED = `organization: { name: acme, management-account: boss }\nroot:\n  units:\n${UNITS.join('\n')}\n`;
const DENY_ONE =
  'faults:\n  rules: [{ on: UntagResource, nth: 2, fault: { kind: status, status: 403, when: before } }]\n';

const start = (more = ''): Promise<Scenario> => scenario({ rules: RULES, seed: SEED + more });

/** Every file of a run folder with its text. */
function filesOf(w: Scenario, run: string): Record<string, string> {
  const folder = join(w.folder, '.reconcile', 'runs', run);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Expects a resume to be refused with a code, nothing sent, and no file of the run touched. Gives what it said. */
async function refused(w: Scenario, code: string, run: string, named = run): Promise<string> {
  const before = filesOf(w, run);
  w.requests();
  const said = await w.cli('resume', named, '--yes');
  expect([named, said.code, said.stdout + said.stderr]).toEqual([named, 1, expect.stringContaining(code)]);
  expect(w.requests().filter((request) => request.write)).toEqual([]);
  expect(filesOf(w, run)).toEqual(before);
  return (said.stdout + said.stderr).replaceAll(/\s+/g, ' ');
}

describe('reconcile resume', () => {
  it('leaves a finished run as it is, by name and by last', async () => {
    await using w = await start();
    expect((await w.cli('--yes')).code).toBe(0);
    const [run = ''] = w.runs();
    expect(await refused(w, 'run-finished', run)).toContain(
      `run ${run} is finished; nothing is left to go on with`,
    );
    await refused(w, 'nothing-to-resume', run, 'last');
  });

  it('leaves an undone run undone, and says by which run', async () => {
    await using w = await start();
    await w.cli('--yes');
    const [run = ''] = w.runs();
    expect((await w.cli('undo', run, '--yes')).code).toBe(0);
    const undo = w.runs().at(-1) ?? '';
    expect(await refused(w, 'run-undone', run)).toContain(`run ${undo} has undone run ${run}`);
    await refused(w, 'run-finished', undo);
    await refused(w, 'nothing-to-resume', run, 'last');
  });

  it('never removes what an undo of a part put back: that run is not gone on with', async () => {
    await using w = await start(DENY_ONE);
    expect((await w.cli('--yes', '--concurrency', '1')).code).toBe(4);
    const [run = ''] = w.runs();
    expect((await w.cli('undo', run, '--yes', '--only', `resource=${w.emulator.id('OU 0')}`)).code).toBe(0);
    const before = w.emulator.resources();
    await refused(w, 'run-undone', run);
    await refused(w, 'nothing-to-resume', run, 'last');
    expect(w.emulator.resources()).toEqual(before);
  });

  it('goes on with the newest run that failed in part, past newer ones that are done', async () => {
    await using w = await start(DENY_ONE);
    expect((await w.cli('--yes', '--concurrency', '1')).code).toBe(4);
    const [run = ''] = w.runs();
    w.emulator.setTag(w.emulator.id('OU 0'), 'temp-new', 'y');
    expect((await w.cli('--yes', '--only', `resource=${w.emulator.id('OU 0')}`)).code).toBe(0);
    const resumed = await w.run('resume', 'last', '--yes');
    expect([resumed.id, resumed.exit]).toEqual([run, 0]);
    expect(untagged(w.requests()).length).toBe(5);
    await refused(w, 'nothing-to-resume', run, 'last');
  });

  it('holds the run against the rules as they are now, by the name that its plan has for them', async () => {
    await using w = await start(DENY_ONE);
    w.write('rules/ours.yaml', RULES);
    expect((await w.cli('--yes', '--concurrency', '1', '--rules', 'rules/ours.yaml')).code).toBe(4);
    const [run = ''] = w.runs();
    w.write('tag-rules.yaml', 'version: 1\nrules: [{ id: other, remove: "x-*" }]\n');
    w.write('rules/ours.yaml', RULES.replace('rules:', 'protect: ["temp-*"]\nrules:'));
    await refused(w, 'plan-rules', run);
    w.write('rules/ours.yaml', RULES);
    w.write('strict.yaml', RULES.replace('temp-*', 'temp-0'));
    const strict = await w.cli('resume', run, '--yes', '--rules', 'strict.yaml');
    expect([strict.code, strict.stdout]).toEqual([1, expect.stringContaining('plan-rules')]);
    expect((await w.cli('resume', run, '--yes')).code).toBe(0);
    expect((await w.cli('--dry-run', '--rules', 'rules/ours.yaml')).code).toBe(0);
  });

  it('and undo tell of a run that is not there before they ask for a terminal or for --yes', async () => {
    await using w = await start();
    for (const words of [
      ['resume', 'nothing'],
      ['resume', 'last'],
      ['undo', 'nothing'],
      ['undo', 'last'],
    ]) {
      const { code, stderr } = await w.cli(...words);
      expect([words, code, stderr]).toEqual([words, 1, expect.stringMatching(/^error\[run-unknown\]/)]);
    }
    expect(w.requests()).toEqual([]);
    await w.cli('--yes');
    for (const verb of ['resume', 'undo'])
      expect((await w.cli(verb, 'last')).stderr).toContain('error[no-terminal]');
  });

  it('never writes to a run that is signed, though a part of it failed', async () => {
    await using w = await start(DENY_ONE);
    const { privateKey } = generateKeyPairSync('ed25519');
    w.write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect((await w.cli('--yes')).code).toBe(4);
    const [run = ''] = w.runs();
    expect((await w.cli('sign', run, '--key', 'key.pem')).code).toBe(0);
    await refused(w, 'run-signed', run);
    await refused(w, 'run-signed', run, 'last');
    expect((await w.cli('verify', run)).code).toBe(0);
    rmSync(join(w.folder, '.reconcile', 'runs', run, 'evidence.sig.json'));
    expect((await w.cli('resume', run, '--yes')).code).toBe(0);
  });
});
