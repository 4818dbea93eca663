import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../engine/model.ts';
import { scenario } from '../scenario.ts';

const SEED = `
organization: { name: acme, management-account: boss }
root:
  units:
    Production: { tags: { temp-a: "1", pin: "1234" }, accounts: { pay: { tags: { temp-a: "1" } } } }
    Sandbox: { units: { Production: } }
`;

const RULES = `version: 1
redact: [pin]
rules:
  - id: no-temp
    match: { type: ou }
    remove: ["temp-*", pin]
  - { id: paths, match: { type: account, path: "/Production/**" }, remove: "temp-*" }
  - { id: owned, match: { type: ou }, require: owner }
`;

describe('reconcile explain', () => {
  it('prints why each tag stays or goes, and exits 0', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    const { code, stdout, stderr } = await here.cli('explain', '/Production');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('- temp-a = "1"  goes\n      no-temp claims it  tag-rules.yaml:4\n');
    expect(stdout).toContain('owner  is missing  by owned  tag-rules.yaml:8');
    expect(stdout).toContain('EMULATED');
    expect(stdout).not.toContain('1234');
    expect(here.requests().some((one) => one.write)).toBe(false);
  });

  it('prints one key, and the same as JSON', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    const { code, stdout } = await here.cli('explain', 'pay', 'temp-a', '--report', 'json');
    const explanation = JSON.parse(stdout) as Explanation & Record<string, unknown>;
    expect(code).toBe(0);
    expect(explanation).toMatchObject({
      version: 1,
      rules: 'tag-rules.yaml',
      origin: 'emulator',
      key: 'temp-a',
      resource: { type: 'account', name: 'pay', path: ['Production'] },
      tags: [{ key: 'temp-a', decision: 'goes' }],
    });
    expect(explanation.tags[0]?.rules[0]?.place).toEqual({ file: 'tag-rules.yaml', line: 7, column: 5 });
  });

  it('says the same of a snapshot as of the service', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    await here.cli('snapshot', '-o', 'inventory.jsonl');
    const id = here.emulator.id('pay');
    const live = await here.cli('explain', id, '--report', 'json');
    here.requests();
    const saved = await here.cli(
      'explain',
      '/Production/pay',
      '--inventory',
      'inventory.jsonl',
      '--report',
      'json',
    );
    expect(here.requests()).toEqual([]);
    const from = { endpoint: 'inventory.jsonl' };
    expect(JSON.parse(saved.stdout)).toEqual({ ...(JSON.parse(live.stdout) as object), ...from });
  });

  it('runs on the demonstration with nothing but --emulator', async () => {
    await using here = await scenario({ seed: SEED });
    const { code, stdout } = await here.cli(
      'explain',
      '/Production/Payments',
      'temp-change-freeze',
      '--emulator',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('stays: waived');
  });

  it('ends in a command that says why the other rules do not claim a tag, of the same organization', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    here.write('my rules.yaml', `${RULES}  - { id: other, match: { type: account }, remove: other }\n`);
    here.write('seed.yaml', SEED);
    const given = ['--rules', 'my rules.yaml', '--emulator', '--seed', 'seed.yaml'];
    const { stdout } = await here.cli('explain', 'pay', ...given);
    const command = /Why the other rules do not claim a tag: reconcile (.*)\n/.exec(stdout)?.[1] ?? '';
    expect(command).toMatch(/--rules 'my rules.yaml' --emulator --seed seed.yaml$/);
    const [, id = '', key = ''] = command.split(' ');
    const again = await here.cli('explain', id, key, ...given);
    expect([again.code, again.stdout.includes(id)]).toEqual([0, true]);
  });

  it.each(['$(touch pwned)', '`touch pwned`', "it's;touch pwned", 'k*', '--rules', '=ls'])(
    'ends in a command that a shell takes as it is meant, whatever a stranger called the tag: %s',
    async (key) => {
      await using here = await scenario({ seed: SEED, rules: RULES });
      here.write(
        'seed.yaml',
        `organization: { name: o }
root: { units: { Production: { accounts: { lab: { tags: { ${JSON.stringify(key)}: "1" } } } } } }
`,
      );
      const given = ['--rules', 'tag-rules.yaml', '--emulator', '--seed', 'seed.yaml'];
      const { stdout } = await here.cli('explain', 'lab', ...given);
      const command = /Why the other rules do not claim a tag: reconcile (.*)\n/.exec(stdout)?.[1] ?? '';
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], {
        encoding: 'utf8',
        cwd: here.folder,
      });
      expect(existsSync(join(here.folder, 'pwned'))).toBe(false);
      expect(words.split('\n')).toContain(key);
      const again = await here.cli(...words.trimEnd().split('\n'));
      expect([again.code, again.stdout.includes('does not claim it')]).toEqual([0, true]);
    },
  );

  it('exits 5 where a snapshot lacks the tree that would tell', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    await here.cli('snapshot', '-o', 'inventory.jsonl');
    const text = here.read('inventory.jsonl').replace('"tree":"whole"', '"tree":"none"');
    here.write('flat.jsonl', text.replaceAll(/"path":\[[^\]]*\],/g, ''));
    const { code, stdout, stderr } = await here.cli('explain', 'pay', '--inventory', 'flat.jsonl');
    expect(code).toBe(5);
    expect(stdout).toContain(
      'paths cannot be decided: match path /Production/**, and where it lies could not be read',
    );
    expect(stderr).toContain('not read: the tree of OUs');
  });

  it('exits 1 for a name that is not there or stands for several, and for options that contradict', async () => {
    await using here = await scenario({ seed: SEED, rules: RULES });
    const absent = await here.cli('explain', 'Sandbx');
    expect(absent).toMatchObject({ code: 1, stdout: '' });
    expect(absent.stderr).toContain('error[unknown-resource]');
    expect(absent.stderr).toContain('did you mean "Sandbox"?');
    const several = await here.cli('explain', 'Production');
    expect([several.code, several.stdout]).toEqual([1, '']);
    expect(several.stderr).toContain('error[ambiguous-resource]');
    const both = await here.cli('explain', 'pay', '--inventory', 'x', '--emulator');
    expect([both.code, both.stderr.includes('options-conflict')]).toEqual([1, true]);
    expect((await here.cli('explain')).code).toBe(1);
  });
});
