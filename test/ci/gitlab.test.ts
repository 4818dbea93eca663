import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tagsOf, untagged } from '../scenario.ts';
import { readYaml } from './actions.ts';
import { type Outcome, type Workshop, workshop } from './workshop.ts';

const FILE = 'examples/ci/gitlab/.gitlab-ci.yml';

interface Job {
  readonly extends?: string;
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly artifacts?: {
    readonly when?: string;
    readonly paths?: readonly string[];
    readonly reports?: { readonly codequality?: string };
  };
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly needs?: readonly string[];
  readonly rules?: readonly {
    readonly if: string;
    readonly when?: string;
    readonly allow_failure?: boolean;
  }[];
  readonly resource_group?: string;
  readonly interruptible?: boolean;
}

type Variables = Readonly<Record<string, string>>;

const pipeline = readYaml(FILE) as Readonly<Record<string, Job>> & {
  readonly default: { readonly before_script: readonly string[] };
  readonly variables: Variables;
};

/** A job with what it extends. */
function jobOf(name: string): Job {
  const job = pipeline[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return job.extends === undefined ? job : { ...jobOf(job.extends), ...job };
}

/** Runs the script of a job at a commit as GitLab's runner does, and keeps its artifacts as it says. */
async function runJob(
  shop: Workshop,
  name: string,
  commit: string,
  variables: Variables = {},
): Promise<Outcome> {
  const { before_script: before = pipeline.default.before_script, script, artifacts, needs } = jobOf(name);
  const { action, name: environment } = jobOf(name).environment ?? {};
  // Stands in for the package registry: PUT with --upload-file, GET with --output and the status on standard output.
  const store = shop.kept('packages');
  shop.tool(
    'curl',
    `while [ $# -gt 0 ]; do case $1 in --upload-file) put=$2; shift ;; --output) get=$2; shift ;; --header | --write-out) shift ;; http*) url=\${1#https://gitlab.example/} ;; esac; shift; done
at="${store}/$url"
[ ! -e "${store}/down" ] || { [ -z "\${get:-}" ] && exit 22; printf 503; exit 0; }
if [ -n "\${put:-}" ]; then mkdir -p "\${at%/*}" && cp "$put" "$at"; elif cp "$at" "$get" 2>/dev/null; then printf 200; else printf 404; fi`,
  );
  const folder = shop.checkOut(commit);
  for (const one of needs ?? []) shop.fetch(`${one}-artifacts`, folder);
  const keys =
    environment === undefined ? undefined : shop.keysOf(action === 'access' ? 'planner' : 'applier');
  const env = {
    CI_API_V4_URL: 'https://gitlab.example/api/v4',
    CI_PROJECT_ID: '7',
    CI_JOB_TOKEN: 'job-token',
    CI_DEFAULT_BRANCH: 'main',
    CI_COMMIT_SHA: commit,
    ...(keys && { HUAWEICLOUD_SDK_AK: keys.ak, HUAWEICLOUD_SDK_SK: keys.sk }),
    ...variables,
  };
  // The runner fills in variables that name others.
  const plans = pipeline.variables['PLANS']?.replaceAll(
    /\$(\w+)/g,
    (_, one: string) => new Map(Object.entries(env)).get(one) ?? '',
  );
  const lines = [...before, ...script].join('\n');
  const bash = ['bash', '-eo', 'pipefail'];
  const done = await shop.shell(lines, folder, { ...env, PLANS: plans ?? '' }, bash);
  const quality = artifacts?.reports?.codequality;
  if (done.code === 0 || artifacts?.when === 'always')
    shop.keep(`${name}-artifacts`, folder, [...(artifacts?.paths ?? []), ...(quality ? [quality] : [])]);
  return done;
}

const plan = (shop: Workshop): Promise<Outcome> =>
  runJob(shop, 'plan', shop.commits.head, { CI_MERGE_REQUEST_DIFF_BASE_SHA: shop.commits.base });

const apply = (shop: Workshop, commit = shop.commits.merge): Promise<Outcome> =>
  runJob(shop, 'apply', commit);

/** Keys that were untagged, those of each call together. */
const removed = (shop: Workshop) =>
  untagged(shop.emulator.requests())
    .map(([, keys]) => keys)
    .sort();

/** The fingerprints of a code quality report that a job left, with what they stand for. */
function qualityOf(shop: Workshop, job: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(shop.kept(`${job}-artifacts`), 'gl-code-quality.json'), 'utf8');
  const entries = JSON.parse(text) as { fingerprint: string; check_name: string }[];
  return new Map(entries.map((one) => [one.fingerprint, one.check_name]));
}

