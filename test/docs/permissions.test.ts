import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applySaved } from '../../engine/apply-saved.ts';
import { createClient } from '../../engine/cloud/client.ts';
import { fixedCredentials } from '../../engine/cloud/credentials.ts';
import type { IdentityPolicy } from '../../engine/emulator/identity.ts';
import type { Run } from '../../engine/model.ts';
import type { Effects } from '../../engine/run.ts';
import { takeSnapshot } from '../../engine/snapshot.ts';
import { undo } from '../../engine/undo.ts';
import { everything, sequence, type World, world } from '../engine.ts';

const PAGE = readFileSync('docs/permissions.md', 'utf8');

/** The policy under a heading of the page. */
function policyOf(heading: string): IdentityPolicy {
  const section = PAGE.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  const [, json = ''] = /```json\n([^]*?)```/.exec(section ?? '') ?? [];
  return JSON.parse(json) as IdentityPolicy;
}

const RULES = 'version: 1\nlimits: { share: 100% }\nrules:\n  - { id: temp, remove: "temp-*" }\n';
const PATHS = `${RULES}  - { id: below, match: { type: account, path: "/Production/**" }, remove: expires-on }\n`;

function seed(policy: IdentityPolicy): string {
  return `
organization: { name: acme, management-account: acme-root }
root:
  tags: { temp-r: "1" }
  units:
    Production:
      tags: { temp-o: "1", owner: platform }
      accounts:
        prd-pay: { tags: { temp-a: "1", expires-on: "2020-01-01" } }
policies:
  deny-leave: { tags: { temp-p: "1" } }
callers:
  other: { policy: ${JSON.stringify(policy)} }
`;
}

interface Trial {
  readonly rules: string;
  /** Runs the command as the caller; what the administrator has to prepare comes first. */
  readonly run: (it: World, other: Effects) => Promise<Run>;
  /** Exit code with the whole policy. */
  readonly exit: number;
}

const SAVED = {
  concurrency: 4,
  failOn: 'error',
  maxAgeHours: 24,
  requireComplete: false,
  again: false,
} as const;

async function applyAs(it: World, other: Effects): Promise<Run> {
  const { plan } = await it.dryRun();
  if (plan === undefined) throw new Error('the administrator has no plan');
  return applySaved({ plan, ...SAVED }, other);
}

const dryRunWith = (mode: 'bulk' | 'per-resource') => (it: World, other: Effects) =>
  it.reconcile({ mode: 'dry-run', failOn: 'none', reading: { mode, concurrency: 4 } }, other);

/** A way to try each policy of the page. */
const TRIALS: ReadonlyMap<string, Trial> = new Map<string, Trial>([
  ['Plan', { rules: RULES, run: dryRunWith('bulk'), exit: 0 }],
  ['Plan with paths', { rules: PATHS, run: dryRunWith('bulk'), exit: 0 }],
  ['Plan resource by resource', { rules: RULES, run: dryRunWith('per-resource'), exit: 0 }],
  ['Apply a saved plan', { rules: RULES, run: applyAs, exit: 0 }],
  ['Apply a saved plan with paths', { rules: PATHS, run: applyAs, exit: 0 }],
  ['Plan and apply', { rules: RULES, run: (it, other) => it.reconcile({}, other), exit: 0 }],
  [
    'Undo',
    {
      rules: RULES,
      run: async (it, other) => {
        await it.reconcile();
        return undo(
          { what: { run: 'last' }, dryRun: false, failOn: 'error', concurrency: 4, resources: [] },
          other,
        );
      },
      exit: 0,
    },
  ],
  [
    'Snapshot',
    {
      rules: RULES,
      run: async (_it, other) => {
        const { run, inventory } = await takeSnapshot({ mode: 'bulk', concurrency: 4 }, other);
        return (inventory?.gaps.length ?? 1) > 0 ? { ...run, exit: run.exit || 5 } : run;
      },
      exit: 0,
    },
  ],
  ['Only these tags', { rules: RULES, run: applyAs, exit: 0 }],
]);

/** Runs a trial under a policy. */
async function attempt({ rules, run }: Trial, policy: IdentityPolicy) {
  await using it = await world({ rules, seed: seed(policy) });
  const keys = it.emulator.keysOf('other') ?? it.emulator.keys;
  const connect = () =>
    Promise.resolve(
      createClient({
        endpoint: it.emulator.url,
        credentials: fixedCredentials('the test', keys),
        clock: it.clock,
        random: sequence(),
        log: () => undefined,
        concurrency: 4,
        version: 'test',
      }),
    );
  const before = everything(it.emulator);
  const done = await run(it, { ...it.effects, connect });
  return { done, before, after: everything(it.emulator), requests: it.emulator.requests() };
}

function without(policy: IdentityPolicy, action: string): IdentityPolicy {
  return {
    ...policy,
    Statement: policy.Statement.map((one) => ({
      ...one,
      Action: [one.Action].flat().filter((each) => each !== action),
    })).filter(({ Action }) => Action.length > 0),
  };
}

describe('the page of permissions', () => {
  it('has a trial for each policy that it shows', () => {
    const shown = Array.from(PAGE.matchAll(/^## (.*)\n(?:(?!^## )[^])*?```json/gm), ([, heading]) => heading);
    expect(shown).toEqual([...TRIALS.keys()]);
  });

  it.each([...TRIALS])('%s: the policy suffices', async (heading, trial) => {
    const { done } = await attempt(trial, policyOf(heading));
    expect(done.exit, JSON.stringify(done.problems)).toBe(trial.exit);
    expect(done.plan?.gaps ?? []).toEqual([]);
  });

  const parts = [...TRIALS].flatMap(([heading, trial]) =>
    policyOf(heading).Statement.flatMap(({ Action }) =>
      [Action].flat().map((action) => ({ heading, action, trial })),
    ),
  );
  it.each(parts)(
    '$heading: without $action it fails, or says what it could not read or had to leave alone',
    async ({ heading, action, trial }) => {
      const { done } = await attempt(trial, without(policyOf(heading), action));
      expect([1, 4, 5, 6]).toContain(done.exit);
    },
  );

  it('shows policies for reading under which nothing can be changed', async () => {
    for (const heading of ['Plan', 'Plan with paths', 'Plan resource by resource', 'Snapshot']) {
      const { done, before, after, requests } = await attempt(
        { rules: RULES, run: (it, other) => it.reconcile({}, other), exit: 4 },
        policyOf(heading),
      );
      expect(done.exit, heading).not.toBe(0);
      expect(after).toEqual(before);
      expect(requests.filter(({ effect }) => effect)).toEqual([]);
    }
  });

  it('shows a fence around keys that no rule can climb over', async () => {
    const rules = `${RULES}  - { id: owners, match: { type: ou }, remove: owner }\n`;
    const { done, after } = await attempt({ rules, run: applyAs, exit: 4 }, policyOf('Only these tags'));
    expect(done.exit).toBe(4);
    const states = done.outcomes.map(({ resource, tags }) => [
      resource.type,
      ...tags.map(({ state }) => state),
    ]);
    expect(states).toEqual([
      ['root', 'removed'],
      ['ou', 'failed', 'failed'],
      ['account', 'removed'],
      ['policy', 'removed'],
    ]);
    expect(Object.values(after).filter((tags) => 'owner' in tags)).toHaveLength(1);
  });
});
