import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FleetRun } from '../../engine/fleet/result.ts';
import { formOf } from '../../engine/schema.ts';
import {
  fleetWorld,
  interleaved,
  journaledValues,
  journalsOf,
  removedValues,
  unlikePlan,
  until,
  VALUE,
} from './kit.ts';

describe('a fleet in one process', () => {
  it('reconciles every organization, and one with broken credentials stops no other', async () => {
    await using world = await fleetWorld({ organizations: 5 });
    const env = { ...world.keys(), ORG_02_AK: '', ORG_02_SK: '' };
    const { code, stdout } = await world.cli(
      ['fleet', 'run', 'fleet.yaml', '--yes', '--report', 'json'],
      env,
    );
    const run = JSON.parse(stdout) as FleetRun;
    expect(formOf('fleet-run.schema.json')(run)).toBeUndefined();
    expect(run.organizations.map(({ name, exit }) => [name, exit])).toEqual([
      ['org-00', 0],
      ['org-01', 0],
      ['org-02', 1],
      ['org-03', 0],
      ['org-04', 0],
    ]);
    expect(run.organizations[2]?.run?.problems.map((one) => one.code)).toEqual(['credentials-missing']);
    // Something was sent, so as a whole it was done in part.
    expect([code, run.exit]).toEqual([4, 4]);
    expect(unlikePlan(world)).toEqual(['org-02']);
    const status = await world.cli(['fleet', 'status', 'fleet.yaml', '--json'], env);
    expect(status.code).toBe(4);
    const { organizations } = JSON.parse(status.stdout) as { organizations: Record<string, unknown>[] };
    expect(organizations[2]).toEqual({ name: 'org-02', state: 'ended', exit: 1, wrote: false });
    expect(organizations[0]).toEqual({
      name: 'org-00',
      state: 'ended',
      run: run.organizations[0]?.run?.id,
      exit: 0,
      wrote: true,
    });
  });

  it('sends no write in a dry run, keeps nothing, and fails the gate where one organization would change', async () => {
    await using world = await fleetWorld({ organizations: 3 });
    const { code, stdout } = await world.cli(['fleet', 'run', 'fleet.yaml', '--dry-run'], world.keys());
    expect(code).toBe(2);
    expect(stdout).toMatch(/Exit 2: 3 organizations, 18 removals \(exit 2: 3\)/);
    for (const emulator of world.emulators.values()) {
      expect(emulator.requests().some((one) => one.write)).toBe(false);
    }
  });

  it('tells of a rule file that is not there what a fleet file says of it, in validate too', async () => {
    await using world = await fleetWorld({ organizations: 1, units: 1 });
    world.write(
      'nowhere.yaml',
      readFileSync(join(world.folder, 'fleet.yaml'), 'utf8').replace(
        ', labels',
        ', rules: none.yaml, labels',
      ),
    );
    for (const verb of [['run', '--dry-run'], ['validate']]) {
      const { code, stdout } = await world.cli(['fleet', ...verb, 'nowhere.yaml'], world.keys());
      expect([verb, code]).toEqual([verb, 1]);
      expect(stdout).toContain('There is no file none.yaml');
      expect(stdout).toContain('in the fleet file');
      expect(stdout).not.toContain('--rules');
    }
  });

  it('works on more than ten organizations at once without a warning', async () => {
    await using world = await fleetWorld({
      organizations: 14,
      units: 1,
      options: { faults: { latency: 50 } },
    });
    const words = ['fleet', 'run', 'fleet.yaml', '--yes', '--parallel', '14'];
    const { code, stderr } = await world.cli(words, world.keys());
    expect([code, stderr]).toEqual([0, '']);
  });

  it('works on what is selected alone, and refuses a selection of nothing', async () => {
    await using world = await fleetWorld({ organizations: 4 });
    const words = ['fleet', 'run', 'fleet.yaml', '--yes', '--select'];
    const { code } = await world.cli([...words, 'wave=1'], world.keys());
    expect(code).toBe(0);
    expect(unlikePlan(world)).toEqual(['org-00', 'org-02']);
    const wrong = await world.cli([...words, 'wave=7'], world.keys());
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('fleet-selects-nothing');
  });

  it('has runs that the other verbs know: undo by id puts back what it removed', async () => {
    await using world = await fleetWorld({ organizations: 2 });
    const env = world.keys();
    const { stdout } = await world.cli(['fleet', 'run', 'fleet.yaml', '--yes', '--report', 'json'], env);
    const [first] = (JSON.parse(stdout) as FleetRun).organizations;
    const emulator = world.emulators.get('org-00');
    const one = {
      HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: emulator?.url ?? '',
      HUAWEICLOUD_SDK_AK: emulator?.keys.accessKey ?? '',
      HUAWEICLOUD_SDK_SK: emulator?.keys.secretKey ?? '',
    };
    const undone = await world.cli(['undo', first?.run?.id ?? '', '--yes'], one);
    expect(undone.code).toBe(0);
    expect(unlikePlan(world)).toEqual(['org-00']);
  });

  it('says for whom an emulator answered, however short the report is', async () => {
    await using world = await fleetWorld({ organizations: 2 });
    for (const format of ['text', 'markdown', 'html']) {
      const words = ['fleet', 'run', 'fleet.yaml', '--dry-run', '--summary-only', '--report', format];
      const { stdout } = await world.cli(words, world.keys());
      const page = stdout.replaceAll(/<[^>]+>|[*\\:]/g, '').replaceAll(/\s+/g, ' ');
      expect(page).toContain('EMULATED not the cloud an emulator answered for org-00, org-01');
    }
  });

  it('makes every report of a fleet, each naming every organization', async () => {
    await using world = await fleetWorld({ organizations: 2, units: 2 });
    const formats = ['json', 'markdown', 'html', 'csv', 'sarif', 'junit', 'github', 'gitlab'];
    for (const format of ['text', ...formats]) {
      const { stdout } = await world.cli(
        ['fleet', 'run', 'fleet.yaml', '--dry-run', '--report', format],
        world.keys(),
      );
      const ids = [...world.emulators.values()].map((one) => one.id('U1'));
      for (const id of ids) expect(format === 'html' || stdout.includes(id), format).toBe(true);
      if (['json', 'sarif', 'gitlab'].includes(format))
        expect(() => JSON.parse(stdout) as unknown).not.toThrow();
      if (format === 'csv')
        expect(stdout.split('\r\n').filter((line) => line.includes('organization,'))).toHaveLength(1);
      if (format === 'junit') expect(stdout.match(/<testsuite name="org-0\d"/g)).toHaveLength(2);
    }
  });

  it('is killed in the middle, again and again, and run once more: everything as planned, every value in a journal', async () => {
    await using world = await fleetWorld({ organizations: 40, options: { faults: { latency: 4 } } });
    const words = ['fleet', 'run', 'fleet.yaml', '--yes', '--parallel', '6', '--summary-only'];
    for (const kill of [60, 160, 260, 360]) {
      const child = world.start(words, world.keys());
      await until(() => world.total() >= kill || child.process.exitCode !== null);
      child.process.kill('SIGKILL');
      await child.exited;
    }
    const { code } = await world.cli(words, world.keys());
    expect(code).toBe(0);
    expect(unlikePlan(world)).toEqual([]);
    expect(interleaved(world, () => true)).toEqual([]);
    // What was cut off was gone on with, not begun again.
    const begun = journalsOf(world);
    expect(begun).toHaveLength(40);
    expect(begun.filter((journal) => journal.includes('"record":"resume"')).length).toBeGreaterThan(0);
    const { code: status, stdout } = await world.cli(['fleet', 'status', 'fleet.yaml', '--json']);
    const { organizations } = JSON.parse(stdout) as { organizations: { state: string; exit: number }[] };
    expect([status, organizations.length]).toEqual([0, 40]);
    expect(organizations.filter((one) => one.state !== 'ended' || one.exit !== 0)).toEqual([]);
    const journaled = journaledValues(world);
    const removed = removedValues(world);
    expect(removed).toHaveLength(240);
    expect(removed.filter((value) => !journaled.has(value))).toEqual([]);
    expect(removed[0]).toContain(VALUE);
  });
});
