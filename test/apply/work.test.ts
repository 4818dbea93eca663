import { describe, expect, it } from 'vitest';
import {
  type ApplyContext,
  applyPlan,
  applyRest,
  applyWork,
  type Located,
} from '../../engine/apply/apply.ts';
import { TAG, UNTAG } from '../../engine/apply/task.ts';
import { ApiFailure } from '../../engine/cloud/port.ts';
import type { Outcome, Plan, Resource } from '../../engine/model.ts';
import { sealPlan } from '../../engine/plan/digest.ts';
import { makePlan } from '../../engine/plan/make.ts';
import type { Journal } from '../../engine/runs/journal.ts';
import type { Ledger } from '../../engine/runs/ledger.ts';
import { DAY, inventoryOf } from '../plan/generate.ts';
import { rulesFrom } from '../rules-from.ts';
import { countingClock, ou, type Scripts, scripted, tags } from './fake.ts';

const ACCOUNT: Resource = { type: 'account', id: 'a1', name: 'lab', path: ['A'], tags: tags('k=1', 'l=2') };

async function planOf(rules: string, resource: Resource = ACCOUNT): Promise<Plan> {
  const { set } = await rulesFrom(`version: 1\nlimits: { share: none }\n${rules}`);
  const body = makePlan({ rules: set, inventory: inventoryOf([resource]), day: DAY });
  const now = '2026-11-24T08:00:00.000Z';
  return sealPlan(body, { created: now, 'read-at': now, places: [], sources: [], 'rules-name': 'r' });
}

const journal = { append: () => Promise.resolve() } as Partial<Journal> as Journal;

function context(scripts: Scripts, more: Partial<ApplyContext> = {}) {
  const api = scripted(scripts);
  const made: ApplyContext = {
    ...{ api, journal, clock: countingClock(), concurrency: 2, maxFailures: 9 },
    interrupt: new AbortController().signal,
    fence: () => Promise.resolve(),
    describe: ({ kind, message }) => ({ code: kind, severity: 'error', message }),
    ...more,
  };
  return { api, made };
}

const words = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((one) =>
    one.tags.map(({ key, state, why }) => [key, state, why].filter(Boolean).join(' ')),
  );
const located = (
  paths: [string, string[]][],
  names: [string, string][] = [],
  unlocated: Located['unlocated'] = 'no',
) => ({ paths: new Map(paths), names: new Map(names), unlocated }) satisfies Located;
const GONE = 'k stale no rule claims it any more';

describe('a planned removal of a rule with a path', () => {
  const RULES = 'rules: [{ id: r, match: { type: account, path: /A }, remove: k }]';
  const live = { tags: { a1: [tags('k=1'), []] } };

  it.each<[string, Located | undefined, string]>([
    ['goes where the resource lies as it was planned', located([['a1', ['A']]]), 'k removed'],
    ['goes by its plan where no tree was read', undefined, 'k removed'],
    ['stays where the resource lies elsewhere now', located([['a1', ['B']]]), GONE],
    ['stays where the resource is in no tree that was read', located([]), GONE],
    ['stays where it is not known where it lies', located([], [], 'unknown'), GONE],
  ])('%s', async (_, where, state) => {
    const { made } = context(live);
    const { outcomes } = await applyPlan(await planOf(RULES), where, made);
    expect(words(outcomes)).toEqual([state]);
    const rest = context(live);
    const nothing: Ledger = { resources: new Map(), entries: new Map(), words: new Map() };
    expect(words((await applyRest(await planOf(RULES), nothing, where, rest.made)).outcomes)).toEqual([
      state,
    ]);
  });
});

