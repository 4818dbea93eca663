import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { Refusal } from '../../engine/problem.ts';
import { findToResume, findToUndo } from '../../engine/runs/find.ts';
import { requireRun } from '../../engine/runs/folders.ts';
import type { JournalEntry } from '../../engine/runs/journal.ts';
import { openPast } from '../../engine/runs/past.ts';
import { makeRun } from '../report/make.ts';
import { answer, begin, END, intent, type StateDir, settled, stateDir } from './kept.ts';

const MET = { organization: begin('x').organization, origin: 'https://cloud' };
const [A, B, C] = ['20261124T080000Z-aaaa', '20261124T080001Z-bbbb', '20261124T080002Z-cccc'] as const;
const DONE = [intent('k'), answer('done')];
const BACK = [intent('k', 'tag'), answer('done'), END];

/** The id that is found, or `code: message → hint`. */
function found(work: () => { readonly id: string }): string {
  try {
    return work().id;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.problems.map(({ code, message, hint }) => `${code}: ${message} → ${hint ?? ''}`).join('\n');
  }
}

/** Keeps a run that ended, with a record that says how. */
function ended(
  state: StateDir,
  id: string,
  entries: readonly JournalEntry[],
  exit: Run['exit'],
  more = {},
): void {
  const folder = state.keep(id, [begin(id, more), ...entries, END]);
  const head = openPast(folder).journal.tail.head;
  writeFileSync(join(folder, 'run.json'), JSON.stringify(makeRun({ exit, 'journal-head': head })));
}

describe('the run that is to be gone on with', () => {
  const resume = (state: StateDir, name = 'last', met = MET) =>
    found(() => findToResume(name, met, { stateDir: state.path }));

  it('is the newest with something left to do, by no other order and not one that is undone', () => {
    using state = stateDir();
    ended(state, A, DONE, 4);
    ended(state, B, DONE, 0);
    expect(resume(state)).toBe(A);
    state.keep(C, [begin(C), intent('k')]);
    expect(resume(state)).toBe(C);
    state.keep('20261124T080003Z-dddd', [begin('d', { mode: 'undo', of: C }), ...BACK]);
    expect(resume(state)).toBe('d');
  });

  it('is none where none has begun, or every one is whole', () => {
    using state = stateDir();
    expect(resume(state)).toMatch(/^run-unknown: no run in .* has sent anything yet → /);
    ended(state, A, DONE, 0);
    expect(resume(state)).toBe(
      `nothing-to-resume: every run in ${state.path} is finished or undone → reconcile runs lists them; reconcile --dry-run shows what there is to do now`,
    );
  });

  it('is not one that is whole or undone, though it is named', () => {
    using state = stateDir();
    ended(state, A, DONE, 0);
    const again = '; to apply its plan once more: reconcile apply PLAN --again';
    const finished = (id: string, more = again) =>
      `run-finished: run ${id} is finished; nothing is left to go on with → reconcile report ${id} shows what it did${more}`;
    expect(resume(state, A)).toBe(finished(A));
    ended(state, B, BACK.slice(0, 2), 0, { mode: 'undo', of: A });
    expect(resume(state, A)).toBe(
      `run-undone: run ${B} has undone run ${A}; it is not gone on with → reconcile --dry-run shows what there is to do now${again}`,
    );
    expect(resume(state, B)).toBe(finished(B, ''));
    ended(state, C, DONE, 4);
    expect(resume(state, C)).toBe(C);
  });

  it('is not one that an undo has begun to take back, until that undo is undone', () => {
    using state = stateDir();
    ended(state, A, [...DONE, intent('l'), answer('done'), intent('m')], 130);
    ended(state, B, BACK.slice(0, 2), 0, { mode: 'undo', of: A });
    expect(resume(state, A)).toMatch(
      `run-undone: run ${B} has begun to undo run ${A}; it is not gone on with → `,
    );
    expect(resume(state)).toMatch(/^nothing-to-resume: /);
    ended(state, C, DONE, 0, { mode: 'undo', of: B });
    expect(resume(state, A)).toBe(A);
    expect(resume(state)).toBe(A);
  });

  it('is of the organization and the service that were met', () => {
    using state = stateDir();
    state.keep(A, [begin(A), intent('k')]);
    state.keep(B, [begin(B, { origin: 'emulator' }), intent('k')]);
    const elsewhere = { id: 'o-2', 'management-account': { id: 'm', name: 'root' } };
    state.keep(C, [begin(C, { organization: elsewhere }), intent('k')]);
    expect(resume(state)).toBe(A);
    const hint = 'use the credentials and endpoint of that run';
    expect(resume(state, B)).toBe(
      `run-origin: run ${B} worked on o-1 at emulator, this is o-1 at https://cloud → ${hint}`,
    );
    expect(resume(state, C)).toBe(
      `run-origin: run ${C} worked on o-2 at https://cloud, this is o-1 at https://cloud → ${hint}`,
    );
    const nobody = found(() => findToResume(A, {}, { stateDir: state.path }));
    expect(nobody).toContain('this is no organization at no service → ');
  });

  it('is not one that is signed', () => {
    using state = stateDir();
    const folder = state.keep(A, [begin(A), intent('k')]);
    writeFileSync(join(folder, 'evidence.sig.json'), '{}');
    expect([resume(state), resume(state, A)].map((one) => one.split(':')[0])).toEqual([
      'run-signed',
      'run-signed',
    ]);
  });
});

