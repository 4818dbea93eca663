import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../engine/problem.ts';
import {
  findRun,
  firstLine,
  isSigned,
  listRuns,
  listStillborn,
  makeRunFolder,
  newestFirst,
  readRunFile,
  refuseLast,
  refuseSigned,
} from '../../engine/runs/folders.ts';
import { begin, stateDir } from './kept.ts';

const everyone = (): boolean => true;

/** `code: message → hint` of what a piece of work is refused with. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.problems.map(({ code, message, hint }) => `${code}: ${message} → ${hint ?? ''}`).join('\n');
  }
  return 'not refused';
}

describe('the folder of a new run', () => {
  it('is for its owner alone, in a state directory that git leaves out', () => {
    using state = stateDir();
    const folder = makeRunFolder(join(state.path, 'deep', 'state'), 'x');
    expect(folder).toBe(join(state.path, 'deep', 'state', 'runs', 'x'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const ignore = join(state.path, 'deep', 'state', '.gitignore');
    expect([readFileSync(ignore, 'utf8'), statSync(ignore).mode & 0o777]).toEqual(['*\n', 0o600]);
  });

  it('leaves a .gitignore as somebody wrote it', () => {
    using state = stateDir();
    writeFileSync(join(state.path, '.gitignore'), 'mine');
    makeRunFolder(state.path, 'x');
    expect(readFileSync(join(state.path, '.gitignore'), 'utf8')).toBe('mine');
  });

  it('is refused where another run has it, or nothing can be made there', () => {
    using state = stateDir();
    const folder = makeRunFolder(state.path, 'x');
    expect(refusal(() => makeRunFolder(state.path, 'x'))).toBe(
      `run-id-taken: ${folder} is of another run → begin it again: it gets another id`,
    );
    writeFileSync(join(state.path, 'file'), '');
    expect(refusal(() => makeRunFolder(join(state.path, 'file'), 'x'))).toMatch(/^file-unwritable: /);
  });
});

describe('the runs of a state directory', () => {
  it('are none where there is no such directory, and files beside them are no runs', () => {
    using state = stateDir();
    expect([listRuns(state.path), listStillborn(state.path)]).toEqual([[], []]);
    state.keep('20261124T080000Z-aaaa', [begin('a')]);
    writeFileSync(join(state.path, 'runs', 'note.txt'), '');
    expect(listRuns(state.path)).toEqual(['20261124T080000Z-aaaa']);
  });

  it('cannot be told where their folder is none, or the state directory is a file', () => {
    using state = stateDir();
    writeFileSync(join(state.path, 'runs'), '');
    const runs = join(state.path, 'runs');
    expect(refusal(() => listRuns(state.path))).toBe(`file-unreadable: cannot read ${runs} (ENOTDIR) → `);
    expect(refusal(() => listRuns(runs))).toMatch(/^file-unreadable: cannot read .*runs\/runs \(ENOTDIR\)/);
  });

  it('are in the order in which they began, by their journals where the second is the same', () => {
    using state = stateDir();
    const at = (second: string) => [{ ...begin('x'), at: `2026-11-24T08:00:0${second}Z` }];
    state.keep('20261124T080002Z-aaaa', [begin('x')]);
    state.keep('20261124T080000Z-bbbb', at('0.100'));
    state.keep('20261124T080000Z-aaaa', at('0.900'));
    state.keep('20261124T080001Z-zzzz', [begin('x')]);
    const sorted = ['0000Z-bbbb', '0000Z-aaaa', '0001Z-zzzz', '0002Z-aaaa'].map((id) => `20261124T08${id}`);
    expect(listRuns(state.path)).toEqual(sorted);
    expect(newestFirst(state.path)).toEqual(sorted.toReversed().map((id) => join(state.path, 'runs', id)));
  });

  it('have begun: a folder without a whole first line is stillborn, one that lost its journal is not', () => {
    using state = stateDir();
    for (const id of ['empty', 'torn', 'lost']) mkdirSync(join(state.path, 'runs', id), { recursive: true });
    writeFileSync(join(state.path, 'runs', 'torn', 'journal.jsonl'), '{"n":0');
    writeFileSync(join(state.path, 'runs', 'lost', 'run.json'), '{}');
    expect([listRuns(state.path), listStillborn(state.path)]).toEqual([['lost'], ['empty', 'torn']]);
  });

  it.each(['run.json', 'evidence.sig.json'])(
    'have begun where %s stands beside a journal that is empty or torn',
    (name) => {
      using state = stateDir();
      for (const [id, text] of Object.entries({ empty: '', torn: '{"n":0' })) {
        state.keep(id, [], { [name]: {}, 'plan.json': {} });
        writeFileSync(join(state.path, 'runs', id, 'journal.jsonl'), text);
      }
      expect([listRuns(state.path), listStillborn(state.path)]).toEqual([['empty', 'torn'], []]);
    },
  );

  it('have begun where the journal cannot be read, as where it is a folder', () => {
    using state = stateDir();
    mkdirSync(join(state.path, 'runs', 'a', 'journal.jsonl'), { recursive: true });
    expect([listRuns(state.path), listStillborn(state.path)]).toEqual([['a'], []]);
    expect(firstLine(join(state.path, 'runs', 'a', 'journal.jsonl'))).toBeUndefined();
  });

  it('are seen behind links to folders, also where these lead nowhere; a link to a file is no run', () => {
    using state = stateDir();
    state.keep('a', [begin('a')]);
    const runs = join(state.path, 'runs');
    renameSync(join(runs, 'a'), join(state.path, 'elsewhere'));
    symlinkSync(join(state.path, 'elsewhere'), join(runs, 'a'));
    symlinkSync(join(state.path, 'nowhere'), join(runs, 'b'));
    symlinkSync('c', join(runs, 'c'));
    symlinkSync(join(state.path, 'elsewhere', 'journal.jsonl'), join(runs, 'd'));
    expect(listRuns(state.path).toSorted()).toEqual(['a', 'b', 'c']);
    expect(listStillborn(state.path)).toEqual([]);
  });
});

describe('the first line of a file', () => {
  it.each([
    ['of one line', 'a\n', 'a'],
    ['of several', 'a\nb\n', 'a'],
    ['that is torn', 'a', undefined],
    ['of nothing', '', undefined],
    ['longer than a chunk, cut within a letter', `${'支'.repeat(3_000)}\nb\n`, '支'.repeat(3_000)],
    ['that ends where a chunk does', `${'a'.repeat(4_096)}\n`, 'a'.repeat(4_096)],
  ])('%s', (_, text, line) => {
    using state = stateDir();
    const file = join(state.path, 'file');
    writeFileSync(file, text);
    expect(firstLine(file)).toBe(line);
  });

  it('is none of a file that is not there', () => {
    expect(firstLine('/nonexistent/file')).toBeUndefined();
  });
});

describe('a run by its name', () => {
  it('is a folder, an id, or the beginning of one alone', () => {
    using state = stateDir();
    const a = state.keep('20261124T080000Z-aaaa', [begin('a')]);
    const b = state.keep('20261124T080100Z-bbbb', [begin('b')]);
    const longer = state.keep('20261124T080100Z-bbbbb', [begin('b')]);
    const find = (name: string) => findRun(state.path, name, everyone);
    expect(['20261124T0800', '20261124T080100Z-bbbb', b].map(find)).toEqual([a, b, b]);
    expect(find('20261124T080100Z-bbbbb')).toBe(longer);
    expect(refusal(() => find('20261124'))).toBe(
      'run-ambiguous: 20261124 could be 20261124T080000Z-aaaa, 20261124T080100Z-bbbb, 20261124T080100Z-bbbbb → give more of the id',
    );
    expect(refusal(() => find('x'))).toBe(
      `run-unknown: there is no run x in ${state.path} → reconcile runs lists them`,
    );
  });

  it('is no run where it is empty, though every id begins so', () => {
    using state = stateDir();
    state.keep('20261124T080000Z-aaaa', [begin('a')]);
    expect(refusal(() => findRun(state.path, '', everyone))).toBe(
      'run-unknown: RUN is empty → is a variable unset?',
    );
  });

  it('is the last that counts', () => {
    using state = stateDir();
    const a = state.keep('20261124T080000Z-aaaa', [begin('a')]);
    const b = state.keep('20261124T080100Z-bbbb', [begin('b')]);
    expect(findRun(state.path, 'last', everyone)).toBe(b);
    expect(findRun(state.path, 'last', (folder) => folder !== b)).toBe(a);
    const none = (did: string) =>
      `run-unknown: no run in ${state.path} has ${did} anything yet → reconcile runs lists those that began; one that was stopped before is not there: give its command again`;
    expect(refusal(() => findRun(state.path, 'last', () => false))).toBe(none('sent'));
    expect(refusal(() => refuseLast(state.path, 'removed'))).toBe(none('removed'));
  });
});

describe('the folder of a run that is signed', () => {
  it('is not written to', () => {
    using state = stateDir();
    const folder = state.keep('a', [begin('a')]);
    expect([isSigned(folder), refusal(() => refuseSigned(folder))]).toEqual([false, 'not refused']);
    const file = join(folder, 'evidence.sig.json');
    writeFileSync(file, '{}');
    expect(isSigned(folder)).toBe(true);
    expect(refusal(() => refuseSigned(folder))).toBe(
      `run-signed: run a is signed as it is; to go on with it would break the signatures → what is left shows in a new run: reconcile --dry-run. Or remove ${file}, resume, and sign again`,
    );
  });
});

describe('a file of a run', () => {
  it('is its text, or a refusal that says why not', () => {
    using state = stateDir();
    const folder = state.keep('a', [begin('a')], { 'note.txt': '支付\n' });
    expect(readRunFile(folder, 'note.txt')).toBe('支付\n');
    expect(refusal(() => readRunFile(folder, 'plan.json'))).toBe(
      `file-unreadable: cannot read ${join(folder, 'plan.json')} (ENOENT) → `,
    );
    expect(existsSync(join(folder, 'plan.json'))).toBe(false);
  });
});