describe('a planned removal of a rule with a name', () => {
  const RULES = 'rules: [{ id: r, match: { name: lab }, remove: k }]';

  it('is judged by the name that the resource has now', async () => {
    const renamed = context({ tags: { a1: [tags('k=1')] } });
    const where = located([['a1', ['A']]], [['a1', 'prod']]);
    expect(words((await applyPlan(await planOf(RULES), where, renamed.made)).outcomes)).toEqual([GONE]);
    const same = context({ tags: { a1: [tags('k=1'), []] } });
    const as = located([['a1', ['A']]]);
    expect(words((await applyPlan(await planOf(RULES), as, same.made)).outcomes)).toEqual(['k removed']);
  });

  it.each(['policy', 'root'] as const)('of a %s needs no place: it lies in no OU', async (type) => {
    const { path: _, ...bare } = ACCOUNT;
    const plan = await planOf(RULES, { ...bare, type });
    const { made } = context({ tags: { a1: [tags('k=1'), []] } });
    const { outcomes } = await applyPlan(plan, located([['a1', ['B']]], [['a1', 'other']]), made);
    expect(words(outcomes)).toEqual(['k removed']);
  });
});

describe('the rest of a plan', () => {
  it('sends nothing for what is done, though somebody has set it again since', async () => {
    const plan = await planOf('rules: [{ id: r, remove: [k, l] }]');
    const entry = { action: 'untag', tag: { key: 'k', value: '1' }, state: 'done' } as const;
    const known: Ledger = {
      resources: new Map(),
      entries: new Map([['a1', new Map([['k', entry]])]]),
      words: new Map(),
    };
    const { api, made } = context({ tags: { a1: [tags('k=1', 'l=2'), tags('k=9')] } });
    const { outcomes, wrote } = await applyRest(plan, known, undefined, made);
    expect(api.asked.filter((one) => one.startsWith('untag'))).toEqual(['untag a1 l']);
    expect(words(outcomes)).toEqual([
      'k failed read again after the call: it is there again, with another value',
      'l removed',
    ]);
    expect(wrote).toBe(true);
  });
});

describe('work that was done', () => {
  const task = { resource: ou(1), tags: tags('k=1'), decide: () => ({ send: tags('k=1'), settled: [] }) };
  const work = [{ resource: ou(1), done: [], task }];

  it('is told of as it comes and before it is read again', async () => {
    const steps: string[] = [];
    const { made } = context(
      { tags: { 'ou-1': [[]] } },
      {
        progress: ({ resource }) => void steps.push(resource.id),
        verifying: () => void steps.push('verifying'),
      },
    );
    await applyWork(work, UNTAG, undefined, made);
    expect(steps).toEqual(['ou-1', 'verifying']);
  });

  it('is held against what its action wants', async () => {
    const there = { tags: { 'ou-1': [[], tags('k=1')] } };
    const put = await applyWork(work, TAG, undefined, context(there).made);
    expect([words(put.outcomes), put.problems]).toEqual([['k restored'], []]);
    const gone = await applyWork(work, UNTAG, undefined, context(there).made);
    expect(words(gone.outcomes)).toEqual(['k failed read again after the call: it is still there']);
  });

  it('that cannot be read again is a problem of the run, with what to do', async () => {
    const denied = new ApiFailure('denied', 'It is denied.');
    const { made } = context({ tags: { 'ou-1': [tags('k=1'), denied] } });
    const { outcomes, problems } = await applyWork(work, UNTAG, undefined, made);
    expect(words(outcomes)).toEqual(['k removed']);
    expect(problems).toEqual([
      {
        code: 'verify-unread',
        severity: 'error',
        message: 'what was done could not be read again: It is denied.',
        hint: 'run reconcile --dry-run to see what is left',
      },
    ]);
  });

  it('is not read again where the run has stopped, and its problems are those that stopped it', async () => {
    const bad = new ApiFailure('signature', 'The key is wrong.');
    const { api, made } = context({ tags: { 'ou-1': [tags('k=1')] }, write: [bad] });
    const { outcomes, problems } = await applyWork(work, UNTAG, undefined, made);
    expect(words(outcomes)).toEqual(['k failed The key is wrong.']);
    expect(problems.map(({ code }) => code)).toEqual(['signature']);
    expect(api.asked).toEqual(['read ou-1', 'untag ou-1 k']);
  });

  it('that fell over is no outcome', async () => {
    const { made } = context({ tags: { 'ou-1': [new TypeError('oops')] } });
    await expect(applyWork(work, UNTAG, undefined, made)).rejects.toThrow('oops');
  });
});
