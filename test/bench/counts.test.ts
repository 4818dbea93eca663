import { describe, expect, it } from 'vitest';
import { openJournal } from '../../engine/runs/journal.ts';
import { type World, world } from '../engine.ts';

/** What is counted rather than timed: a change that makes more requests, calls or syncs is seen on any machine. */
const [UNITS, ACCOUNTS] = [60, 40];

const BY_KEY = rulesOf('{ id: temp, match: { type: [ou, account] }, remove: "temp-*" }');
const BY_PATH = rulesOf('{ id: temp, match: { type: account, path: "/U1/**" }, remove: "temp-*" }');

function rulesOf(rule: string): string {
  return `version: 1\nlimits: { share: none, removals: none }\nrules:\n  - ${rule}\n`;
}

/** OUs below the root, the first of them with accounts; each carries one tag to remove. */
function organization(): string {
  const tags = { 'temp-a': 'x', 'temp-b': 'y', owner: 'me' };
  const accounts = Object.fromEntries(named('a', ACCOUNTS).map((name) => [name, { tags }]));
  const units = Object.fromEntries(named('U', UNITS).map((name) => [name, { tags }]));
  return JSON.stringify({
    organization: { name: 'counted', 'management-account': 'boss' },
    root: { units: { ...units, U1: { tags, accounts } } },
  });
}

function named(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);
}

function calls({ emulator }: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { api } of emulator.requests()) {
    counts[String(api)] = (counts[String(api)] ?? 0) + 1;
  }
  return counts;
}

describe('what a run costs', () => {
  it('reads two types with one page each, and no tree where no rule uses a path', async () => {
    await using w = await world({ rules: BY_KEY, seed: organization() });
    const run = await w.dryRun();
    expect(run.plan?.calls).toHaveLength(UNITS + ACCOUNTS);
    expect(calls(w)).toEqual({ ShowOrganization: 1, ListResourceInstances: 2 });
  });

  it('reads of the tree only what a path can reach', async () => {
    await using w = await world({ rules: BY_PATH, seed: organization() });
    const run = await w.dryRun();
    expect(run.plan?.calls).toHaveLength(ACCOUNTS);
    // The roots, the children of the root, and those of /U1.
    expect(calls(w)).toEqual({
      ShowOrganization: 1,
      ListResourceInstances: 1,
      ListRoots: 1,
      ListEntities: 2,
    });
  });

  it('applies with one read and one untag call a resource, verifies by page, and syncs at most three times a call', async () => {
    await using w = await world({ rules: BY_KEY, seed: organization() });
    let syncs = 0;
    const append = () => {
      syncs += 1;
      return Promise.resolve();
    };
    const openSink = () => Promise.resolve({ append, close: () => Promise.resolve() });
    const run = await w.reconcile({}, { openSink });
    expect(run.exit).toBe(0);
    const resources = UNITS + ACCOUNTS;
    expect(calls(w)).toEqual({
      ShowOrganization: 1,
      ListResourceInstances: 2 + 2,
      ListTagsForResource: resources,
      UntagResource: resources,
    });
    // Three records a resource (intent, answer, settled), one that begins the run and one that ends it.
    expect(syncs).toBeLessThanOrEqual(3 * resources + 2);
  });

  it('asks a clean organization for nothing but its tags', async () => {
    const rules = rulesOf('{ id: none, match: { type: ou }, remove: "never-*" }');
    await using w = await world({ rules, seed: organization() });
    expect((await w.reconcile()).exit).toBe(0);
    expect(calls(w)).toEqual({ ShowOrganization: 1, ListResourceInstances: 1 });
  });
});

describe('what the journal costs', () => {
  it.each([
    [1, 160],
    [4, 40],
    [16, 10],
  ])(
    'syncs once for all that wait together: %i at once need %i syncs for 160 records',
    async (workers, expected) => {
      let syncs = 0;
      const append = async () => {
        syncs += 1;
        await new Promise(setImmediate);
      };
      const journal = openJournal(
        { append, close: () => Promise.resolve() },
        () => '2026-11-24T08:00:00.000Z',
      );
      const work = async () => {
        for (let i = 0; i < 160 / workers; i++) await journal.append({ record: 'end', interrupted: false });
      };
      await Promise.all(Array.from({ length: workers }, work));
      await journal.close();
      // The first of a group may go alone.
      expect(syncs).toBeLessThanOrEqual(expected + 1);
    },
  );
});
