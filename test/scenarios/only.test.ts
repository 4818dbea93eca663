import { describe, expect, it } from 'vitest';
import { type Scenario, scenario, tagsOf } from '../scenario.ts';

const RULES = `version: 1
rules:
  - { id: no-temp-keys-on-ous, match: { type: ou }, remove: "temp-*" }
  - { id: no-trash, match: { type: ou }, remove: trash }
`;

const SEED = `organization: { name: acme, management-account: boss }
root:
  units:
    Sandbox: { tags: { temp-a: "1" } }
    Clean: { tags: { owner: team } }
policies:
  deny: { tags: { temp-p: "1" } }
`;

async function start(more = ''): Promise<Scenario> {
  const world = await scenario({ rules: RULES, seed: SEED + more });
  await world.cli('snapshot', '-o', 'org.jsonl');
  world.requests();
  return world;
}

/** A dry run narrowed to what `only` says, from the service and then from a snapshot of it. */
async function narrowed(world: Scenario, only: string) {
  const live = await world.cli('--dry-run', '--only', only);
  const saved = await world.cli('--dry-run', '--only', only, '--inventory', 'org.jsonl');
  return [live, saved];
}

describe('a run that is narrowed to a resource', () => {
  it('refuses an id that no resource has, and names the nearest one', async () => {
    await using world = await start();
    const id = world.emulator.id('Sandbox');
    for (const { code, stdout } of await narrowed(world, `resource=${id.slice(0, -1)}`)) {
      expect(code).toBe(1);
      expect(stdout).toContain('error[unknown-resource]');
      expect(stdout).toContain(`(${id})?`);
    }
    for (const { code, stdout } of await narrowed(world, 'resource=nobody-has-this-one')) {
      expect([code, stdout.includes('obeys')]).toEqual([1, false]);
      expect(stdout).toContain('reconcile snapshot -o - lists all there are');
    }
  });

  it('refuses a name where an id is wanted, and tells the id', async () => {
    await using world = await start();
    const id = world.emulator.id('Sandbox');
    for (const { code, stdout } of await narrowed(world, 'resource=Sandbox')) {
      expect(code).toBe(1);
      expect(stdout).toContain('no resource that was read has the id "Sandbox"');
      expect(stdout).toContain(id);
    }
  });

  it('refuses before anything is sent', async () => {
    await using world = await start();
    const { code } = await world.cli('--yes', '--limit', 'share=none', '--only', 'resource=Sandbox');
    expect(code).toBe(1);
    expect(world.requests().filter((request) => request.write)).toEqual([]);
    expect(tagsOf(world.emulator, 'Sandbox')).toEqual({ 'temp-a': '1' });
  });

  it('says that no rule speaks of its type where that is why it was not read', async () => {
    await using world = await start();
    for (const { code, stdout } of await narrowed(world, `resource=${world.emulator.id('deny')}`)) {
      expect(code).toBe(1);
      expect(stdout).toContain('it is an id of policies, and none were read, for no rule of this run speaks');
    }
  });

  it('is incomplete, not refused, where it may be among what was not read', async () => {
    const denied = ['ListResourceInstances', 'ListOrganizationalUnits'].map(
      (on) => `    - { on: ${on}, fault: { kind: deny } }\n`,
    );
    await using world = await start(`faults:\n  rules:\n${denied.join('')}`);
    for (const { code, stdout } of await narrowed(world, 'resource=ou-abcdefgh12345678')) {
      expect(code).toBe(5);
      expect(stdout).not.toContain('unknown-resource');
    }
  });

  it('claims nothing of the rest of the organization where it finds nothing', async () => {
    await using world = await start();
    const id = world.emulator.id('Clean');
    for (const { code, stdout } of await narrowed(world, `resource=${id}`)) {
      expect(code).toBe(0);
      expect(stdout).toContain(`Exit 0: within resource=${id} nothing is to do; the rest was not judged.`);
    }
    for (const { stdout } of await narrowed(world, 'rule=no-trash'))
      expect(stdout).toContain('Exit 0: within rule=no-trash nothing is to do; the rest was not judged.');
  });
});
