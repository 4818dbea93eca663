import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../engine/model.ts';
import { hashOf, sealPlan } from '../../engine/plan/digest.ts';
import { Refusal } from '../../engine/problem.ts';
import { makeFolder, makeNewFolder, unwritable, writeDurably } from '../../engine/runs/durable.ts';
import { type Holder, type Processes, takeLock } from '../../engine/runs/lock.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import { type Circumstances, planProblems, readPlan } from '../../engine/runs/saved-plan.ts';
import { makePlan } from '../report/make.ts';
import { begin, END, intent, journalText, stateDir } from './kept.ts';

const line = ({ code, message, hint }: Refusal['problems'][number]): string =>
  `${code}: ${message} → ${hint ?? ''}`;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.problems.map(line).join('\n');
  }
  return 'not refused';
}

describe('a plan where it does not belong', () => {
  const plan = makePlan();
  const readAt = Date.parse(plan['read-at']);
  const here: Circumstances = {
    organization: plan.organization.id,
    origin: plan.origin,
    now: readAt,
    maxAgeHours: 24,
    rulesHash: hashOf(plan.rules),
    requireComplete: false,
  };
  const said = (more: Partial<Circumstances>, of: Plan = plan) =>
    planProblems(of, { ...here, ...more }).map(line);
  const gap = { kind: 'type', type: 'ou', why: 'denied' } as const;

  it('is fit where all is as it was, also at the last moment and with gaps', () => {
    expect(said({})).toEqual([]);
    expect(said({ now: readAt + 24 * 3_600_000 })).toEqual([]);
    expect(said({ rulesHash: undefined }, { ...plan, gaps: [gap] })).toEqual([]);
    expect(said({ requireComplete: true }, { ...plan, gaps: [] })).toEqual([]);
  });

  it.each<[string, Partial<Circumstances>, string]>([
    [
      'another organization',
      { organization: 'o-other' },
      `plan-organization: the plan is for organization ${plan.organization.id}, the credentials are of o-other → use the credentials of the organization that the plan was made for`,
    ],
    [
      'another service',
      { origin: 'emulator' },
      `plan-origin: the plan was made against ${plan.origin}, this is emulator → a rehearsal is applied where it was made; make a plan against this service`,
    ],
    [
      'a day later',
      { now: readAt + 25.9 * 3_600_000 },
      'plan-old: its tags were read 25 hours ago, more than 24 → make the plan anew, or allow its age with --max-age HOURS',
    ],
    [
      'other rules',
      { rulesHash: 'x' },
      'plan-rules: the rules have changed since the plan was made → make the plan anew, or apply it under its own rules with --allow-other-rules',
    ],
    [
      'before it was made, by the clock of this machine',
      { now: readAt - 2 * 3_600_000 },
      'plan-old: its tags were read 2 hours from now, by the clock of this machine → set the clock, or make the plan anew here',
    ],
    [
      'after it was applied',
      { applied: { run: 'a', isWhole: true } },
      'plan-applied: run a has applied this plan already → if the same is to be done once more, make the plan anew, or give --again',
    ],
    [
      'after a run that applied it was cut off, or while it works',
      { applied: { run: 'a', isWhole: false } },
      'plan-applied: run a has applied this plan already → if it was cut off, reconcile resume a goes on with it; apply once more with --again',
    ],
    [
      'after it was applied and undone',
      { applied: { run: 'a', undo: 'b', undoneBy: 'b', isWhole: true } },
      'plan-applied: run a has applied this plan already, and run b has undone that since → if the same is to be done once more, make the plan anew, or give --again',
    ],
    [
      'after a run that applied it in part was undone in part',
      { applied: { run: 'a', undo: 'b', isWhole: false } },
      'plan-applied: run a has applied this plan already, and run b has begun to undo that since → if the same is to be done once more, make the plan anew, or give --again',
    ],
  ])('%s', (_, more, expected) => {
    expect(said(more)).toEqual([expected]);
  });

  it('with gaps where none may be, and all that is wrong at once', () => {
    const gaps = { ...plan, gaps: [gap] };
    expect(said({ requireComplete: true }, gaps)).toEqual([
      'plan-incomplete: the plan has 1 gaps: not everything could be read → mend what the gaps name and make the plan anew',
    ]);
    const all = { organization: 'x', origin: 'y', now: readAt * 2, rulesHash: 'z', requireComplete: true };
    expect(said({ ...all, applied: { run: 'a', isWhole: true } }, gaps)).toHaveLength(6);
  });
});

