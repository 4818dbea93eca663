import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { ComparisonRun } from '../../engine/model.ts';
import { runCli, type Scenario, scenario } from '../scenario.ts';

const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    Production:
      tags: { temp-a: "1", owner: platform }
      accounts:
        prd-pay: { tags: { owner: pay, Owner: pay, temp-b: "2" } }
  accounts:
    lab: { tags: { temp-c: "3" } }
`;
const BASE = 'version: 1\nrules:\n  - { id: no-temp, match: { type: ou }, remove: "temp-*" }\n';
const WIDER = `${BASE}  - { id: production, match: { type: account, path: "/Production/**" }, remove: "temp-*" }\n`;

function git(world: Scenario, ...words: string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
    cwd: world.folder,
    stdio: 'ignore',
  });
}

async function committed(): Promise<Scenario> {
  const world = await scenario({ rules: BASE, seed: SEED });
  git(world, 'init', '-q', '-b', 'main');
  git(world, 'add', '-A');
  git(world, 'commit', '-q', '-m', 'rules');
  return world;
}

describe('reconcile compare', () => {
  it('shows what a branch adds against git:main with one read for both, sends no write, and exits 2', async () => {
    await using world = await committed();
    world.write('tag-rules.yaml', WIDER);
    const { code, stdout, stderr } = await world.cli(
      'compare',
      '--base',
      'git:main',
      '--report',
      'json=out.json',
    );
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toContain('Newly removed: 1 tag from 1 resource');
    expect(stdout).toContain('+ temp-b = "2"  because production');
    expect(stdout).not.toContain('temp-a');
    const requests = world.requests();
    expect(requests.filter(({ write }) => write)).toEqual([]);
    // One page for OUs, one for accounts; the tree as far as /Production/** reaches: root, Production.
    expect(requests.map(({ api }) => api).sort()).toEqual(
      [
        'ShowOrganization',
        'ListResourceInstances',
        'ListResourceInstances',
        'ListRoots',
        'ListEntities',
        'ListEntities',
      ].sort(),
    );
    const run = JSON.parse(world.read('out.json')) as ComparisonRun;
    expect(fitsSchema(run)).toBe('');
    expect(readdirSync(world.folder).sort()).toEqual(['.git', 'out.json', 'tag-rules.yaml']);
  });

  it('compares folders and files over a snapshot, passing with 0 what only takes removals away', async () => {
    await using world = await scenario({ seed: SEED });
    world.write('old/tag-rules.yaml', WIDER);
    world.write('new.yaml', BASE);
    expect((await world.cli('snapshot', '-o', 'org.jsonl')).code).toBe(0);
    world.requests();
    const compare = ['compare', '--base', 'old', '--head', 'new.yaml', '--inventory', 'org.jsonl'];
    const passed = await world.cli(...compare, '--report', 'markdown');
    expect([passed.code, passed.stdout.includes('No longer removed: 1 tag')]).toEqual([0, true]);
    expect((await world.cli(...compare, '--fail-on-change', 'any')).code).toBe(2);
    expect(world.requests()).toEqual([]);
  });

  it('never says that an edit changes nothing which only moves no tag today; any change of rules fails any', async () => {
    await using world = await scenario({ seed: SEED });
    world.write('old.yaml', BASE);
    world.write('new.yaml', `${BASE}protect: nobody-has-this\n`);
    await world.cli('snapshot', '-o', 'org.jsonl');
    const compare = ['compare', '--base', 'old.yaml', '--head', 'new.yaml', '--inventory', 'org.jsonl'];
    const passed = await world.cli(...compare);
    expect(passed.code).toBe(0);
    expect(passed.stdout).toContain(
      'Exit 0: the edit changes the rules, but nothing that they do to the tags that were read.',
    );
    const failed = await world.cli(...compare, '--fail-on-change', 'any', '--report', 'junit');
    expect([failed.code, failed.stdout.match(/<failure[^>]*/g)]).toEqual([
      2,
      [expect.stringContaining('the edit changes the rules')],
    ]);
    const same = await world.cli(
      'compare',
      '--base',
      'old.yaml',
      '--head',
      'old.yaml',
      '--fail-on-change',
      'any',
    );
    expect([same.code, same.stdout.includes('Exit 0: the edit changes nothing.')]).toEqual([0, true]);
  });

  it('tells a GitHub workflow by its files: values any step can use, and a page for people', async () => {
    await using world = await committed();
    world.write('tag-rules.yaml', WIDER);
    world.write('output.txt', 'before=1\n');
    const [output, summary] = [join(world.folder, 'output.txt'), join(world.folder, 'summary.md')];
    const env = { ...world.env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
    const { stdout } = await runCli(['compare', '--base', 'git:HEAD', '--report', 'github'], {
      cwd: world.folder,
      env,
    });
    expect(stdout).toMatch(/^::error title=production%3A 1 violation,file=tag-rules.yaml,line=4,/m);
    const [, delimiter = ''] = /^exit-code<<(\S+)$/m.exec(world.read('output.txt')) ?? [];
    expect(delimiter).toMatch(/^end-[0-9a-f-]{36}$/);
    expect(world.read('output.txt')).toBe(
      `before=1\nexit-code<<${delimiter}\n2\n${delimiter}\nremovals<<${delimiter}\n1\n${delimiter}\n`,
    );
    expect(world.read('summary.md')).toMatch(/^### reconcile: Comparison of rules/);
  });

  it('exits 5 where something that either rule set needs could not be read', async () => {
    const denied = `${SEED}faults:\n  rules:\n    - { on: ListEntities, fault: { kind: deny } }\n`;
    await using world = await scenario({ seed: denied });
    world.write('new.yaml', BASE);
    world.write('old.yaml', WIDER);
    const { code, stdout } = await world.cli('compare', '--base', 'old.yaml', '--head', 'new.yaml');
    expect([code, stdout.startsWith('INCOMPLETE')]).toEqual([5, true]);
  });

  it('takes a commit from before there were rules for one without any, says so, and shows all that they remove', async () => {
    await using world = await scenario({ seed: SEED });
    git(world, 'init', '-q', '-b', 'main');
    git(world, 'commit', '-q', '--allow-empty', '-m', 'nothing yet');
    git(world, 'checkout', '-q', '-b', 'first');
    world.write('tag-rules.yaml', WIDER);
    git(world, 'add', '-A');
    git(world, 'commit', '-q', '-m', 'rules');
    const compare = ['compare', '--base', 'git:main', '--report', 'text', '--report', 'json=out.json'];
    const { code, stdout } = await world.cli(...compare);
    expect([code, stdout.match(/^\S+\[base-without-rules\]/m)?.[0]]).toEqual([
      2,
      'warning[base-without-rules]',
    ]);
    expect(stdout).toContain('base  git:main  0 rules, 0 removals from 0 resources');
    expect(stdout).toContain('Exit 2: the edit adds 2 removals.');
    const run = JSON.parse(world.read('out.json')) as ComparisonRun;
    expect(fitsSchema(run)).toBe('');
    expect(run.base).toMatchObject({ sources: [], revision: { dirty: false } });
    const passed = await world.cli(...compare, '--fail-on-change', 'none', '--report', 'gitlab=quality.json');
    expect([passed.code, JSON.parse(world.read('quality.json'))]).toMatchObject([
      0,
      [{ check_name: 'base-without-rules', severity: 'minor' }, {}, {}],
    ]);
    for (const head of ['git:first', 'tag-rules.yaml'])
      expect((await world.cli('compare', '--base', 'git:main', '--head', head)).code).toBe(2);
  });

  it('takes no commit for one without rules where the path is mistyped or not committed', async () => {
    await using world = await committed();
    world.write('other.yaml', WIDER);
    for (const [words, said] of [
      [['--rules', 'tag-rule.yaml', '--head', 'git:main'], 'git-file-missing'],
      [['--rules', 'tag-rule.yaml'], 'git-file-missing'],
      [['--head', 'other.yaml'], 'git-file-missing'],
    ] as const) {
      const { code, stderr } = await world.cli('compare', '--base', 'git:main', ...words);
      expect([words, code, stderr.includes(said)]).toEqual([words, 1, true]);
    }
    expect(world.requests()).toEqual([]);
  });

  it('says what it compares where it is given something else', async () => {
    await using world = await scenario({ rules: BASE, seed: SEED });
    await world.cli('--dry-run', '--out', 'plan.json');
    world.write('folder/other.yaml', BASE);
    const plans = await world.cli('compare', 'plan.json', 'plan.json');
    expect(plans.stderr).toContain('it compares rules, not plans: reconcile compare --base RULES');
    await world.cli('snapshot', '-o', 'before.jsonl');
    for (const [base, said] of [
      ['plan.json', 'plan.json is a saved plan, and rules are wanted here'],
      ['before.jsonl', 'Give it with --inventory before.jsonl'],
    ] as const) {
      const { code, stderr } = await world.cli('compare', '--base', base);
      expect([code, stderr.match(/^error/gm)?.length]).toEqual([1, 1]);
      expect(stderr).toContain(said);
    }
    for (const [base, said] of [
      ['folder/', 'There is no tag-rules.yaml in the folder folder/.'],
      ['nothere', 'There is no file nothere.'],
    ] as const) {
      const { code, stderr } = await world.cli('compare', '--base', base);
      expect([code, stderr.includes('a folder that holds tag-rules.yaml, or git:REF')]).toEqual([1, true]);
      expect(stderr).toContain(said);
    }
  });

  it('places a mistake of the base in its commit, so that nobody looks for it in the file of today', async () => {
    await using world = await scenario({
      rules: 'version: 1\nrules:\n  - { id: x, remvoe: a }\n',
      seed: SEED,
    });
    git(world, 'init', '-q', '-b', 'main');
    git(world, 'add', '-A');
    git(world, 'commit', '-q', '-m', 'wrong');
    world.write('tag-rules.yaml', BASE);
    const { code, stderr } = await world.cli('compare', '--base', 'git:main');
    expect(code).toBe(1);
    expect(stderr).toContain('git:main:tag-rules.yaml:3:');
    expect(world.requests()).toEqual([]);
  });
});

/** What of a record is not as its schema wants it. */
function fitsSchema(run: ComparisonRun): string {
  const ajv = new Ajv2020({ strict: false });
  for (const name of ['plan', 'run']) ajv.addSchema(schema(name));
  const fits = ajv.compile(schema('comparison'));
  return fits(run) ? '' : ajv.errorsText(fits.errors);
}

function schema(name: string): object {
  return JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as object;
}