describe('the run that is to be undone', () => {
  const undo = (state: StateDir, name = 'last') =>
    found(() => findToUndo(name, MET, { stateDir: state.path }));

  it('is the newest that removed something and is not undone', () => {
    using state = stateDir();
    state.keep(A, [begin(A), ...DONE, END]);
    state.keep(B, [begin(B), END]);
    expect(undo(state)).toBe(A);
    state.keep(C, [begin(C, { mode: 'undo', of: A }), ...BACK]);
    expect(undo(state)).toBe(
      `nothing-to-undo: every run in ${state.path} that removed something is undone already, as far as it can be → the newest undo is ${C}; reconcile undo ${C} would remove again what it put back`,
    );
    expect(undo(state, C)).toBe(C);
  });

  it('passes a run over of which an undo has left alone what was set anew, and tells of it where it is the last', () => {
    using state = stateDir();
    const stale = settled(['k', 'stale']);
    state.keep(A, [begin(A), ...DONE, END]);
    state.keep(B, [begin(B), intent('l'), answer('done'), ...DONE, END]);
    state.keep(C, [begin(C, { mode: 'undo', of: B }), stale, intent('l', 'tag'), answer('done'), END]);
    expect(undo(state)).toBe(A);
    expect(undo(state, B)).toBe(B);
    state.keep('20261124T080003Z-dddd', [begin('d', { mode: 'undo', of: A }), stale, END]);
    expect(undo(state)).toBe(
      `nothing-to-undo: every run in ${state.path} that removed something is undone already, as far as it can be → the newest undo is ${C}; reconcile undo ${C} would remove again what it put back`,
    );
  });

  it('looks at a run again of which an undo failed in part', () => {
    using state = stateDir();
    state.keep(A, [begin(A), ...DONE, END]);
    state.keep(B, [begin(B, { mode: 'undo', of: A }), intent('k', 'tag'), answer('refused'), END]);
    expect(undo(state)).toBe(A);
  });

  it('is none where an undo found everything set anew', () => {
    using state = stateDir();
    state.keep(A, [begin(A), ...DONE, END]);
    state.keep(B, [begin(B, { mode: 'undo', of: A }), settled(['k', 'stale']), END]);
    expect(undo(state)).toMatch(` → reconcile undo ${A} looks once more at what was left alone`);
  });

  it('is none where nothing was removed', () => {
    using state = stateDir();
    state.keep(B, [begin(B), END]);
    expect(undo(state)).toMatch(/^run-unknown: no run in .* has removed anything yet → /);
  });
});

describe('a run that no run can be', () => {
  it('is refused whatever the organization; any other is not', () => {
    using state = stateDir();
    state.keep(A, [begin(A, { origin: 'emulator' }), END]);
    const required = (run: string) => {
      requireRun(state.path, run);
      return { id: 'fine' };
    };
    expect(found(() => required('last'))).toBe('fine');
    expect(found(() => required(A))).toBe('fine');
    expect(found(() => required('nothing'))).toMatch(/^run-unknown: there is no run nothing in /);
  });
});
