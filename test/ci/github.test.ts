import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../engine/model.ts';
import { tagsOf, untagged } from '../scenario.ts';
import { type Job, type JobResult, readAction, readWorkflow, runJob, type Workflow } from './actions.ts';
import { type Workshop, workshop } from './workshop.ts';

const FOLDER = 'examples/ci/github';
const FILES = readdirSync(FOLDER).map((name) => join(FOLDER, name));
const workflow = (name: string): Workflow => readWorkflow(join(FOLDER, name));

// The parser imports JSON in a way that Node 20 refuses without an attribute.
const HOOK = `export const load = (url, context, next) =>
  next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);`;
register(`data:text/javascript,${encodeURIComponent(HOOK)}`);

/** A job of a workflow: the only one, or the one of that name. */
function jobOf(name: string, one?: string): Job {
  const { jobs } = workflow(name);
  const job = one === undefined ? Object.values(jobs)[0] : jobs[one];
  if (job === undefined) throw new Error(`${name} has no job`);
  return job;
}

/** Secrets as the examples name them. */
function secretsOf(shop: Workshop): Record<string, string> {
  const [plan, apply] = [shop.keysOf('planner'), shop.keysOf('applier')];
  return { TAGS_PLAN_AK: plan.ak, TAGS_PLAN_SK: plan.sk, TAGS_APPLY_AK: apply.ak, TAGS_APPLY_SK: apply.sk };
}

const plan = (shop: Workshop): Promise<JobResult> =>
  runJob(shop, jobOf('reconcile-plan.yml'), { secrets: secretsOf(shop), commit: shop.commits.merge });

async function apply(shop: Workshop): Promise<JobResult> {
  // Stands in for GitHub's API: the head of the merged pull request, and the run of the plan for it.
  const { head } = shop.commits;
  shop.tool('gh', `case "$*" in api*) echo ${head} ;; *"--commit ${head}"*) echo 4711 ;; esac`);
  const github = { repository: 'acme/tags', sha: shop.commits.merge };
  return runJob(shop, jobOf('reconcile-apply.yml'), {
    secrets: secretsOf(shop),
    github,
    commit: shop.commits.merge,
  });
}

describe('the example workflows of GitHub', () => {
  it.each([...FILES, 'action.yml'])('%s is what GitHub’s own parser takes', async (file) => {
    const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
    const { parseAction } = await import('@actions/workflow-parser/actions/index');
    const parsing = file === 'action.yml' ? parseAction : parseWorkflow;
    const content = readFileSync(file, 'utf8');
    const result = parsing({ name: file, content }, new NoOperationTraceWriter());
    expect(result.context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    const wrong = parsing(
      { name: file, content: content.replace(/^name:/m, 'nmae:') },
      new NoOperationTraceWriter(),
    );
    expect(wrong.context.errors.getErrors()).not.toEqual([]);
  });

  it('pin what others wrote by the whole commit, with the version beside it', () => {
    for (const file of [...FILES, 'action.yml']) {
      const uses = readFileSync(file, 'utf8').match(/uses: .*/g) ?? [];
      expect(uses.length, file).toBeGreaterThan(0);
      for (const one of uses.filter((line) => !line.includes('OWNER/')))
        expect(one).toMatch(
          /^uses: actions\/(checkout|setup-node|(up|down)load-artifact)@[0-9a-f]{40} # v\d+\.\d+\.\d+$/,
        );
    }
  });

  it('paste nothing into scripts, and hold no permission that they do not name', () => {
    const jobs = FILES.flatMap((file) => Object.values(readWorkflow(file).jobs));
    const steps = [...jobs.flatMap((job) => job.steps), ...readAction('action.yml').runs.steps];
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
    for (const file of FILES)
      expect(Object.values(readWorkflow(file).permissions ?? { none: 'missing' })).not.toContain('write');
    for (const file of FILES) expect(readWorkflow(file).permissions).toBeDefined();
  });

  it('let one apply run at a time, and never cut it off', () => {
    const alone = { group: 'reconcile-apply', 'cancel-in-progress': false };
    expect(workflow('reconcile-apply.yml').concurrency).toEqual(alone);
    expect(jobOf('reconcile-anew.yml', 'apply').concurrency).toEqual(alone);
  });

  it('run the version of this package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const installed = FILES.flatMap(
      (file) => readFileSync(file, 'utf8').match(/reconcile-tags@[\d.]+/g) ?? [],
    );
    expect(new Set(installed)).toEqual(new Set([`reconcile-tags@${version}`]));
  });
});

