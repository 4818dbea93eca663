import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { hashOf, sealPlan } from '../../engine/plan/digest.ts';
import { Refusal } from '../../engine/problem.ts';
import { callersOf } from '../../engine/runs/callers.ts';
import type { JournalEntry } from '../../engine/runs/journal.ts';
import { isPrunable, listPast, type RunLine } from '../../engine/runs/list.ts';
import {
  appliedBy,
  beginOf,
  hasRest,
  hasWritten,
  isCutOff,
  openPast,
  pastRuns,
  planOfPast,
  recordOfPast,
  undoingOfPast,
} from '../../engine/runs/past.ts';
import { runOfPast, runOfPlan, stateOf } from '../../engine/runs/report.ts';
import { fateOf, fatesOf, hasPutBack, hasRemoved } from '../../engine/runs/undone.ts';
import { makePlan, makeRun } from '../report/make.ts';
import { answer, begin, END, intent, journalText, settled, stateDir, UNIT } from './kept.ts';

const DONE = [intent('k'), answer('done')];
const said = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return `${error.problems[0]?.code}: ${error.problems[0]?.message}`;
    throw error;
  }
  return 'not refused';
};
const hinted = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.problems[0]?.hint;
    throw error;
  }
  return undefined;
};
const past = (state: ReturnType<typeof stateDir>, id: string, ...entries: JournalEntry[]) =>
  openPast(state.keep(id, [begin(id), ...entries]));

describe('a run that was', () => {
  it('is known by its first line, which must be whole and begin a journal', () => {
    using state = stateDir();
    expect(beginOf(state.keep('a', [begin('a'), ...DONE]))).toMatchObject({ run: 'a', n: 0 });
    expect(beginOf(state.keep('b', [END]))).toBeUndefined();
    const folder = state.keep('c', []);
    const [first = ''] = journalText([begin('c')]).split('\n');
    writeFileSync(join(folder, 'journal.jsonl'), `${first.replace('"n":0', '"n":1')}\n`);
    expect(beginOf(folder)).toBeUndefined();
    writeFileSync(join(folder, 'journal.jsonl'), 'nonsense\n');
    expect(beginOf(folder)).toBeUndefined();
  });

  it('with a journal that is damaged is no past run, and hides none of the others', () => {
    using state = stateDir();
    state.keep('20261124T080000Z-aaaa', [begin('a')]);
    const bad = state.keep('20261124T080001Z-bbbb', [begin('b'), ...DONE]);
    writeFileSync(join(bad, 'journal.jsonl'), 'nonsense\n');
    expect(pastRuns(state.path).map(({ id }) => id)).toEqual(['a']);
    expect(said(() => openPast(bad))).toBe(
      'journal-broken: line 1 of the journal is damaged: it is no journal record',
    );
  });

  it.each<[string, JournalEntry[], boolean, boolean]>([
    ['that only began', [], false, true],
    ['that was about to send', [intent('k')], true, true],
    ['that ended', [...DONE, END], true, false],
    ['that was interrupted', [...DONE, { record: 'end', interrupted: true }], true, true],
    ['that ended without a call', [END], false, false],
  ])('%s: wrote, cut off', (_, entries, wrote, cutOff) => {
    using state = stateDir();
    const one = past(state, 'a', ...entries);
    expect([hasWritten(one), isCutOff(one)]).toEqual([wrote, cutOff]);
  });
});

