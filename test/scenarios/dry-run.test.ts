import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli, scenario, tagsOf, untagged } from '../scenario.ts';

const RULES = `
version: 1
rules:
  - id: no-temp-keys-on-ous
    match: { type: ou }
    remove: "temp-*"
`;

/** An organization whose units \`OU 0\` to \`OU n-1\` each have a temporary tag and one to keep. */
function units(n: number): string {
  const names = Array.from({ length: n }, (_, i) => `    OU ${i}: { tags: { temp-${i}: "x", owner: team } }`);
  return `organization: { name: many, management-account: root }\nroot:\n  units:\n${names.join('\n')}\n`;
}

describe('a dry run', () => {
  it('reads one page for every 1,000 resources of the types that rules speak of, and nothing more', async () => {
    for (const [resources, pages] of [
      [1, 1],
      [1000, 1],
      [1001, 2],
    ] as const) {
      await using world = await scenario({ rules: RULES, seed: units(resources) });
      await world.cli('--dry-run', '--limit', 'removals=none', '--limit', 'share=none');
      const apis = world.requests().map((request) => request.api);
      expect(apis).toEqual(['ShowOrganization', ...Array<string>(pages).fill('ListResourceInstances')]);
    }
  });

  it('sends no write, and says with exit code 2 that removals are pending', async () => {
    await using world = await scenario({ rules: RULES, seed: units(3) });
    const { code, stdout } = await world.cli('--dry-run', '--limit', 'share=none');
    expect(code).toBe(2);
    expect(stdout).toContain('Would remove 3 tags from 3 resources');
    expect(world.requests().filter((request) => request.write)).toEqual([]);
    expect(tagsOf(world.emulator, 'OU 1')).toEqual({ 'temp-1': 'x', owner: 'team' });
  });

  it('leaves no file but the ones that were asked for', async () => {
    await using world = await scenario({ rules: RULES, seed: units(1) });
    const { stdout } = await world.cli('--dry-run', '--out', 'plan.json', '--report', 'json=run.json');
    expect(stdout).toContain(
      'Next: the plan is saved in plan.json; `reconcile apply plan.json` carries it out.',
    );
    const again = await world.cli('report', 'plan.json');
    expect(again.stdout).toContain('Next: `reconcile apply plan.json` carries it out.');
    const elsewhere = await runCli(['report', 'plan.json'], { cwd: world.folder });
    expect(elsewhere.stdout).toContain('Next: `reconcile apply plan.json --emulator` carries it out.');
    expect(readdirSync(world.folder).sort()).toEqual(['plan.json', 'run.json', 'tag-rules.yaml']);
  });

  it('decides the same twice: one digest, and the same plan but for the times', async () => {
    await using world = await scenario({ rules: RULES, seed: units(7) });
    await world.cli('--dry-run', '--out', 'a.json');
    await world.cli('--dry-run', '--out', 'b.json');
    const timeless = (name: string): object => {
      const { created: _, 'read-at': __, seal: ___, ...rest } = world.plan(name);
      return rest;
    };
    expect(timeless('a.json')).toEqual(timeless('b.json'));
    expect(world.plan('a.json').digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the same bytes twice from an inventory file', async () => {
    await using world = await scenario({ rules: RULES, seed: units(7) });
    await world.cli('snapshot', '-o', 'org.jsonl');
    const csv = () => world.cli('--dry-run', '--inventory', 'org.jsonl', '--report', 'csv');
    const [first, second] = [await csv(), await csv()];
    expect(first.stdout).toContain('temp-6');
    expect(second.stdout).toBe(first.stdout);
  });

  it('tells a path that differs from an OU only by case which one there is', async () => {
    const rules = `version: 1
rules:
  - { id: a, match: { type: account, path: "/production/**" }, remove: temp }
  - { id: b, match: { path: "/Gone/**" }, remove: temp }
  - { id: c, match: { path: "/Root/Production" }, remove: temp }
`;
    const seed = `organization: { name: acme, management-account: root }
root:
  units:
    Production: { units: { Payments: { accounts: { prd-pay: { tags: { temp: x } } } } } }
`;
    await using world = await scenario({ rules, seed });
    const { code, stdout } = await world.cli('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'path /production/** matches nothing: letter case counts, and there is /Production\n',
    );
    expect(stdout).toContain('path /Gone/** matches nothing: was an OU renamed?');
    expect(stdout).toContain('path /Root/Production matches nothing: the root has no name in a path');
  });

  it('says of a name and an id that a rule matches by, and that nothing has, for information alone', async () => {
    const rules = `version: 1
rules:
  - { id: a, match: { type: ou, name: ["OU 0", "OU O*"] }, remove: temp-b }
  - { id: b, match: { id: ou-nonexistent2 }, remove: temp-b }
`;
    await using world = await scenario({ rules, seed: units(3) });
    const { code, stdout } = await world.cli('--dry-run', '--out', 'plan.json');
    expect(code).toBe(0);
    expect(stdout).toContain('match name OU O* takes no resource: was something renamed?');
    expect(stdout).toContain('match id ou-nonexistent2 takes no resource');
    expect(stdout).not.toContain('match name OU 0');
    expect((await world.cli('--dry-run', '--fail-on', 'info')).code).toBe(2);
    const again = await world.cli('report', 'plan.json', '--report', 'html');
    expect(again.stdout).toContain('match unused');
  });

  it('costs at most two signed requests where the secret key is wrong, says so, and exits 1', async () => {
    await using world = await scenario({ rules: RULES, seed: units(3) });
    const env = { ...world.env, HUAWEICLOUD_SDK_SK: 'not-the-secret' };
    const { code, stdout } = await runCli(['--dry-run'], { cwd: world.folder, env });
    expect(code).toBe(1);
    expect(stdout).toContain('signature-refused');
    expect(stdout).not.toContain('not-the-secret');
    expect(world.requests().length).toBeLessThanOrEqual(2);
  });

  it('keeps reports on standard output and everything else on standard error', async () => {
    await using world = await scenario({ rules: RULES, seed: units(1) });
    const args = ['--dry-run', '--report', 'json', '--log-level', 'debug', '--log-format', 'json'];
    const { stdout, stderr } = await world.cli(...args);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    for (const line of stderr.split('\n').filter(Boolean)) expect(JSON.parse(line)).toHaveProperty('level');
    expect(stderr).not.toContain(world.env['HUAWEICLOUD_SDK_SK']);
  });

  it('runs the same path as an apply: the same requests until the first write', async () => {
    await using world = await scenario({ rules: RULES, seed: units(2) });
    await world.cli('--dry-run', '--limit', 'share=none');
    const dry = world.requests().map((request) => request.api);
    await world.cli('--yes', '--limit', 'share=none');
    const real = world.requests();
    expect(real.slice(0, dry.length).map((request) => request.api)).toEqual(dry);
    expect(untagged(real).length).toBe(2);
  });
});
