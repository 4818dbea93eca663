import { describe, expect, it } from 'vitest';
import { type History, historyOf } from '../../engine/evidence/history.ts';
import { HISTORY_REPORTS } from '../../engine/evidence/history-report.ts';
import type { Run } from '../../engine/model.ts';
import { world } from '../engine.ts';
import { RULES, SEED } from './kit.ts';

const DAY = 86_400_000;

/** The history of runs of one organization. */
function only(runs: readonly Run[]): History {
  const [history, ...rest] = historyOf(runs);
  expect(rest).toEqual([]);
  if (history === undefined) throw new Error('there is no history');
  return history;
}

describe('the history of past runs', () => {
  it('counts removals by rule and run, for each rule that claimed them', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const first = await w.reconcile();
    w.clock.turn(2 * DAY);
    w.emulator.setTag(w.emulator.id('B'), 'temp-9', '');
    const second = await w.reconcile();
    const history = only([first, second]);
    expect(history.runs).toEqual([first.id, second.id]);
    expect(history.rules).toEqual([
      {
        rule: 'no-temp',
        removed: 7,
        undone: 0,
        runs: [
          { run: first.id, day: '2026-11-24', removed: 6, undone: 0 },
          { run: second.id, day: '2026-11-26', removed: 1, undone: 0 },
        ],
      },
      {
        rule: 'no-empty',
        removed: 2,
        undone: 0,
        runs: [
          { run: first.id, day: '2026-11-24', removed: 1, undone: 0 },
          { run: second.id, day: '2026-11-26', removed: 1, undone: 0 },
        ],
      },
    ]);
    expect(history.repeats).toEqual([]);
  });

  it('names what is removed again and again, and not what our own undo put back', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const runs = [await w.reconcile()];
    w.clock.turn(DAY);
    runs.push(await w.undo());
    w.clock.turn(DAY);
    runs.push(await w.reconcile());
    expect(only(runs).repeats).toEqual([]);
    w.clock.turn(DAY);
    w.emulator.setTag(w.emulator.id('B'), 'temp-1', 'here again');
    runs.push(await w.reconcile());
    expect(only(runs).repeats).toMatchObject([
      { resource: { name: 'B' }, key: 'temp-1', runs: [runs[2]?.id, runs[3]?.id] },
    ]);
  });

  it('says how much of it an undo put back, and no undo of that removed again', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const runs = [await w.reconcile()];
    w.clock.turn(DAY);
    const some = { resources: [w.emulator.id('A')] };
    runs.push(await w.undo(some));
    const told = () => only(runs).rules.map(({ rule, removed, undone }) => [rule, removed, undone]);
    expect(told()).toEqual([
      ['no-temp', 6, 3],
      ['no-empty', 1, 0],
    ]);
    const page = [...HISTORY_REPORTS.text(historyOf(runs), { color: false, width: 0 })].join('');
    expect(page).toContain('no-temp  6 tags in 1 run, 3 tags put back by an undo\n');
    w.clock.turn(DAY);
    runs.push(await w.undo({ what: { run: runs[1]?.id ?? '' } }));
    expect(told()).toEqual([
      ['no-temp', 6, 0],
      ['no-empty', 1, 0],
    ]);
  });

  it('counts what the undo of a plan put back, though that names no run', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const run = await w.reconcile();
    const runs = [run];
    if (run.plan === undefined) throw new Error('no plan');
    w.clock.turn(DAY);
    runs.push(await w.undo({ what: { plan: run.plan } }));
    const told = () => only(runs).rules.map(({ rule, removed, undone }) => [rule, removed, undone]);
    expect(told()).toEqual([
      ['no-temp', 6, 6],
      ['no-empty', 1, 1],
    ]);
    w.clock.turn(DAY);
    runs.push(await w.undo({ what: { run: runs[1]?.id ?? '' } }));
    expect(told()).toEqual([
      ['no-temp', 6, 0],
      ['no-empty', 1, 0],
    ]);
  });

  it('takes what the undo of an undo removed again for removed, and what comes back after that for come back', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const runs = [await w.reconcile()];
    for (let nth = 0; nth < 2; nth++) {
      w.clock.turn(DAY);
      runs.push(await w.undo({ what: { run: runs.at(-1)?.id ?? '' } }));
    }
    expect(only(runs).repeats).toEqual([]);
    w.clock.turn(DAY);
    w.emulator.setTag(w.emulator.id('B'), 'temp-1', 'here again');
    runs.push(await w.reconcile());
    expect(only(runs).repeats).toMatchObject([
      { resource: { name: 'B' }, key: 'temp-1', runs: [runs[2]?.id, runs[3]?.id] },
    ]);
  });

  it('counts nothing as come back where a rehearsal began anew on another emulator', async () => {
    await using one = await world({ rules: RULES, seed: SEED });
    await using other = await world({ rules: RULES, seed: SEED });
    expect(only([await one.reconcile(), await other.reconcile()]).repeats).toEqual([]);
  });

  it('has the waivers of the latest whole plan, by their expiry on its day', async () => {
    await using w = await world({ rules: RULES.replace('2099-12-01', '2026-12-01'), seed: SEED });
    const first = await w.reconcile();
    w.clock.turn(10 * DAY);
    w.emulator.setTag(w.emulator.id('B'), 'temp-1', 'x');
    const narrowed = await w.reconcile({ only: { rules: ['no-temp'], resources: [] } });
    expect(only([first, narrowed]).waivers?.run).toBe(first.id);
    expect(only([first, narrowed]).waivers?.waivers).toMatchObject([
      { rule: 'no-temp', expires: '2026-01-01', state: 'expired', days: -327, covers: 0 },
      { rule: 'no-temp', expires: '2026-12-01', state: 'in-force', days: 7, covers: 1 },
    ]);
    const later = await w.reconcile();
    expect(later.plan?.day).toBe('2026-12-04');
    expect(only([first, later]).waivers?.waivers.map((one) => one.state)).toEqual(['expired', 'expired']);
  });

  it('keeps organizations and services apart, so that a rehearsal is no history of the cloud', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const run = await w.reconcile();
    const cloud: Run = { ...run, origin: 'https://organizations.myhuaweicloud.com' };
    expect(historyOf([run, cloud]).map((one) => [one.origin, one.rules[0]?.removed])).toEqual([
      ['emulator', 6],
      ['https://organizations.myhuaweicloud.com', 6],
    ]);
  });

  it('shows keys by strangers as what they are, tells no value, and is JSON for programs', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const first = await w.reconcile();
    for (const key of ['temp-secret', 'temp-1']) w.emulator.setTag(w.emulator.id('A'), key, 'HUSH-HUSH');
    w.clock.turn(DAY);
    const histories = historyOf([first, await w.reconcile()]);
    const hostile = histories.map((one) => ({
      ...one,
      repeats: one.repeats.map((repeat) => ({ ...repeat, key: '\u001b[31m::error::\u202e' })),
    }));
    const text = [...HISTORY_REPORTS.text(hostile, { color: false, width: 80 })].join('');
    expect(text).toContain('\\x1b[31m::error::\\u202e');
    expect(text).not.toMatch(/[\u001b\u202e]|^::/m);
    const json = [...HISTORY_REPORTS.json(histories)].join('');
    expect(JSON.parse(json)).toEqual({
      version: 1,
      histories: JSON.parse(JSON.stringify(histories)) as unknown,
    });
    expect(text + json).not.toContain('HUSH');
  });

  it('is empty without runs', () => {
    expect(historyOf([])).toEqual([]);
    expect([...HISTORY_REPORTS.text([], { color: false, width: 80 })].join('')).toBe('no runs yet\n');
  });
});