describe('the run that applied a plan', () => {
  const digest = 'e'.repeat(64);
  const plan = { digest, 'read-at': '2026-11-24T08:00:00.000Z' };

  it('is the last apply of the same digest and reading, whatever the clock said when it began', () => {
    using state = stateDir();
    const [a, b, c] = ['20261124T080000Z-aaaa', '20261124T080001Z-bbbb', '20261124T080002Z-cccc'] as const;
    expect(appliedBy(state.path, plan)).toBeUndefined();
    state.keep(a, [begin(a, { digest })], { 'plan.json': plan });
    expect(appliedBy(state.path, plan)).toBe(a);
    state.keep(b, [begin(b, { digest })], { 'plan.json': plan });
    state.keep(c, [begin(c)], { 'plan.json': { ...plan, digest: 'e'.repeat(64) } });
    expect(appliedBy(state.path, plan)).toBe(b);
    for (const other of ['2026-11-24T08:00:00.001Z', '2026-11-24T07:59:59.999Z'])
      expect(appliedBy(state.path, { ...plan, 'read-at': other })).toBeUndefined();
    // Two hours ahead of the machine that applied it.
    const ahead = { ...plan, 'read-at': '2026-11-24T10:00:00.000Z' };
    state.keep('d', [begin('d', { digest })], { 'plan.json': ahead });
    expect(appliedBy(state.path, ahead)).toBe('d');
  });

  it('is one that lost its plan too, or its journal: nobody can say that it was of another reading', () => {
    using state = stateDir();
    state.keep('a', [begin('a', { digest })]);
    expect(appliedBy(state.path, plan)).toBe('a');
    state.keep('b', [begin('b', { digest })], { 'plan.json': 'null' });
    expect(appliedBy(state.path, plan)).toBe('b');
    using other = stateDir();
    other.keep('c', [], { 'plan.json': plan, 'run.json': {} });
    expect(appliedBy(other.path, plan)).toBe('c');
    expect(appliedBy(other.path, { ...plan, 'read-at': 'another' })).toBeUndefined();
  });

  it('is no undo', () => {
    using state = stateDir();
    state.keep('20261124T080000Z-aaaa', [begin('a', { digest, mode: 'undo', of: 'b' })]);
    expect(appliedBy(state.path, plan)).toBeUndefined();
  });
});

describe('the files of a past run', () => {
  const plan = makePlan();
  const undoing = { version: 1, action: 'tag', changes: [], redact: [] } as const;

  it('must be those that its journal began with', () => {
    using state = stateDir();
    const keep = (id: string, digest: string) =>
      openPast(state.keep(id, [begin(id, { digest })], { 'plan.json': plan, 'undoing.json': undoing }));
    expect(undoingOfPast(keep('a', hashOf(undoing)))).toEqual(undoing);
    expect(said(() => undoingOfPast(keep('b', plan.digest)))).toBe(
      'run-unfit: run b cannot be used: what it was to put back is not what its journal began with',
    );
    const sealed = sealPlan(plan, plan);
    const another = openPast(state.keep('c', [begin('c')], { 'plan.json': sealed }));
    expect(said(() => planOfPast(another))).toBe(
      'run-unfit: run c cannot be used: its plan is not the one that its journal began with',
    );
    const own = openPast(state.keep('e', [begin('e', { digest: sealed.digest })], { 'plan.json': sealed }));
    expect(planOfPast(own)).toEqual(sealed);
    expect(hinted(() => planOfPast(another))).toBe(
      'restore the folder from a backup, or put back from a saved plan: reconcile undo PLAN',
    );
    const broken = openPast(state.keep('d', [begin('d')], { 'undoing.json': '{' }));
    expect(said(() => undoingOfPast(broken))).toMatch(/^run-unfit: run d cannot be used: /);
  });

  it('have a record that is of the end of the journal, or none', () => {
    using state = stateDir();
    const one = past(state, 'a', ...DONE, END);
    expect([recordOfPast(one), hasRest(one)]).toEqual([undefined, true]);
    const record = (more: Partial<Run>) =>
      writeFileSync(join(one.folder, 'run.json'), JSON.stringify(makeRun(more)));
    const head = one.journal.tail.head;
    record({ 'journal-head': head, exit: 0 });
    expect([recordOfPast(one)?.exit, hasRest(one)]).toEqual([0, false]);
    for (const [exit, rest] of [
      [1, true],
      [4, true],
      [5, false],
      [6, false],
      [130, true],
    ] as const) {
      record({ 'journal-head': head, exit });
      expect([exit, hasRest(one)]).toEqual([exit, rest]);
    }
    record({ 'journal-head': 'f'.repeat(64) });
    expect(recordOfPast(one)).toBeUndefined();
    writeFileSync(join(one.folder, 'run.json'), '{');
    expect(said(() => recordOfPast(one))).toBe('run-unfit: run a cannot be used: its run.json is not JSON');
    writeFileSync(join(one.folder, 'run.json'), '{}');
    expect(said(() => recordOfPast(one))).toMatch(
      /^run-unfit: run a cannot be used: its run\.json is no record of a run: /,
    );
  });
});