describe('the pipeline of GitHub, run step by step', () => {
  it('plans on the pull request without a write, and after the merge applies that very plan', async () => {
    await using shop = await workshop();
    const planned = await plan(shop);
    expect(planned.code, planned.output).toBe(0);
    expect(planned.summary).toContain('Newly removed: 1 tag from 1 resource');
    expect(planned.summary).toContain('Would remove 2 tags from 2 resources');
    expect(shop.emulator.requests().filter(({ write }) => write)).toEqual([]);

    // What appears between plan and apply was never approved.
    shop.emulator.setTag(shop.emulator.id('lab'), 'temp-later', 'x');
    const applied = await apply(shop);
    expect(applied.code, applied.output).toBe(0);
    const saved = JSON.parse(
      readFileSync(join(shop.kept('reconcile-plan'), 'reconcile-plan.json'), 'utf8'),
    ) as Plan;
    expect(applied.outputs['digest']).toBe(saved.digest);
    expect(
      untagged(shop.emulator.requests())
        .map(([, keys]) => keys)
        .sort(),
    ).toEqual([['temp-a'], ['temp-b']]);
    expect(tagsOf(shop.emulator, 'lab')).toEqual({ owner: 'lab', 'temp-later': 'x' });
    expect(readdirSync(join(shop.kept('reconcile-state'), 'runs'))).toHaveLength(1);
  });

  it('refuses a plan that somebody edited on the way; keeps the journal where an apply fails', async () => {
    const faults = 'faults:\n  rules:\n    - { on: UntagResource, nth: 2, fault: { kind: deny } }\n';
    await using shop = await workshop({ faults });
    expect((await plan(shop)).code).toBe(0);
    const file = join(shop.kept('reconcile-plan'), 'reconcile-plan.json');
    const approved = readFileSync(file, 'utf8');
    writeFileSync(file, approved.replaceAll('temp-b', 'owner'));
    const refused = await apply(shop);
    expect([refused.code, refused.output.includes('plan-edited')]).toEqual([1, true]);
    expect(untagged(shop.emulator.requests())).toEqual([]);

    writeFileSync(file, approved);
    const failed = await apply(shop);
    expect([failed.code, failed.outputs['exit-code']]).toEqual([4, '4']);
    expect(failed.ran.at(-1)).toBe('Keep the journal');
    const [run = ''] = readdirSync(join(shop.kept('reconcile-state'), 'runs'));
    expect(readdirSync(join(shop.kept('reconcile-state'), 'runs', run))).toContain('journal.jsonl');
  });

  it('lets the pull request pass that brings the rules, and says that all of it is new', async () => {
    await using shop = await workshop();
    const options = { secrets: secretsOf(shop), commit: shop.commits.base };
    const brought = await runJob(shop, jobOf('reconcile-plan.yml'), options);
    expect(brought.code, brought.output).toBe(0);
    expect(brought.output).toContain('::warning title=base-without-rules');
    expect(brought.summary).toContain('Newly removed: 1 tag from 1 resource');
  });

  it('has a way out by hand where the approved plan is refused: a plan anew, shown, approved and applied', async () => {
    await using shop = await workshop();
    const { base, merge } = shop.commits;
    const options = (commit: string) => ({ secrets: secretsOf(shop), commit });
    // The plan of a pull request that met other rules when it was merged.
    expect((await runJob(shop, jobOf('reconcile-plan.yml'), options(base))).code).toBe(0);
    const refused = await apply(shop);
    expect([refused.code, refused.output.includes('plan-rules')]).toEqual([1, true]);

    const planned = await runJob(shop, jobOf('reconcile-anew.yml', 'plan'), options(merge));
    expect([planned.code, planned.summary.includes('Would remove 2 tags from 2 resources')]).toEqual([
      0,
      true,
    ]);
    expect(shop.emulator.requests().filter(({ write }) => write)).toEqual([]);
    const job = jobOf('reconcile-anew.yml', 'apply');
    expect([job.needs, job.environment]).toEqual(['plan', 'organization']);
    expect(jobOf('reconcile-anew.yml', 'plan').if).toBe("github.ref == 'refs/heads/main'");
    const applied = await runJob(shop, job, options(base));
    expect(applied.code, applied.output).toBe(0);
    expect(
      untagged(shop.emulator.requests())
        .map(([, keys]) => keys)
        .sort(),
    ).toEqual([['temp-a'], ['temp-b']]);
    expect(readdirSync(join(shop.kept('reconcile-state'), 'runs'))).toHaveLength(1);
  });

  it('refuses the plan made anew where the rules of main were changed while it waited', async () => {
    await using shop = await workshop();
    // By now `main` has the merge.
    const options = { secrets: secretsOf(shop), commit: shop.commits.base };
    expect((await runJob(shop, jobOf('reconcile-anew.yml', 'plan'), options)).code).toBe(0);
    const applied = await runJob(shop, jobOf('reconcile-anew.yml', 'apply'), options);
    expect([applied.code, applied.output.includes('plan-rules')]).toEqual([1, true]);
    expect(untagged(shop.emulator.requests())).toEqual([]);
  });

  it('stops at the first step that fails: wrong rules are never planned with', async () => {
    await using shop = await workshop();
    const job = jobOf('reconcile-plan.yml');
    const spoil = { run: 'printf "  - { id: x, remvoe: y }\\n" >> tag-rules.yaml' };
    const [checkout, ...rest] = job.steps;
    const steps = [...(checkout === undefined ? [] : [checkout]), spoil, ...rest];
    const result = await runJob(
      shop,
      { ...job, steps },
      { secrets: secretsOf(shop), commit: shop.commits.merge },
    );
    expect(result.code).toBe(1);
    expect(result.output).toMatch(/^::error title=unknown-key,file=tag-rules.yaml,line=/m);
    expect(result.ran.slice(-2)).toEqual(['Validate', 'Keep the plan']);
    expect(shop.emulator.requests()).toEqual([]);
  });
});

