import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInventory } from '../../engine/inventory/file.ts';
import type { Call, Inventory, Resource, Run } from '../../engine/model.ts';
import { emulate } from '../emulator/kit.ts';
import { type Scenario, scenario } from '../scenario.ts';
import { inventoryText } from './kit.ts';

const SEED = `
organization: { name: acme, management-account: boss }
root:
  tags: { _sys_x: "1", owner: us }
  units:
    Production:
      tags: { temp-a: "1", env: prod }
      units: { 支付: { tags: { temp-b: "" }, accounts: { prd-pay: { tags: { temp-c: "x" } } } } }
    Sandbox: { accounts: { sbx: { tags: { temp-d: "1" } } } }
policies:
  deny: { tags: { temp-e: "1" } }
`;

const RULES = `version: 1
limits: { share: none }
rules:
  - { id: everywhere, match: { type: [root, ou, policy] }, remove: "temp-*" }
  - { id: accounts, match: { type: account, path: "/**" }, exclude: { path: "/Sandbox/**" }, remove: "temp-*" }
`;

describe('reconcile snapshot', () => {
  it('writes the whole organization, for its owner alone, and says so on standard error', async () => {
    await using here = await scenario({ seed: SEED });
    const { code, stdout, stderr } = await here.cli('snapshot', '-o', 'inventory.jsonl');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(
      /^1 root, 3 OUs, 3 accounts, 1 policy with 8 tags, 1 of them _sys_\*, of o-\w+ at the emulator at .* saved to inventory\.jsonl\n$/,
    );
    const { resources, ...header } = openInventory(join(here.folder, 'inventory.jsonl'));
    expect([...resources]).toEqual(here.emulator.resources());
    expect(header).toMatchObject({
      origin: 'emulator',
      tree: 'whole',
      gaps: [],
      types: ['root', 'ou', 'account', 'policy'],
    });
    expect(statSync(join(here.folder, 'inventory.jsonl')).mode & 0o777).toBe(0o600);
    expect(readdirSync(here.folder)).toEqual(['inventory.jsonl']);
  });

  it('takes the place of an older file as a whole', async () => {
    await using here = await scenario({ seed: SEED });
    here.write('inventory.jsonl', 'x'.repeat(1_000_000));
    expect((await here.cli('snapshot', '-o', 'inventory.jsonl')).code).toBe(0);
    expect([...openInventory(join(here.folder, 'inventory.jsonl')).resources]).toEqual(
      here.emulator.resources(),
    );
  });

  it('writes to standard output for -, and there nothing else', async () => {
    await using here = await scenario({ seed: SEED });
    const { code, stdout, stderr } = await here.cli('snapshot', '-o', '-');
    expect(code).toBe(0);
    expect(stderr).toContain('saved to standard output');
    here.write('piped', stdout);
    expect([...openInventory(join(here.folder, 'piped')).resources]).toEqual(here.emulator.resources());
  });

  it('keeps its gaps, names them, and exits 5', async () => {
    const faults = { rules: [{ on: 'ListEntities' as const, nth: 2, fault: { kind: 'deny' as const } }] };
    await using here = await scenario({ seed: SEED, options: { faults } });
    const { code, stderr } = await here.cli('snapshot', '-o', 'inventory.jsonl');
    expect(code).toBe(5);
    expect(stderr).toContain('not read: what lies below ou-');
    expect(stderr).toContain('; 1 gap, so it is not complete\n');
    expect(openInventory(join(here.folder, 'inventory.jsonl')).gaps).toMatchObject([{ kind: 'tree' }]);

    here.write('tag-rules.yaml', RULES);
    const run = await here.run('--dry-run', '--inventory', 'inventory.jsonl');
    expect(run.plan?.gaps).toMatchObject([{ kind: 'tree' }]);
    expect(run.exit).toBe(5);
  });

  it('writes nothing and exits 1 where the organization cannot be read or the file not be written', async () => {
    const faults = { rules: [{ on: 'ShowOrganization' as const, fault: { kind: 'deny' as const } }] };
    await using denied = await scenario({ seed: SEED, options: { faults } });
    expect((await denied.cli('snapshot', '-o', 'inventory.jsonl')).code).toBe(1);
    expect(existsSync(join(denied.folder, 'inventory.jsonl'))).toBe(false);

    await using here = await scenario({ seed: SEED });
    const { code, stderr } = await here.cli('snapshot', '-o', 'absent/inventory.jsonl');
    expect(code).toBe(1);
    expect(stderr).toContain('error[file-unwritable]');
    expect((await here.cli('snapshot')).code).toBe(1);
  });
});