describe('what a run did, and what took it back', () => {
  const undo = (id: string, of: string, ...entries: JournalEntry[]) => [
    begin(id, { mode: 'undo', of }),
    ...entries,
  ];

  it.each<[string, JournalEntry[], boolean, boolean]>([
    ['nothing', [], false, false],
    ['removed', DONE, true, false],
    ['perhaps removed', [intent('k')], true, false],
    ['was refused', [intent('k'), answer('refused')], false, false],
    ['put back', [intent('k', 'tag'), answer('done')], false, true],
  ])('%s', (_, entries, removed, putBack) => {
    using state = stateDir();
    const one = past(state, 'a', ...entries);
    expect([hasRemoved(one), hasPutBack(one)]).toEqual([removed, putBack]);
  });

  const [A, B, C] = ['20261124T080000Z-aaaa', '20261124T080001Z-bbbb', '20261124T080002Z-cccc'] as const;
  it.each<[string, JournalEntry[], JournalEntry[], boolean]>([
    ['put back by a call', DONE, [intent('k', 'tag'), answer('done')], true],
    ['back already', DONE, [settled(['k', 'present'])], true],
    ['gone already, of an undo of an undo', DONE, [settled(['k', 'gone'])], true],
    ['stale', DONE, [settled(['k', 'stale'])], false],
    ['in doubt', DONE, [intent('k', 'tag')], false],
    ['in part', [...DONE, intent('l'), answer('done')], [settled(['k', 'present'])], false],
    ['nothing, for nothing was done', [], [settled(['k', 'present'])], false],
  ])('is undone: %s', (_, did, undid, undone) => {
    using state = stateDir();
    state.keep(A, [begin(A), ...did]);
    state.keep(B, undo(B, A, ...undid));
    const { undo: by, undoneBy } = fateOf(state.path, A);
    expect([by, undoneBy]).toEqual([B, undone ? B : undefined]);
    const { undo: none, undoneBy: nobody } = fateOf(state.path, B);
    expect([none, nobody]).toEqual([undefined, undefined]);
    expect(fateOf(state.path, 'elsewhere')).toEqual({});
  });

  it('is not undone once the undo was undone itself', () => {
    using state = stateDir();
    state.keep(A, [begin(A), ...DONE]);
    state.keep(B, undo(B, A, intent('k', 'tag'), answer('done')));
    state.keep(C, undo(C, B, ...DONE));
    const fates = [...fatesOf(pastRuns(state.path).reverse())].map((one) => [one.past.id, one.undoneBy]);
    expect(fates).toEqual([
      [C, undefined],
      [B, C],
      [A, undefined],
    ]);
    expect(fateOf(state.path, A).undo).toBeUndefined();
  });
});

describe('the list of past runs', () => {
  it('has a line for each, oldest first, with what became of its tags', () => {
    using state = stateDir();
    const [a, b] = ['20261124T080000Z-aaaa', '20261124T080001Z-bbbb'] as const;
    state.keep(a, [begin(a), ...DONE, intent('l'), answer('refused'), settled(['l', 'failed'])]);
    state.keep(b, [begin(b, { mode: 'undo', of: a }), settled(['k', 'present'])]);
    const line = { started: '2026-11-24T08:00:00.000Z', organization: 'o-1', origin: 'https://cloud' };
    expect(listPast(pastRuns(state.path))).toEqual([
      { ...line, id: a, mode: 'apply', state: 'undone', wrote: true, counts: { removed: 1, failed: 1 } },
      { ...line, id: b, mode: 'undo', of: a, state: 'unfinished', wrote: false, counts: {} },
    ]);
  });

  it.each<[Run['exit'], RunLine['state']]>([
    [0, 'done'],
    [2, 'done'],
    [5, 'done'],
    [6, 'done'],
    [1, 'partial'],
    [4, 'partial'],
    [130, 'interrupted'],
  ])('calls one that exited %i %s', (exit, state) => {
    using dir = stateDir();
    const one = past(dir, 'a', ...DONE, END);
    writeFileSync(
      join(one.folder, 'run.json'),
      JSON.stringify(makeRun({ exit, 'journal-head': one.journal.tail.head, outcomes: [] })),
    );
    expect(listPast([one])).toMatchObject([{ state, counts: {} }]);
  });

  it('gives up only what is finished and began before', () => {
    const line = (state: RunLine['state']): RunLine => ({
      ...{ id: 'a', mode: 'apply', state, started: '2026-11-24T08:00:00.000Z' },
      ...{ organization: 'o', origin: 'x', wrote: true, counts: {} },
    });
    const before = Date.UTC(2026, 10, 24, 8) + 1;
    const given = (['done', 'undone', 'partial', 'interrupted', 'unfinished'] as const).filter((state) =>
      isPrunable(line(state), before),
    );
    expect(given).toEqual(['done', 'undone']);
    expect(isPrunable(line('done'), before - 1)).toBe(false);
  });
});

