import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tagsOf, untagged } from '../scenario.ts';
import { type Outcome, type Workshop, workshop } from './workshop.ts';

const SOURCE = readFileSync('examples/ci/jenkins/Jenkinsfile', 'utf8');

/** The text of a block in braces that begins at the first match of `opening`; strings and comments are passed over. */
function block(source: string, opening: RegExp): string {
  const start = source.search(opening);
  if (start < 0) throw new Error(`no block ${String(opening)}`);
  const from = source.indexOf('{', start);
  let depth = 0;
  for (const { 0: piece, index } of source
    .slice(from)
    .matchAll(/\/\/.*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (piece === '{') depth++;
    if (piece === '}' && --depth === 0) return source.slice(from, from + index + 1);
  }
  throw new Error(`the block ${String(opening)} does not end`);
}

interface Stage {
  readonly name: string;
  readonly text: string;
  /** Commands of its `sh` steps, in order. */
  readonly commands: readonly string[];
}

const STAGES: readonly Stage[] = Array.from(SOURCE.matchAll(/stage\('(\w+)'\)/g), ([head, name = '']) => {
  const text = block(SOURCE, new RegExp(head.replaceAll(/[()]/g, '\\$&')));
  return {
    name,
    text,
    commands: Array.from(text.matchAll(/\bsh '((?:[^'\\]|\\.)*)'/g), ([, one = '']) => one),
  };
});

const stage = (name: string): Stage => {
  const found = STAGES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
};

/** Runs the shell steps of a stage as Jenkins does, each in a shell of its own, up to the first that fails. */
async function runStage(
  shop: Workshop,
  name: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const { text, commands } = stage(name);
  const caller = /credentialsId: 'huaweicloud-tags-(\w+)'/.exec(text)?.[1];
  const keys = caller === undefined ? undefined : shop.keysOf(caller === 'apply' ? 'applier' : 'planner');
  const credentials = keys && { HUAWEICLOUD_SDK_AK: keys.ak, HUAWEICLOUD_SDK_SK: keys.sk };
  const all = { WORKSPACE_TMP: `${folder}@tmp`, ...env, ...credentials };
  let output = '';
  for (const command of commands) {
    const done = await shop.shell(command, folder, all, ['sh', '-xe']);
    output += done.output;
    if (done.code !== 0) return { code: done.code, output };
  }
  return { code: 0, output };
}

describe('the example pipeline of Jenkins', () => {
  it('has balanced blocks, and runs nothing but its stages', () => {
    expect(block(SOURCE, /^pipeline/m).length).toBeGreaterThan(SOURCE.length - 1000);
    expect(STAGES.map(({ name }) => name)).toEqual(['Check', 'Compare', 'Plan', 'Approve', 'Apply']);
    const sh = SOURCE.match(/\bsh [^\n]*/g) ?? [];
    expect(STAGES.flatMap(({ commands }) => commands)).toHaveLength(sh.length);
  });

  it('keeps keys that may untag to the stage that applies', () => {
    const applying = STAGES.filter(({ text }) => text.includes('huaweicloud-tags-apply')).map(
      ({ name }) => name,
    );
    expect(applying).toEqual(['Apply']);
  });

  it('applies on main only, one at a time, after a person said yes to the plan, and keeps the journal always', () => {
    for (const name of ['Approve', 'Apply']) expect(stage(name).text).toMatch(/when \{[^}]*branch 'main'/);
    expect(SOURCE).toContain('disableConcurrentBuilds()');
    expect(stage('Approve').text).toContain('input message:');
    expect(block(stage('Apply').text, /always/)).toContain("archiveArtifacts artifacts: '.reconcile/**'");
    expect(stage('Plan').text).toContain("stash name: 'plan', includes: 'reconcile-plan.json'");
    expect(stage('Apply').text.indexOf("unstash 'plan'")).toBeLessThan(stage('Apply').text.indexOf('sh '));
  });

  it('shows on a pull request what it changes, without a write', async () => {
    await using shop = await workshop();
    const folder = shop.checkOut(shop.commits.head);
    const env = { CHANGE_TARGET: 'main' };
    expect(await runStage(shop, 'Check', folder, env)).toMatchObject({ code: 0 });
    // The target as it was before the merge that this repository already has.
    await shop.shell(`git push -q -f origin ${shop.commits.base}:refs/heads/before`, folder, {});
    const compared = await runStage(shop, 'Compare', folder, { CHANGE_TARGET: 'before' });
    expect(compared.code, compared.output).toBe(0);
    expect(compared.output).toContain('Newly removed: 1 tag from 1 resource');
    expect(await runStage(shop, 'Plan', folder, env)).toMatchObject({ code: 0 });
    expect(shop.emulator.requests().filter(({ write }) => write)).toEqual([]);
  });

  it('applies on main the very plan that was approved', async () => {
    await using shop = await workshop();
    const folder = shop.checkOut(shop.commits.merge, 'main');
    const planned = await runStage(shop, 'Plan', folder, {});
    expect(planned.code, planned.output).toBe(0);
    shop.keep('stash', folder, ['reconcile-plan.json']);
    shop.emulator.setTag(shop.emulator.id('lab'), 'temp-later', 'x');
    const agent = shop.checkOut(shop.commits.merge, 'main');
    shop.fetch('stash', agent);
    const applied = await runStage(shop, 'Apply', agent, {});
    expect(applied.code, applied.output).toBe(0);
    expect(
      untagged(shop.emulator.requests())
        .map(([, keys]) => keys)
        .sort(),
    ).toEqual([['temp-a'], ['temp-b']]);
    expect(tagsOf(shop.emulator, 'lab')).toEqual({ owner: 'lab', 'temp-later': 'x' });
    expect(readdirSync(join(agent, '.reconcile', 'runs'))).toHaveLength(1);
  });
});
