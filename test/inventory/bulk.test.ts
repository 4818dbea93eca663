import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import type { Instance, OrganizationsApi } from '../../engine/cloud/port.ts';
import type { FaultPlan } from '../../engine/emulator/server.ts';
import { readBulk } from '../../engine/inventory/bulk.ts';
import { emulate, wallClock } from '../emulator/kit.ts';
import { world } from '../engine.ts';
import { calls, POLICIES, policies, take } from './kit.ts';

describe('reading a type in bulk', () => {
  it.each([
    [0, 1],
    [1, 1],
    [999, 1],
    [1000, 1],
    [1001, 2],
    [2500, 3],
  ])('takes for %i resources exactly %i requests', async (count, requests) => {
    await using emulator = await emulate(policies(count));
    const inventory = await take(emulator, POLICIES);
    expect(calls(emulator)).toEqual(Array.from({ length: requests }, () => 'ListResourceInstances'));
    expect(inventory.resources).toEqual(emulator.resources().filter((one) => one.type === 'policy'));
    expect(inventory.gaps).toEqual([]);
  });

  it('asks for the first page alone, then for all others at once', async () => {
    await using emulator = await emulate(policies(2500), { clock: wallClock, faults: { latency: 60 } });
    await take(emulator, POLICIES);
    const pages = emulator.requests().filter((one) => one.api === 'ListResourceInstances');
    expect(pages.map((one) => one.query['offset']).sort()).toEqual(['0', '1000', '2000']);
    expect(pages.every((one) => one.query['limit'] === '1000')).toBe(true);
    expect(pages[0]).toMatchObject({ inFlight: 1, query: { offset: '0' } });
    expect(Math.max(...pages.map((one) => one.inFlight))).toBe(2);
  });

  it('lists only the types that are needed, and no tree', async () => {
    await using emulator = await emulate(policies(3));
    await take(emulator, { types: ['root', 'policy'], treeRead: 'none' });
    const types = emulator.requests().flatMap((one) => /organizations:\w+/.exec(one.path)?.[0] ?? []);
    expect(types.sort()).toEqual(['organizations:policies', 'organizations:roots']);
  });
});

describe('a list that changes while it is read', () => {
  it.each(['insert', 'delete'] as const)(
    'is read again after an %s between two pages, and is then whole',
    async (kind) => {
      await using emulator = await emulate(policies(1500), { faults: once(kind) });
      const inventory = await take(emulator, POLICIES);
      expect(inventory.gaps).toEqual([]);
      expect(inventory.resources).toEqual(emulator.resources().filter((one) => one.type === 'policy'));
      expect(inventory.resources).toHaveLength(kind === 'insert' ? 1501 : 1499);
      expect(calls(emulator)).toHaveLength(4);
    },
  );

  it('is a gap where it changes under every read, and what was read is kept', async () => {
    await using emulator = await emulate(policies(1500), { faults: always('delete') });
    const inventory = await take(emulator, POLICIES);
    expect(inventory.gaps).toMatchObject([{ kind: 'type', type: 'policy' }]);
    expect(inventory.gaps[0]?.why).toContain('changed while it was read');
    expect(calls(emulator)).toHaveLength(6);
    expect(inventory.resources.length).toBeGreaterThan(1400);
  });

  it('makes a run exit 5', async () => {
    const rules = 'version: 1\nrules: [{ id: r, match: { type: policy }, remove: absent }]\n';
    await using here = await world({ rules, seed: policies(1500), options: { faults: always('insert') } });
    const run = await here.dryRun();
    expect(run.plan?.gaps).toMatchObject([{ kind: 'type', type: 'policy' }]);
    expect(run.exit).toBe(5);
  });

  it('takes a resource that came twice with other tags for unknown', async () => {
    const twice = [instance('p-1', '1'), instance('p-2', '1'), instance('p-1', '2')];
    const { resources, gaps } = await readFrom(twice);
    expect(resources.map((one) => one.id)).toEqual(['p-2']);
    expect(gaps).toMatchObject([{ kind: 'type' }, { kind: 'resource', id: 'p-1' }]);
  });

  it('takes a resource that came twice with the same tags once, and the list for incomplete', async () => {
    const { resources, gaps } = await readFrom([instance('p-1', '1'), instance('p-1', '1')]);
    expect(resources.map((one) => one.id)).toEqual(['p-1']);
    expect(gaps).toMatchObject([{ kind: 'type', type: 'policy' }]);
  });

  it('takes a resource whose text is no Unicode for unknown, and its neighbours for read', async () => {
    const { resources, gaps } = await readFrom([instance('p-1', '\ud800'), instance('p-2', '\u{1f600}')]);
    expect(resources.map((one) => one.id)).toEqual(['p-2']);
    expect(gaps).toMatchObject([{ kind: 'resource', id: 'p-1' }]);
  });
});

function once(kind: 'insert' | 'delete'): FaultPlan {
  return { rules: [{ on: 'ListResourceInstances', nth: 1, fault: { kind, when: 'after', type: 'policy' } }] };
}

function always(kind: 'insert' | 'delete'): FaultPlan {
  return { rules: [{ on: 'ListResourceInstances', fault: { kind, when: 'after', type: 'policy' } }] };
}

function instance(id: string, value: string): Instance {
  return { id, name: '', tags: [{ key: 'k', value }] };
}

/** Reads a list that a service answers with whatever is asked. */
function readFrom(instances: readonly Instance[]) {
  const api: Pick<OrganizationsApi, 'listInstances'> = {
    listInstances: () => Promise.resolve({ instances, total: instances.length }),
  };
  return readBulk(api as OrganizationsApi, 'policy', pLimit(4));
}