describe('a snapshot as the inventory of a dry run', () => {
  it('gives the same calls as the live organization, without a request to it', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    const live = await here.run('--dry-run');
    await here.cli('snapshot', '-o', 'inventory.jsonl');
    here.requests();
    const saved = await here.run('--dry-run', '--inventory', 'inventory.jsonl');
    expect(
      calls(saved)
        .map((call) => call.resource.name)
        .sort(),
    ).toEqual(['Production', 'deny', 'prd-pay', '支付']);
    expect(calls(saved)).toEqual(calls(live));
    expect([saved.exit, live.exit]).toEqual([2, 2]);
    expect(here.requests()).toEqual([]);
  });

  it('counts and keeps the same, and lacks the tree where that was not read as a whole', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    const live = await here.run('--dry-run');
    await here.cli('snapshot', '-o', 'inventory.jsonl');
    // What other rules could reach is not what these need.
    here.write('reached.jsonl', here.read('inventory.jsonl').replace('"tree":"whole"', '"tree":"reached"'));
    const saved = await here.run('--dry-run', '--inventory', 'inventory.jsonl');
    expect(saved.plan?.counts).toEqual(live.plan?.counts);
    expect(saved.plan?.kept).toEqual(live.plan?.kept);
    expect((await here.run('--dry-run', '--inventory', 'reached.jsonl')).plan?.gaps).toMatchObject([
      { kind: 'need', what: 'tree' },
    ]);
  });

  it('exits 1 at a file that is broken, with the line', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    await here.cli('snapshot', '-o', 'inventory.jsonl');
    here.write('inventory.jsonl', here.read('inventory.jsonl').slice(0, -20));
    const { code, stderr, stdout } = await here.cli('--dry-run', '--inventory', 'inventory.jsonl');
    expect(code).toBe(1);
    expect(stderr + stdout).toMatch(/inventory-broken.*inventory\.jsonl:9/s);
  });
});

describe('an inventory file that is not there', () => {
  it('is told with the verb that saves one', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    const missing = await here.cli('--dry-run', '--inventory', 'absent.jsonl');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain(
      'cannot read absent.jsonl (ENOENT)\n  hint: there is no such file; reconcile snapshot -o FILE saves one',
    );
    expect((await here.cli('--dry-run', '--inventory', '.')).stderr).toContain('hint: that is a folder');
  });
});

describe('a snapshot as the seed of the emulator', () => {
  it('gives an organization with the same ids, names, paths and tags', async () => {
    await using here = await scenario({ seed: SEED });
    await here.cli('snapshot', '-o', 'first.jsonl');
    await using again = await emulate(here.read('first.jsonl'));
    expect(again.resources()).toEqual(here.emulator.resources());
    const rehearsal = await here.cli('snapshot', '-o', 'second.jsonl', '--emulator', '--seed', 'first.jsonl');
    expect(rehearsal.code).toBe(0);
    expect(withoutTime(here, 'second.jsonl')).toEqual(withoutTime(here, 'first.jsonl'));
  });

  it('gives back hostile texts as they were', async () => {
    await using here = await scenario({ seed: SEED });
    const texts = [
      '\n',
      '\0',
      '\u202eabc',
      '\u2028',
      '::error::x',
      '\u001b[31m',
      '👩‍👩‍👧',
      'x'.repeat(255),
      '',
    ];
    const tags = texts.map((value, i) => ({ key: `k${i}`, value }));
    const units: Resource[] = texts.slice(0, 7).map((text, i) => {
      const name = `unit ${i} ${text}`;
      return { type: 'ou', id: `ou-${i}2345678`, name, path: [name], tags };
    });
    const root: Resource = { type: 'root', id: 'r-12345678', name: 'root', path: [], tags: [] };
    writeFileSync(join(here.folder, 'hostile.jsonl'), inventoryText([root, ...units]));
    const { code, stderr } = await here.cli(
      'snapshot',
      '-o',
      'out.jsonl',
      '--emulator',
      '--seed',
      'hostile.jsonl',
    );
    expect([code, stderr.split('\n').length]).toEqual([0, 2]);
    const out = openInventory(join(here.folder, 'out.jsonl'));
    expect(of(out, 'ou')).toEqual(units);
  });
});

function calls({ plan }: Run): readonly Call[] {
  return plan?.calls ?? [];
}

function of(inventory: Inventory, type: string): Resource[] {
  return [...inventory.resources].filter((one) => one.type === type);
}

function withoutTime(here: Scenario, file: string): string {
  return here.read(file).replace(/"read-at":"[^"]*"/, '');
}