describe('what is no plan', () => {
  const again = 'make the plan anew: reconcile --dry-run --out FILE';
  it.each([
    ['', `plan-broken: p.json is empty → ${again}`],
    [' \n', `plan-broken: p.json is empty → ${again}`],
    [' {"version": 1, ', `plan-broken: p.json is no whole JSON: was the file cut off? → ${again}`],
    [
      '# mine\nversion: 1\n',
      'plan-broken: p.json is not JSON → this looks like rules, and a saved plan is wanted: reconcile --dry-run --rules p.json --out FILE',
    ],
    ['hello', `plan-broken: p.json is not JSON → ${again}`],
    ['{}', `plan-version: p.json says no version of its format → ${again}`],
    ['null', `plan-version: p.json says no version of its format → ${again}`],
    ['7', `plan-version: p.json says no version of its format → ${again}`],
    ['{"version":"2"}', `plan-version: p.json is of version "2" → ${again}`],
  ])('%j', (text, expected) => {
    expect(refusal(() => readPlan(text, 'p.json'))).toBe(expected);
  });

  it('is one that lacks something, or was changed', () => {
    const broken = refusal(() => readPlan('{"version":1}', 'p.json'));
    expect(broken).toMatch(/^plan-broken: p\.json is no plan: \S.* → make the plan anew/);
    expect(refusal(() => readPlan(JSON.stringify(makePlan()), 'p.json'))).toBe(
      `plan-edited: p.json was changed after it was made → ${again}`,
    );
  });
});

describe('a plan that was sealed by somebody else', () => {
  it('is refused where its rules cannot be understood', () => {
    const { rules, ...rest } = makePlan();
    const [rule] = rules.rules;
    const broken = { ...rule, remove: [{ key: [{ regex: '(' }] }] } as Plan['rules']['rules'][number];
    const plan = sealPlan({ ...rest, rules: { ...rules, rules: [broken] } }, rest);
    expect(refusal(() => readPlan(JSON.stringify(plan), 'p.json'))).toMatch(
      /^plan-broken: p\.json holds a rule that cannot be understood: \S.* → make the plan anew/,
    );
    const fine = sealPlan(makePlan(), makePlan());
    expect(readPlan(JSON.stringify(fine), 'p.json')).toEqual(fine);
  });
});

describe('a plan that was sealed, and cannot be', () => {
  const read = (change: (plan: Plan) => Plan) => {
    const { digest: _, seal: __, ...made } = change(makePlan());
    return refusal(() => readPlan(JSON.stringify(sealPlan(made, made)), 'p.json'));
  };
  const again = 'make the plan anew: reconcile --dry-run --out FILE';

  it('is refused where it plans a resource or a key twice, or was read at no time', () => {
    const [call] = makePlan().calls;
    if (call === undefined) throw new Error('it has calls');
    const key = call.remove[0]?.key;
    expect(read((plan) => ({ ...plan, calls: [...plan.calls, call] }))).toBe(
      `plan-broken: p.json plans ${call.resource.id} twice → ${again}`,
    );
    const doubled = { ...call, remove: [...call.remove, ...call.remove.slice(0, 1)] };
    expect(read((plan) => ({ ...plan, calls: [doubled, ...plan.calls.slice(1)] }))).toBe(
      `plan-broken: p.json plans ${key} twice → ${again}`,
    );
    expect(read((plan) => ({ ...plan, 'read-at': '2026-99-99T00:00:00Z' }))).toBe(
      `plan-broken: p.json says that tags were read at a time that is none → ${again}`,
    );
  });
});

