import { describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../engine/emulator/server.ts';
import type { Needs } from '../../engine/inventory/take.ts';
import { emulate } from '../emulator/kit.ts';
import { world } from '../engine.ts';
import { calls, POLICIES, policies, take } from './kit.ts';

const NO_BULK: FaultPlan = { rules: [{ on: 'ListResourceInstances', fault: { kind: 'deny' } }] };

describe('a bulk read that is denied', () => {
  it('gives way to one read for each resource, and the log says so', async () => {
    await using emulator = await emulate(policies(5), { faults: NO_BULK });
    const said: string[] = [];
    const inventory = await take(
      emulator,
      POLICIES,
      'auto',
      (level, message) => level !== 'debug' && said.push(message),
    );
    expect(inventory.gaps).toEqual([]);
    expect(inventory.resources).toEqual(emulator.resources().filter((one) => one.type === 'policy'));
    expect(calls(emulator).sort()).toEqual([
      'ListPolicies',
      'ListResourceInstances',
      ...Array.from({ length: 5 }, () => 'ListTagsForResource'),
    ]);
    expect(said).toEqual(['the bulk read of policy resources is denied; reading them one by one']);
  });

  it('is a gap where only bulk reads were asked for', async () => {
    await using emulator = await emulate(policies(5), { faults: NO_BULK });
    const inventory = await take(emulator, POLICIES, 'bulk');
    expect(inventory.resources).toEqual([]);
    expect(inventory.gaps).toMatchObject([{ kind: 'type', type: 'policy' }]);
    expect(calls(emulator)).toEqual(['ListResourceInstances']);
  });

  it('is not tried where reads one by one were asked for', async () => {
    await using emulator = await emulate(policies(2));
    await take(emulator, POLICIES, 'per-resource');
    expect(calls(emulator).sort()).toEqual(['ListPolicies', 'ListTagsForResource', 'ListTagsForResource']);
  });

  it('is a gap of its type alone where the list is denied too', async () => {
    const faults: FaultPlan = {
      rules: [...(NO_BULK.rules ?? []), { on: 'ListPolicies', fault: { kind: 'deny' } }],
    };
    await using emulator = await emulate(policies(2), { faults });
    const needs: Needs = { types: ['root', 'policy'], treeRead: 'none' };
    const inventory = await take(emulator, needs);
    expect(inventory.resources.map((one) => one.type)).toEqual(['root']);
    expect(inventory.gaps).toMatchObject([{ kind: 'type', type: 'policy' }]);
  });
});

describe('one resource whose tags are denied', () => {
  const denied = 'p-00000001';
  const faults: FaultPlan = {
    rules: [{ on: 'ListTagsForResource', resource: denied, fault: { kind: 'deny' } }],
  };

  it('is a gap of its own, and its neighbours are read', async () => {
    await using emulator = await emulate(policies(3), { faults });
    const inventory = await take(emulator, POLICIES, 'per-resource');
    expect(inventory.resources.map((one) => one.id)).toEqual(['p-00000000', 'p-00000002']);
    expect(inventory.gaps).toMatchObject([{ kind: 'resource', type: 'policy', id: denied }]);
  });

  it('is never planned for, and the run exits 5', async () => {
    const rules =
      'version: 1\nrules: [{ id: r, match: { type: policy }, remove: n }]\nlimits: { share: none }\n';
    await using here = await world({ rules, seed: policies(3), options: { faults } });
    const run = await here.dryRun({ reading: { mode: 'per-resource', concurrency: 4 } });
    expect(run.plan?.calls.map((call) => call.resource.id)).toEqual(['p-00000000', 'p-00000002']);
    expect(run.exit).toBe(5);
  });
});
