import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../engine/exit.ts';
import { runCli, scenario, tagsOf, untagged } from '../scenario.ts';

const RULES = `version: 1
limits: { share: 100% }
rules:
  - { id: temp, match: { type: ou }, remove: "temp-*" }
`;

/** Units, each with one temporary tag, and what goes wrong. */
function seed(units: number, faults = ''): string {
  const list = Array.from({ length: units }, (_, i) => `    OU ${i}: { tags: { temp-${i}: x, owner: a } }`);
  return `organization: { name: acme, management-account: root }\nroot:\n  units:\n${list.join('\n')}\n${faults}`;
}

const fault = (on: string, more: string): string => `faults:\n  rules:\n    - { on: ${on}, ${more} }\n`;

describe('the exit codes of the built CLI', () => {
  it('0: nothing to do, and all done and verified', async () => {
    await using world = await scenario({ rules: RULES, seed: seed(2) });
    expect((await world.cli('--yes')).code).toBe(0);
    expect(tagsOf(world.emulator, 'OU 1')).toEqual({ owner: 'a' });
    expect((await world.cli('--dry-run')).code).toBe(0);
  });

  it('1: an edited plan, before any request', async () => {
    await using world = await scenario({ rules: RULES, seed: seed(1) });
    await world.cli('--dry-run', '--out', 'plan.json');
    world.requests();
    world.write('plan.json', world.read('plan.json').replace('"temp-0"', '"owner"'));
    const { code, stderr } = await world.cli('apply', 'plan.json', '--yes');
    expect([code, stderr.includes('plan-edited')]).toEqual([1, true]);
    expect(world.requests()).toEqual([]);
  });

  it('2: removals are pending', async () => {
    await using world = await scenario({ rules: RULES, seed: seed(1) });
    expect((await world.cli('--dry-run')).code).toBe(2);
    expect(world.requests().filter(({ write }) => write)).toEqual([]);
  });

  it('3: the plan is past a limit, so nothing is sent', async () => {
    await using world = await scenario({ rules: RULES, seed: seed(2) });
    const { code, stdout } = await world.cli('--yes', '--limit', 'removals=1');
    expect([code, stdout.startsWith('REFUSED')]).toEqual([3, true]);
    expect(world.requests().filter(({ write }) => write)).toEqual([]);
  });

  it('4: one call is denied, the others are made', async () => {
    const denied = fault('UntagResource', 'nth: 2, fault: { kind: deny }');
    await using world = await scenario({ rules: RULES, seed: seed(3, denied) });
    const { code, stdout } = await world.cli('--yes', '--concurrency', '1');
    expect([code, stdout.startsWith('PARTIAL')]).toEqual([4, true]);
    expect(untagged(world.requests())).toHaveLength(3);
  });

  it('5: a type of resource could not be listed', async () => {
    const denied = fault('ListResourceInstances', 'fault: { kind: deny }');
    await using world = await scenario({ rules: RULES, seed: seed(1, denied) });
    const { code, stdout } = await world.cli('--dry-run', '--read', 'bulk');
    expect([code, stdout.startsWith('INCOMPLETE')]).toEqual([5, true]);
  });

  it('6: a value changed since the plan, so the tag is left alone', async () => {
    await using world = await scenario({ rules: RULES, seed: seed(2) });
    await world.cli('--dry-run', '--out', 'plan.json');
    world.emulator.setTag(world.emulator.id('OU 0'), 'temp-0', 'another');
    const { code, stdout } = await world.cli('apply', 'plan.json', '--yes');
    expect([code, stdout.startsWith('STALE')]).toEqual([6, true]);
    expect(tagsOf(world.emulator, 'OU 0')).toEqual({ owner: 'a', 'temp-0': 'another' });
    expect(tagsOf(world.emulator, 'OU 1')).toEqual({ owner: 'a' });
  });

  it('130: Ctrl-C after the second untag call; what was under way is finished, and resume does the rest', async () => {
    const slow = 'faults:\n  latency: 40\n';
    await using world = await scenario({ rules: RULES, seed: seed(12, slow) });
    const calls = () => untagged(world.emulator.requests()).length;
    const { code, stdout, stderr } = await runCli(['--yes', '--concurrency', '1'], {
      cwd: world.folder,
      env: world.env,
      started(child) {
        const watch = setInterval(() => {
          if (calls() < 2) return;
          clearInterval(watch);
          child.kill('SIGINT');
        }, 5);
        child.on('exit', () => clearInterval(watch));
      },
    });
    expect([code, stdout.startsWith('INTERRUPTED')]).toEqual([130, true]);
    expect(stderr).toContain('calls under way are finished first');
    const done = calls();
    expect(done).toBeGreaterThanOrEqual(2);
    expect(done).toBeLessThan(12);
    expect((await world.cli('resume', 'last', '--yes')).code).toBe(0);
    // Nothing was untagged twice, and nothing was forgotten.
    expect(
      untagged(world.emulator.requests())
        .flatMap(([, keys]) => keys)
        .sort(),
    ).toEqual(Array.from({ length: 12 }, (_, i) => `temp-${i}`).sort());
  });

  it('130: Ctrl-C while it reads; what waits for its turn is dropped, and nothing is tried again', async () => {
    const rules = 'version: 1\nrules: [{ id: a, match: { type: ou, path: "/**" }, remove: "temp-*" }]\n';
    await using world = await scenario({ rules, seed: seed(200) });
    const { code, stdout, stderr } = await runCli(['--dry-run', '--rate', '12', '--concurrency', '16'], {
      cwd: world.folder,
      env: world.env,
      started(child) {
        const watch = setInterval(() => {
          if (world.emulator.requests().length < 5) return;
          clearInterval(watch);
          child.kill('SIGINT');
        }, 5);
        child.on('exit', () => clearInterval(watch));
      },
    });
    expect([code, stdout.startsWith('INTERRUPTED')]).toEqual([130, true]);
    expect(stderr).not.toContain('Trying again');
    // Its units are 200: to read the tree of all would have taken a request for each.
    expect(world.requests().length).toBeLessThan(100);
  });

  it('are all in one table of the help and of the README', async () => {
    const { stdout } = await runCli(['--help'], { cwd: process.cwd() });
    // Long lines go on below.
    const help = stdout.replaceAll(/\s+/g, ' ');
    // The page marks what is code, and may say more in brackets and behind it.
    const readme = readFileSync('README.md', 'utf8')
      .replaceAll('`', '')
      .replaceAll(/ \([^)]*\)/g, '');
    for (const [code, meaning] of Object.entries(EXIT_CODES)) {
      expect(help).toContain(` ${code} ${meaning} `);
      expect(readme).toContain(`\n| ${code} | ${meaning}`);
    }
    expect(readme.match(/^\| \d+ \| /gm)).toHaveLength(Object.keys(EXIT_CODES).length);
  });
});