describe('a damaged journal', () => {
  const hint =
    'restore the file from a backup; the plan beside it still tells what was to be removed: reconcile undo PLAN';
  const lines = journalText([begin('a'), intent('k'), END])
    .split('\n')
    .slice(0, 3);
  const [first = '', second = '', third = ''] = lines;
  const text = (...some: string[]) => some.map((one) => `${one}\n`).join('');

  it.each([
    ['no record in it', text(first, '{"n":1}', third), 2, 'it is no journal record'],
    ['a line missing', text(first, third), 2, 'its number is 2, not 1: a line is missing or moved'],
    [
      'a line of another journal',
      text(first, second.replace('"v"', '"w"'), third),
      3,
      'the line before it is not the one it was written after',
    ],
    ['nothing in it', '', 1, 'a journal begins with a begin record'],
    ['no beginning', journalText([END]), 1, 'a journal begins with a begin record'],
  ])('has %s', (_, broken, at, what) => {
    expect(refusal(() => readJournal(broken, 'j.jsonl'))).toBe(
      `journal-broken: line ${at} of the journal is damaged: ${what} → ${hint}`,
    );
    try {
      readJournal(broken, 'j.jsonl');
    } catch (error) {
      expect((error as Refusal).problems[0]?.place).toEqual({ file: 'j.jsonl', line: at, column: 1 });
    }
  });

  it('is not damaged where its last line was torn: that is left out, and its length', () => {
    const whole = text(first, second);
    const { records, tail, length } = readJournal(`${whole}{"n":2,"支`, 'j.jsonl');
    expect([records.length, tail.n, length]).toEqual([2, 2, Buffer.byteLength(whole)]);
    expect(tail.head).toBe((JSON.parse(third) as { prev: string }).prev);
  });
});

describe('a lock that another has', () => {
  const self = { pid: 7, host: 'here', started: '1' };
  const alone: Processes = { self, isDead: () => false };
  const ours = (path: string, run: string, processes = alone, taken: Holder[] = []) =>
    takeLock(path, 'o-1', run, processes, (dead) => taken.push(dead), '2026-11-24T08:00:00.000Z');

  it('says who has it and since when, and what to do', () => {
    using state = stateDir();
    const lock = ours(state.path, 'a');
    const file = join(state.path, 'locks', 'o-1.lock');
    const hint = `wait for it; if it is certainly dead, remove ${file}`;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      ...self,
      run: 'a',
      since: '2026-11-24T08:00:00.000Z',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(refusal(() => ours(state.path, 'b'))).toBe(
      `lock-held: run a (process 7 on here, since 2026-11-24 08:00:00 UTC) works on this organization now → ${hint}`,
    );
    for (const [text, who] of [
      ['{"pid":1,"host":"h","run":"c","started":"2","since":"soon"}', 'run c (process 1 on h)'],
      ['{"pid":1,"host":"h","run":"c","started":"2","since":7}', 'run c (process 1 on h)'],
      ['{"pid":"1","host":"h"}', 'another run'],
      ['{"pid":1,"host":2}', 'another run'],
      ['nonsense', 'another run'],
    ]) {
      writeFileSync(file, text ?? '');
      expect(refusal(() => ours(state.path, 'b'))).toBe(
        `lock-held: ${who} works on this organization now → ${hint}`,
      );
    }
    lock.release();
    expect(readdirSync(join(state.path, 'locks'))).toEqual(['o-1.lock']);
  });

  it('is taken over from a dead holder, who is told of whole', async () => {
    using state = stateDir();
    ours(state.path, 'a');
    const taken: Holder[] = [];
    const lock = ours(state.path, 'b', { self, isDead: ({ run }) => run === 'a' }, taken);
    expect(taken).toEqual([{ ...self, run: 'a', since: '2026-11-24T08:00:00.000Z' }]);
    await expect(lock.check()).resolves.toBeUndefined();
    lock.release();
    expect(readdirSync(join(state.path, 'locks'))).toEqual([]);
  });

  it('is lost where it is gone, or another’s', async () => {
    using state = stateDir();
    const file = join(state.path, 'locks', 'o-1.lock');
    const lock = ours(state.path, 'a');
    const lost = async () => lock.check().catch((error: unknown) => (error as Refusal).problems.map(line));
    writeFileSync(file, 'other');
    const expected = [
      `lock-lost: the lock ${file} is not this run's any more → see which run holds it now, then reconcile resume`,
    ];
    expect(await lost()).toEqual(expected);
    rmSync(file);
    expect(await lost()).toEqual(expected);
  });
});

