import { describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../engine/emulator/server.ts';
import type { Run } from '../../engine/model.ts';
import { type World, world } from '../engine.ts';

const SEED = `
organization: { name: acme, management-account: boss }
root:
  units:
    Production:
      units: { Core: { accounts: { prd-core: { tags: { temp-a: "1" } } } } }
      accounts: { prd-pay: { tags: { temp-a: "1" } } }
    Sandbox:
      units: { Play: }
      accounts: { sbx: { tags: { temp-a: "1" } } }
`;

const rule = (more: string) =>
  `version: 1\nlimits: { share: none }\nrules: [{ id: r, match: { type: account${more} }, remove: "temp-*" }]\n`;

describe('reading the tree', () => {
  it('sends nothing where no rule uses a path', async () => {
    expect(await parents(rule(''))).toEqual([]);
  });

  it('asks once for each parent of the branches that a path can reach, and for no other', async () => {
    expect(await parents(rule(', path: "/Production/**"'))).toEqual(['Core', 'Production', 'root']);
    expect(await parents(rule(', path: "/Production/*"'))).toEqual(['Core', 'Production', 'root']);
    expect(await parents(rule(', path: "/Sandbox"'))).toEqual(['Sandbox', 'root']);
    expect(await parents(rule(', path: "/"'))).toEqual(['root']);
    expect(await parents(rule(', path: "/**"'))).toEqual(['Core', 'Play', 'Production', 'Sandbox', 'root']);
  });

  it('knows of what lies outside of those branches that it lies elsewhere', async () => {
    const run = await dryRun(rule(', path: "/Production/**"'));
    expect(planned(run)).toEqual(['prd-core', 'prd-pay']);
    expect(run.plan?.gaps).toEqual([]);
    expect(run.exit).toBe(2);
  });

  it('reads for an exclude and for a waiver in force, and not for one that expired', async () => {
    expect(await parents(rule(' }, exclude: { path: "/Sandbox"'))).toEqual(['Sandbox', 'root']);
    const waived = (expires: string) =>
      `${rule('')}waivers: [{ rule: r, match: { path: /Sandbox }, reason: x, approved-by: y, expires: ${expires} }]\n`;
    expect(await parents(waived('2026-11-24'))).toEqual(['Sandbox', 'root']);
    expect(await parents(waived('2026-11-23'))).toEqual([]);
  });
});

describe('a branch that is denied', () => {
  /** The second parent that is asked for: Production or Sandbox. */
  const second: FaultPlan = { rules: [{ on: 'ListEntities', nth: 2, fault: { kind: 'deny' } }] };

  it('is a gap that names its parent, and nothing is planned for what may lie there', async () => {
    await using here = await open(rule(', path: "/{Production,Sandbox}/**"'), second);
    const run = await here.dryRun();
    const denied = here.emulator.requests().find((one) => one.api === 'ListEntities' && one.status === 403)
      ?.query['parent_id'];
    expect(run.plan?.gaps).toMatchObject([{ kind: 'tree', parent: denied }]);
    const readable = denied === here.emulator.id('Production') ? ['sbx'] : ['prd-core', 'prd-pay'];
    expect(planned(run)).toEqual(readable);
    expect(run.exit).toBe(5);
  });

  it('makes an exclude unknown for what may lie there, which shields it', async () => {
    const run = await dryRun(rule(' }, exclude: { path: "/Production/**"'), second);
    expect(planned(run)).toEqual([]);
    const shields = run.plan?.kept.map(({ resource, shields }) => [resource.name, shields[0]?.kind]);
    expect(shields?.sort()).toEqual([
      ['prd-core', 'unknown'],
      ['prd-pay', 'unknown'],
      ['sbx', 'unknown'],
    ]);
    expect(run.exit).toBe(5);
  });

  it('is one gap of the whole tree where not even the roots are listed', async () => {
    const faults: FaultPlan = { rules: [{ on: 'ListRoots', fault: { kind: 'deny' } }] };
    const run = await dryRun(rule(', path: "/Production/**"'), faults);
    expect(run.plan?.gaps).toMatchObject([{ kind: 'tree', parent: 'root' }]);
    expect(planned(run)).toEqual([]);
    expect(run.exit).toBe(5);
  });
});

describe('a tree that cannot be', () => {
  const shielded = rule(' }, exclude: { path: "/**/Sandbox/**"');

  it('makes an exclude unknown where no root is listed', async () => {
    await using here = await open(shielded);
    here.wrap = (api) => ({
      ...api,
      listEntities: (type) => (type === 'root' ? Promise.resolve([]) : api.listEntities(type)),
    });
    const run = await here.dryRun();
    expect([planned(run), run.exit]).toEqual([[], 5]);
    expect(run.plan?.gaps).toEqual([{ kind: 'tree', parent: 'root', why: 'the service lists no root' }]);
  });

  it('does not say where a unit lies that came at two places, nor what is in it', async () => {
    await using here = await open(shielded);
    const [production, sandbox] = [here.emulator.id('Production'), here.emulator.id('Sandbox')];
    here.wrap = (api) => ({
      ...api,
      async listChildren(parent) {
        const children = await api.listChildren(parent);
        return parent === production ? [...children, { type: 'ou', id: sandbox, name: 'Sandbox' }] : children;
      },
    });
    const run = await here.dryRun();
    expect(run.plan?.gaps).toMatchObject([
      { kind: 'tree', why: expect.stringContaining('at two places') as string },
    ]);
    const unknown = run.plan?.kept.filter(({ shields }) => shields[0]?.kind === 'unknown');
    expect(unknown?.map(({ resource }) => resource.name)).toEqual(['sbx']);
    expect([planned(run), run.exit]).toEqual([['prd-core', 'prd-pay'], 5]);
  });

  it('is followed for so many levels and no further', async () => {
    await using here = await open(shielded);
    let n = 0;
    here.wrap = (api) => ({
      ...api,
      listChildren: () =>
        Promise.resolve([{ type: 'ou', id: `ou-deep${String(++n).padStart(6, '0')}`, name: 'X' }]),
    });
    const run = await here.dryRun();
    expect(run.plan?.gaps).toHaveLength(1);
    expect([planned(run), run.exit]).toEqual([[], 5]);
  });
});

function open(rules: string, faults: FaultPlan = {}): Promise<World> {
  return world({ rules, seed: SEED, options: { faults } });
}

async function dryRun(rules: string, faults?: FaultPlan): Promise<Run> {
  await using here = await open(rules, faults);
  return await here.dryRun();
}

/** Names of the parents whose children a dry run asked for, sorted. */
async function parents(rules: string): Promise<string[]> {
  await using here = await open(rules);
  await here.dryRun();
  const names = new Map(here.emulator.resources().map((one) => [one.id, one.name]));
  return here.emulator
    .requests()
    .filter((one) => one.api === 'ListEntities')
    .map((one) => names.get(one.query['parent_id'] ?? '') ?? '')
    .sort();
}

function planned(run: Run): string[] {
  return (run.plan?.calls ?? []).map((call) => call.resource.name).sort();
}
