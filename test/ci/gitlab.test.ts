import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tagsOf, untagged } from '../scenario.ts';
import { readYaml } from './actions.ts';
import { type Outcome, type Workshop, workshop } from './workshop.ts';

const FILE = 'examples/ci/gitlab/.gitlab-ci.yml';

interface Job {
  readonly script: readonly string[];
  readonly artifacts?: { readonly when?: string; readonly paths?: readonly string[] };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
}

interface Pipeline {
  readonly default: { readonly before_script: readonly string[] };
  readonly variables: Readonly<Record<string, string>>;
  readonly check: Job;
  readonly plan: Job;
  readonly apply: Job;
}

const pipeline = readYaml(FILE) as Pipeline;

/** Runs the script of a job as GitLab's runner does, and keeps its artifacts as it says. */
async function runJob(
  shop: Workshop,
  name: 'check' | 'plan' | 'apply',
  variables: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const { script, artifacts } = pipeline[name];
  // Stands in for the package registry: PUT with --upload-file, GET with --output.
  const store = shop.kept('packages');
  shop.tool(
    'curl',
    `while [ $# -gt 0 ]; do case $1 in --upload-file) put=$2; shift ;; --output) get=$2; shift ;; --header) shift ;; http*) url=\${1#https://gitlab.example/} ;; esac; shift; done
at="${store}/$url"
if [ -n "\${put:-}" ]; then mkdir -p "\${at%/*}" && cp "$put" "$at"; else cp "$at" "$get" 2>/dev/null || exit 22; fi`,
  );
  const folder = shop.checkOut(name === 'apply' ? shop.commits.merge : shop.commits.head);
  const api = 'https://gitlab.example/api/v4';
  const env = { CI_API_V4_URL: api, CI_PROJECT_ID: '7', CI_JOB_TOKEN: 'job-token', ...variables };
  // The runner fills in variables that name others.
  const plans = pipeline.variables['PLANS']?.replaceAll(
    /\$(\w+)/g,
    (_, one: string) => new Map(Object.entries(env)).get(one) ?? '',
  );
  const lines = [...pipeline.default.before_script, ...script].join('\n');
  const bash = ['bash', '-eo', 'pipefail'];
  const done = await shop.shell(lines, folder, { ...env, PLANS: plans ?? '' }, bash);
  if (done.code === 0 || artifacts?.when === 'always')
    shop.keep(`${name}-artifacts`, folder, artifacts?.paths ?? []);
  return done;
}

function plan(shop: Workshop): Promise<Outcome> {
  const { ak, sk } = shop.keysOf('planner');
  return runJob(shop, 'plan', {
    HUAWEICLOUD_SDK_AK: ak,
    HUAWEICLOUD_SDK_SK: sk,
    CI_COMMIT_SHA: shop.commits.head,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: shop.commits.base,
  });
}

function apply(shop: Workshop): Promise<Outcome> {
  const { ak, sk } = shop.keysOf('applier');
  return runJob(shop, 'apply', {
    HUAWEICLOUD_SDK_AK: ak,
    HUAWEICLOUD_SDK_SK: sk,
    CI_COMMIT_SHA: shop.commits.merge,
  });
}

describe('the example pipeline of GitLab', () => {
  it('is what GitLab’s schema takes, by a runner that others wrote', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reconcile-gitlab-'));
    const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'git@gitlab.example:acme/tags.git');
    cpSync(FILE, join(folder, '.gitlab-ci.yml'));
    // Node 20 lacks one method that the runner calls.
    const lacking = 'Set.prototype.union ??= function (other) { return new Set([...this, ...other]); };';
    const runner = join(process.cwd(), 'node_modules/gitlab-ci-local/dist/index.js');
    const words = ['--import', `data:text/javascript,${encodeURIComponent(lacking)}`, runner, '--list-json'];
    const list = execFileSync(
      process.execPath,
      [...words, '--variable', 'CI_PIPELINE_SOURCE=merge_request_event'],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', HOME: folder },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const jobs = JSON.parse(list.slice(list.indexOf('[\n'))) as { name: string; stage: string }[];
    rmSync(folder, { recursive: true });
    expect(jobs.map(({ name, stage }) => [name, stage])).toEqual([
      ['check', 'check'],
      ['plan', 'plan'],
      ['apply', 'apply'],
    ]);
  });

  it('lets one apply run at a time, never cut off, and keeps its journal whatever becomes of it', () => {
    const { resource_group: group, interruptible, artifacts } = pipeline.apply;
    expect([group, interruptible, artifacts?.when, artifacts?.paths]).toEqual([
      'reconcile',
      false,
      'always',
      ['.reconcile/'],
    ]);
  });

  it('plans on the merge request without a write, and after the merge applies that very plan', async () => {
    await using shop = await workshop();
    const checked = await runJob(shop, 'check', {});
    expect(checked.code, checked.output).toBe(0);
    const planned = await plan(shop);
    expect(planned.code, planned.output).toBe(0);
    expect(planned.output).toContain('Newly removed: 1 tag from 1 resource');
    expect(shop.emulator.requests().filter(({ write }) => write)).toEqual([]);
    shop.emulator.setTag(shop.emulator.id('lab'), 'temp-later', 'x');
    const applied = await apply(shop);
    expect(applied.code, applied.output).toBe(0);
    expect(
      untagged(shop.emulator.requests())
        .map(([, keys]) => keys)
        .sort(),
    ).toEqual([['temp-a'], ['temp-b']]);
    expect(tagsOf(shop.emulator, 'lab')).toEqual({ owner: 'lab', 'temp-later': 'x' });
    expect(readdirSync(join(shop.kept('apply-artifacts'), 'runs'))).toHaveLength(1);
  });

  it('applies nothing where no plan was kept for what was merged', async () => {
    await using shop = await workshop();
    const applied = await apply(shop);
    expect(applied.code).toBe(22);
    expect(shop.emulator.requests()).toEqual([]);
  });

  it('runs the version of this package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(pipeline.default.before_script.join()).toContain(`reconcile-tags@${version}`);
  });
});