describe('a saved plan as a run', () => {
  it('is the dry run that made it, by nobody and of its file', () => {
    const plan = makePlan();
    expect(runOfPlan(plan, 'plan.json', 'warning')).toMatchObject({
      ...{ id: `plan-${plan.digest.slice(0, 12)}`, mode: 'dry-run', tool: '', 'fail-on': 'warning', plan },
      ...{ started: plan.created, ended: plan.created, endpoint: 'plan.json', origin: plan.origin },
      ...{ organization: plan.organization, outcomes: [], wrote: false, interrupted: false },
    });
  });
});

describe('one tag of a run that was cut off', () => {
  const tag = { key: 'k', value: 'v' };
  const entry = (state: 'done' | 'doubted' | 'refused', action: 'tag' | 'untag' = 'untag') =>
    ({ action, tag, state, requestId: 'r-1', at: 'T' }) as const;
  const call = { 'request-id': 'r-1', at: 'T' };

  it.each<[string, unknown, unknown]>([
    ['done', stateOf(tag, entry('done'), undefined), { ...tag, state: 'removed', ...call }],
    ['put back', stateOf(tag, entry('done', 'tag'), undefined), { ...tag, state: 'restored', ...call }],
    [
      'done, whatever was said last',
      stateOf(tag, entry('done'), { ...tag, state: 'failed' }),
      { ...tag, state: 'removed', ...call },
    ],
    [
      'as was said last',
      stateOf(tag, entry('refused'), { ...tag, state: 'failed', why: 'w' }),
      { ...tag, state: 'failed', why: 'w', ...call },
    ],
    [
      'in doubt',
      stateOf(tag, entry('doubted'), undefined),
      { ...tag, state: 'in-doubt', why: 'the run was cut off', ...call },
    ],
    [
      'refused, so not sent',
      stateOf(tag, entry('refused'), undefined),
      { ...tag, state: 'not-sent', why: 'the run was cut off' },
    ],
    [
      'of another value than was planned',
      stateOf(tag, undefined, { ...tag, value: 'w', state: 'stale' }),
      { ...tag, value: 'w', state: 'stale' },
    ],
    [
      'never reached',
      stateOf(tag, undefined, undefined),
      { ...tag, state: 'not-sent', why: 'the run was cut off' },
    ],
  ])('is %s', (_, state, expected) => {
    expect(state).toEqual(expected);
  });

  it('stands in the run that is put together from its journal', () => {
    using state = stateDir();
    const undoing = {
      ...{ version: 1, action: 'tag', redact: [] },
      changes: [{ resource: UNIT, tags: [tag, { key: 'l', value: 'w' }] }],
    } as const;
    const caller = { source: 'the environment', 'access-key': 'HPUA…AB12' };
    const started = begin('b', { mode: 'undo', of: 'a', digest: hashOf(undoing), caller });
    const folder = state.keep('b', [started, intent('k', 'tag'), answer('done')], {
      'undoing.json': undoing,
    });
    const one = openPast(folder);
    const run = runOfPast(one, 'warning');
    expect(run).toMatchObject({
      ...{ id: 'b', mode: 'undo', of: 'a', tool: 'reconcile 1', 'fail-on': 'warning', exit: 130 },
      ...{ started: '2026-11-24T08:00:00.000Z', ended: '2026-11-24T08:00:02.000Z' },
      ...{ endpoint: 'https://cloud', origin: 'https://cloud', action: 'tag', restore: undoing.changes },
      ...{
        wrote: true,
        interrupted: true,
        declined: false,
        problems: [],
        'journal-head': one.journal.tail.head,
      },
      callers: [{ since: '2026-11-24T08:00:00.000Z', ...caller }],
      outcomes: [
        {
          resource: UNIT,
          tags: [
            { key: 'k', value: 'v', state: 'restored', 'request-id': 'r-1' },
            { key: 'l', value: 'w', state: 'not-sent', why: 'the run was cut off' },
          ],
        },
      ],
    });
    expect('plan' in run).toBe(false);
  });
});

describe('who asked in a run', () => {
  it('is told for each of its parts, where the journal has it', () => {
    using state = stateDir();
    const caller = { source: 's', 'access-key': 'A' };
    const one = past(
      state,
      'a',
      { record: 'resume', tool: 't', caller },
      { record: 'resume', tool: 't' },
      END,
    );
    expect(callersOf(one.journal.records)).toEqual([{ since: '2026-11-24T08:00:01.000Z', ...caller }]);
  });
});
