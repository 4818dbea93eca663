import { describe, expect, it } from 'vitest';
import { type Explained, explain } from '../../engine/explain.ts';
import { type World, type WorldOptions, world } from '../engine.ts';

const SEED = `
organization: { name: acme, management-account: boss }
root:
  units:
    Production:
      tags: { temp-a: "1" }
      units:
        Payments: { tags: { temp-a: "1", owner: pay } }
      accounts:
        prd-pay: { tags: { temp-a: "1" } }
    Sandbox:
      units:
        Payments: { units: { Deep: } }
policies:
  deny: { tags: { temp-p: "1" } }
`;

const PLAIN = 'version: 1\nrules: [{ id: no-temp, remove: "temp-*" }]\n';
const BY_PATH = `version: 1
rules:
  - { id: production, match: { type: ou, path: "/Production/**" }, remove: "temp-*" }
  - { id: sandbox, match: { type: account, path: "/Sandbox/**" }, remove: "temp-*" }
`;

describe('what explain reads', () => {
  it('is one page of one type for an id, where no rule needs the tree', async () => {
    await using here = await open({ rules: PLAIN });
    const { explanation, exit } = await ask(here, here.emulator.id('deny'));
    expect(explanation?.tags.map((tag) => tag.decision)).toEqual(['goes']);
    expect(exit).toBe(0);
    expect(calls(here)).toEqual(['ShowOrganization', 'ListResourceInstances organizations:policies']);
  });

  it('is the tree too where a rule needs it to tell, but only the branches that its path can reach', async () => {
    await using here = await open({ rules: BY_PATH });
    const id =
      here.emulator.resources().find((one) => one.path?.join('/') === 'Production/Payments')?.id ?? '';
    const { explanation } = await ask(here, id);
    expect(explanation?.resource.path).toEqual(['Production', 'Payments']);
    expect(explanation?.tags.map((tag) => tag.decision)).toEqual(['unclaimed', 'goes']);
    expect(calls(here).sort()).toEqual(
      [
        'ShowOrganization',
        'ListResourceInstances organizations:ous',
        'ListRoots',
        `ListEntities ${here.emulator.id('root')}`,
        `ListEntities ${here.emulator.id('Production')}`,
        `ListEntities ${id}`,
      ].sort(),
    );
  });

  it('is not the tree where a rule with a path speaks of another type, or is out for another reason', async () => {
    const rules = `${BY_PATH}  - { id: named, match: { type: ou, name: other, path: "/**" }, remove: x }\n`;
    await using policies = await open({ rules });
    await ask(policies, policies.emulator.id('deny'));
    expect(calls(policies)).toHaveLength(2);

    await using units = await open({
      rules: `version: 1\nrules:\n${rules.split('\n').slice(-2).join('\n')}`,
    });
    const { explanation } = await ask(units, units.emulator.id('Production'));
    expect(explanation?.apart[0]?.because.condition).toBe('match/name');
    expect(calls(units)).toHaveLength(2);
  });

  it('finds by a name that only one resource has, of whatever type', async () => {
    await using here = await open({ rules: PLAIN });
    expect((await ask(here, 'prd-pay')).explanation?.resource.type).toBe('account');
    expect((await ask(here, 'Sandbox')).explanation?.resource.type).toBe('ou');
    expect((await ask(here, 'deny')).explanation?.resource.type).toBe('policy');
  });

  it('finds by a path, and reads only the branch that leads there', async () => {
    await using here = await open({ rules: PLAIN });
    const { explanation } = await ask(here, '/Production/Payments');
    expect(explanation?.resource).toMatchObject({ type: 'ou', path: ['Production', 'Payments'] });
    const tree = calls(here).filter((call) => call.startsWith('ListEntities'));
    expect(tree).toEqual([
      `ListEntities ${here.emulator.id('root')}`,
      `ListEntities ${here.emulator.id('Production')}`,
    ]);
    expect((await ask(here, '/Production/prd-pay')).explanation?.resource.name).toBe('prd-pay');
    expect((await ask(here, '/')).explanation?.resource.type).toBe('root');
  });

  it('takes a name that looks like an id for one where no id is found', async () => {
    const rules = PLAIN;
    await using here = await open({ rules, seed: SEED.replace('prd-pay', 'ou-looks1like2an3id') });
    expect((await ask(here, 'ou-looks1like2an3id')).explanation?.resource.type).toBe('account');
  });
});