describe('the action', () => {
  it('is a gate in few lines: red where the edit removes more, with SARIF for the review', async () => {
    await using shop = await workshop();
    const result = await runJob(shop, jobOf('gate.yml'), {
      secrets: secretsOf(shop),
      commit: shop.commits.merge,
    });
    expect(result.code, result.output).toBe(2);
    expect(result.outputs).toMatchObject({ 'exit-code': '2', removals: '1' });
    expect(result.output).toContain(
      '::error title=no-temp-keys-on-accounts%3A 1 violation,file=tag-rules.yaml',
    );
    expect(result.summary).toContain('### reconcile: Comparison of rules');
    const lines = readFileSync(join(FOLDER, 'gate.yml'), 'utf8').split('\n');
    expect(lines.length - 1 - lines.indexOf('    steps:')).toBeLessThan(10);
  });

  it('builds the commit that it was checked out at, and runs nothing where that fails', async () => {
    await using shop = await workshop();
    expect(readAction('action.yml').inputs['version']?.default).toBe('source');
    shop.tool('npm', 'echo "no such package: $PWD"; exit 1');
    const options = { secrets: secretsOf(shop), commit: shop.commits.merge };
    const result = await runJob(shop, jobOf('gate.yml'), options);
    expect([result.code, result.output]).toEqual([1, `no such package: ${shop.kept('action')}\n`]);
    expect(shop.emulator.requests()).toEqual([]);
  });

  it('takes the program that is on the path, or a published one, where it is told to', async () => {
    await using shop = await workshop();
    shop.tool('npm', 'exit 1');
    for (const version of ['', '0.1.0']) {
      const steps = [
        { uses: 'actions/checkout@0', with: {} },
        { uses: 'OWNER/reconcile@0', with: { command: 'validate', version } },
      ];
      const result = await runJob(shop, { steps }, { commit: shop.commits.merge });
      expect(result.code, result.output).toBe(0);
    }
  });

  it('gives later steps the digest and the path of the plan, and takes words with spaces as one', async () => {
    await using shop = await workshop();
    const steps = (more: Record<string, string>) => [
      { uses: 'actions/checkout@0', with: {} },
      { id: 'plan', uses: 'OWNER/reconcile@0', with: { 'fail-on': 'none', ...more } },
    ];
    const { ak, sk } = shop.keysOf('planner');
    const env = { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk };
    const options = { commit: shop.commits.merge };
    const fine = await runJob(
      shop,
      { env, steps: steps({ report: 'csv=all tags.csv\njson=run.json' }) },
      options,
    );
    expect(fine.code, fine.output).toBe(0);
    expect(fine.outputs).toMatchObject({ 'exit-code': '0', removals: '2', plan: './reconcile-plan.json' });
    expect(fine.outputs['digest']).toMatch(/^[0-9a-f]{64}$/);
    const hostile = await runJob(
      shop,
      { env, steps: steps({ args: '--only\nrule=$(touch owned); `id`' }) },
      options,
    );
    expect([hostile.code, hostile.output.includes('unknown-rule')]).toEqual([1, true]);
    const unknown = await runJob(shop, { env, steps: steps({ command: 'undo' }) }, options);
    expect([unknown.code, unknown.output.includes('command is dry-run, apply')]).toEqual([1, true]);
  });

  it('describes every input and has an output for each that the examples could want', () => {
    const { inputs, outputs } = readAction('action.yml');
    for (const [name, { description }] of Object.entries(inputs)) expect(description, name).toMatch(/\.$/);
    expect(Object.keys(outputs)).toEqual(['exit-code', 'removals', 'digest', 'plan']);
  });
});