describe('what cannot be written', () => {
  const system = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });
  const said = (file: string, cause: unknown) => unwritable(file, cause).problems.map(line)[0];
  const room = 'make room, or name another place with --state-dir, --out or --report FORMAT=FILE';

  it.each([
    ['ENOSPC', 'the disk is full (ENOSPC)', room],
    ['EDQUOT', 'the disk quota is used up (EDQUOT)', room],
    ['EROFS', 'the file system is read-only (EROFS)', room],
    ['EACCES', 'permission denied (EACCES)', room],
    ['EPERM', 'not permitted (EPERM)', room],
    ['ENOTDIR', 'a part of its path is no folder (ENOTDIR)', room],
    ['EISDIR', 'it is a folder (EISDIR)', 'name a file in it'],
    ['EEXIST', 'it is there already (EEXIST)', room],
    ['EMFILE', 'EMFILE', room],
  ])('is told in words: %s', (code, words, hint) => {
    expect(said('/f', system(code))).toBe(`file-unwritable: cannot write /f: ${words} → ${hint}`);
  });

  it('has the command that makes its folder, as a shell takes it', () => {
    const absent = 'its folder is not there, or takes nothing new (ENOENT)';
    const hintOf = (file: string) => said(file, system('ENOENT'))?.split(` ${absent} → `)[1];
    expect(hintOf('no/where/f')).toBe('make its folder first: mkdir -p no/where');
    expect(hintOf('/tmp/f')).toBe(room);
    expect(hintOf("-it's/f")).toMatch(/^make its folder first: mkdir -p -- /);
    expect(hintOf('my reports/f')).toBe("make its folder first: mkdir -p -- 'my reports'");
  });

  it('is told with what was thrown where that is no error of the system', () => {
    expect(said('/f', new Error('it was removed'))).toContain('cannot write /f: it was removed');
    expect(said('/f', 'text')).toContain('cannot write /f: unknown reason');
  });

  it('leaves nothing half done, and what a chunk throws is passed on', () => {
    using state = stateDir();
    const file = join(state.path, 'f');
    writeDurably(file, ['支', Buffer.from('b'), '']);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['支b', 0o600]);
    const chunks = function* () {
      yield 'half';
      throw new TypeError('oops');
    };
    expect(() => writeDurably(file, chunks())).toThrow('oops');
    expect([readFileSync(file, 'utf8'), readdirSync(state.path)]).toEqual(['支b', ['f']]);
  });

  it('is a folder below a file, one that is there already, and none below a link to a folder', () => {
    using state = stateDir();
    const at = (...parts: string[]) => join(state.path, ...parts);
    writeFileSync(at('file'), '');
    expect(refusal(() => makeFolder(at('file', 'below')))).toMatch(/^file-unwritable: cannot write .*\/file/);
    makeFolder(at('a', 'b', 'c'));
    makeFolder(at('a', 'b', 'c'));
    expect(statSync(at('a', 'b')).mode & 0o777).toBe(0o700);
    expect(refusal(() => makeNewFolder(at('a')))).toContain('it is there already (EEXIST)');
    symlinkSync(at('a'), at('link'));
    makeFolder(at('link', 'd'));
    expect(statSync(at('a', 'd')).isDirectory()).toBe(true);
    mkdirSync(at('mine'));
    chmodSync(at('mine'), 0o755);
    makeFolder(at('mine'));
    expect(statSync(at('mine')).mode & 0o777).toBe(0o755);
  });
});