describe('what explain does not find', () => {
  it('lists those that a name stands for', async () => {
    await using here = await open({ rules: PLAIN });
    const { run, explanation, exit } = await ask(here, 'Payments');
    expect(explanation).toBeUndefined();
    expect(exit).toBe(1);
    expect(run.problems.map((one) => one.code)).toEqual(['ambiguous-resource']);
    const ids = here.emulator.resources().filter((one) => one.name === 'Payments');
    expect(ids.length).toBeGreaterThan(1);
    // Only where each lies tells a reader which one is meant.
    for (const { id, path = [] } of ids)
      expect(run.problems[0]?.hint).toContain(`/${path.join('/')} (${id})`);
  });

  it('suggests names that hold what was typed', async () => {
    await using here = await open({ rules: PLAIN });
    const { run } = await ask(here, 'prd-');
    expect(run.problems[0]?.hint).toMatch(/^names that hold it: "prd-/);
  });

  it('suggests the nearest name', async () => {
    await using here = await open({ rules: PLAIN });
    const { run, exit } = await ask(here, 'prd-pai');
    expect(exit).toBe(1);
    expect(run.problems).toMatchObject([{ code: 'unknown-resource', hint: 'did you mean "prd-pay"?' }]);
  });
});

describe('explain where something cannot be read', () => {
  const deny = (on: 'ListEntities' | 'ListResourceInstances' | 'ListTagsForResource', more: object = {}) => ({
    faults: { rules: [{ on, fault: { kind: 'deny' as const }, ...more }] },
  });

  it('exits 5 and says that it is unknown where the tree is denied and a rule needs it', async () => {
    await using here = await open({ rules: BY_PATH, options: deny('ListEntities') });
    const { explanation, exit, gaps } = await ask(here, here.emulator.id('Production'));
    expect(explanation?.tags.map((tag) => tag.decision)).toEqual(['unknown']);
    expect(gaps.map((gap) => gap.kind)).toEqual(['tree']);
    expect(exit).toBe(5);
  });

  it('exits 0 where the denied tree could not change anything', async () => {
    const rules = `${BY_PATH}  - { id: all, match: { type: ou }, remove: "temp-*" }\n`;
    await using here = await open({ rules, options: deny('ListEntities') });
    const { explanation, exit } = await ask(here, here.emulator.id('Production'));
    expect(explanation?.tags.map((tag) => tag.decision)).toEqual(['goes']);
    expect(exit).toBe(0);
  });

  it('exits 5, not 1, where the resource may be among what was not read', async () => {
    await using here = await open({ rules: PLAIN, options: deny('ListTagsForResource') });
    const reading = { mode: 'per-resource' as const, concurrency: 4 };
    const { run, exit } = await ask(here, here.emulator.id('Production'), { reading });
    expect(run.problems.map((one) => one.code)).toEqual(['resource-unread']);
    expect(exit).toBe(5);
  });

  it('exits 1 where the service refuses the caller altogether', async () => {
    await using here = await open({
      rules: PLAIN,
      options: { faults: { rules: [{ on: 'ShowOrganization', fault: { kind: 'deny' } }] } },
    });
    const { run, exit } = await ask(here, 'deny');
    expect(run.problems.map((one) => one.code)).toEqual(['permission-denied']);
    expect(exit).toBe(1);
  });
});

function open(options: Omit<WorldOptions, 'seed'> & { seed?: string }): Promise<World> {
  return world({ seed: SEED, ...options });
}

function ask(here: World, resource: string, more: object = {}): Promise<Explained> {
  const reading = { mode: 'auto' as const, concurrency: 4 };
  return explain({ rules: here.rules, resource, reading, ...more }, here.effects);
}

/** Calls that the emulator saw, each with the type or the parent it was about. */
function calls({ emulator }: World): string[] {
  return emulator.requests().map(({ api, path, query }) => {
    const type = /organizations:\w+/.exec(path)?.[0];
    return [api, type ?? query['parent_id']].filter((part) => part !== undefined).join(' ');
  });
}