// Node 20 lacks one method that the runner calls.
const LACKING = 'Set.prototype.union ??= function (other) { return new Set([...this, ...other]); };';
const RUNNER = [
  '--import',
  `data:text/javascript,${encodeURIComponent(LACKING)}`,
  join(process.cwd(), 'node_modules/gitlab-ci-local/dist/index.js'),
];

describe('the example pipeline of GitLab', () => {
  it.each([
    [
      'a merge request',
      { CI_PIPELINE_SOURCE: 'merge_request_event', CI_COMMIT_BRANCH: '' },
      ['check', 'plan'],
    ],
    ['a push to the default branch', { CI_PIPELINE_SOURCE: 'push' }, ['base', 'apply']],
    ['a pipeline by hand', { CI_PIPELINE_SOURCE: 'web' }, ['base', 'plan-anew', 'apply-anew']],
  ])('is what GitLab’s schema takes, by a runner that others wrote: %s', (_kind, variables, names) => {
    const folder = mkdtempSync(join(tmpdir(), 'reconcile-gitlab-'));
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
        cwd: folder,
        stdio: 'ignore',
      });
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'git@gitlab.example:acme/tags.git');
    cpSync(FILE, join(folder, '.gitlab-ci.yml'));
    git('add', '-A');
    git('commit', '-q', '-m', 'pipeline');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    writeFileSync(join(folder, 'tag-rules.yaml'), 'version: 1\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'rules');
    const list = execFileSync(
      process.execPath,
      [
        ...RUNNER,
        '--list-json',
        ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
      ],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', HOME: folder },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    rmSync(folder, { recursive: true });
    const jobs = JSON.parse(list.slice(list.indexOf('[\n'))) as {
      name: string;
      stage: string;
      when: string;
    }[];
    expect(
      jobs
        .filter(({ when }) => when !== 'never')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  });

  it('lets one apply run at a time, never cut off, and keeps its journal whatever becomes of it', () => {
    for (const job of ['apply', 'apply-anew']) {
      const { resource_group: group, interruptible, artifacts } = jobOf(job);
      expect([group, interruptible, artifacts?.when, artifacts?.paths]).toEqual([
        'reconcile',
        false,
        'always',
        ['.reconcile/'],
      ]);
    }
  });

  it('plans on the merge request without a write, and after the merge applies that very plan', async () => {
    await using shop = await workshop();
    const checked = await runJob(shop, 'check', shop.commits.head);
    expect(checked.code, checked.output).toBe(0);
    const planned = await plan(shop);
    expect(planned.code, planned.output).toBe(0);
    expect(planned.output).toContain('Newly removed: 1 tag from 1 resource');
    expect(shop.emulator.requests().filter(({ write }) => write)).toEqual([]);
    shop.emulator.setTag(shop.emulator.id('lab'), 'temp-later', 'x');
    const applied = await apply(shop);
    expect(applied.code, applied.output).toBe(0);
    expect(removed(shop)).toEqual([['temp-a'], ['temp-b']]);
    expect(tagsOf(shop.emulator, 'lab')).toEqual({ owner: 'lab', 'temp-later': 'x' });
    expect(readdirSync(join(shop.kept('apply-artifacts'), 'runs'))).toHaveLength(1);
  });

  it('gives the widget of a merge request exactly what the edit brings, by a base that is never out of date', async () => {
    await using shop = await workshop();
    expect(await runJob(shop, 'base', shop.commits.base)).toMatchObject({ code: 0 });
    expect((await plan(shop)).code).toBe(0);
    const [before, after] = [qualityOf(shop, 'base'), qualityOf(shop, 'plan')];
    expect([...before]).toEqual([]);
    expect([...after.values()]).toEqual(['no-temp-keys-on-accounts']);
    const { ak, sk } = shop.keysOf('planner');
    const itself = await shop.shell(
      'reconcile compare --base git:HEAD --head git:HEAD --report gitlab',
      shop.checkOut(shop.commits.base),
      { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk },
    );
    expect([itself.code, JSON.parse(itself.output)]).toEqual([0, []]);
  });

  it('lets the merge request pass that brings the rules, and says that all of it is new', async () => {
    await using shop = await workshop();
    const brought = await runJob(shop, 'plan', shop.commits.base, {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: shop.commits.first,
    });
    expect([brought.code, brought.output.includes('warning[base-without-rules]')], brought.output).toEqual([
      0,
      true,
    ]);
    expect([...qualityOf(shop, 'plan').values()]).toEqual(['base-without-rules', 'no-temp-keys-on-ous']);
  });

  it('finds the plan again that a pipeline of merged results made, and compared with the target branch there', async () => {
    await using shop = await workshop();
    const { base, first, head, merge, trial } = shop.commits;
    const planned = await runJob(shop, 'plan', trial, {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: first,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head,
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: base,
    });
    expect(planned.code, planned.output).toBe(0);
    expect(planned.output).toContain('Newly removed: 1 tag from 1 resource');
    const applied = await apply(shop, merge);
    expect(applied.code, applied.output).toBe(0);
    expect(removed(shop)).toEqual([['temp-a'], ['temp-b']]);
  });

  it('applies nothing where no plan was kept for what was merged, and says why and what to do', async () => {
    await using shop = await workshop();
    expect((await plan(shop)).code).toBe(0);
    const before = shop.emulator.requests().length;
    const applied = await apply(shop, shop.commits.squashed);
    expect(applied.code).toBe(1);
    expect(applied.output).toContain(`No plan is kept for the commit ${shop.commits.squashed}`);
    expect(applied.output).toMatch(/squashed or rebased[^]*New pipeline on main \(plan-anew, apply-anew\)/);
    mkdirSync(shop.kept('packages'), { recursive: true });
    writeFileSync(join(shop.kept('packages'), 'down'), '');
    const down = await apply(shop);
    expect([down.code, down.output.includes('The package registry answered 503')]).toEqual([1, true]);
    expect(shop.emulator.requests()).toHaveLength(before);
  });

  it('has a way out by hand where the approved plan is refused: a plan anew, shown, and applied when somebody says yes', async () => {
    await using shop = await workshop();
    // The plan of a merge request that met other rules when it was merged.
    expect((await plan(shop)).code).toBe(0);
    const folder = join(shop.kept('packages'), 'api/v4/projects/7/packages/generic/reconcile-plan');
    cpSync(join(folder, shop.commits.head), join(folder, shop.commits.base), { recursive: true });
    const refused = await apply(shop, shop.commits.base);
    expect([refused.code, refused.output.includes('plan-rules')]).toEqual([1, true]);

    const planned = await runJob(shop, 'plan-anew', shop.commits.merge);
    expect(
      [planned.code, planned.output.includes('Would remove 2 tags from 2 resources')],
      planned.output,
    ).toEqual([0, true]);
    expect(shop.emulator.requests().filter(({ write }) => write)).toEqual([]);
    const { rules, environment } = jobOf('apply-anew');
    expect([environment, rules?.map((one) => [one.when, one.allow_failure])]).toEqual([
      { name: 'organization' },
      [['manual', false]],
    ]);
    const applied = await runJob(shop, 'apply-anew', shop.commits.merge);
    expect(applied.code, applied.output).toBe(0);
    expect(removed(shop)).toEqual([['temp-a'], ['temp-b']]);
  });

  it('refuses the plan made anew where the rules of the default branch were changed while it waited', async () => {
    await using shop = await workshop();
    expect((await runJob(shop, 'plan-anew', shop.commits.base)).code).toBe(0);
    // By now `main` has the merge.
    const applied = await runJob(shop, 'apply-anew', shop.commits.base);
    expect([applied.code, applied.output.includes('plan-rules')], applied.output).toEqual([1, true]);
    expect(removed(shop)).toEqual([]);
  });

  it('runs the version of this package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(pipeline.default.before_script.join()).toContain(`reconcile-tags@${version}`);
  });
});
