import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { CLOCK, PROCESSES } from '../../machine.ts';
import type { ExitCode, Problem } from '../../model.ts';
import { nearest, problem, refuse } from '../../problem.ts';
import { renderProblems } from '../../report/problems.ts';
import { renderRuns } from '../../report/run-list.ts';
import { inertJson } from '../../report/stream.ts';
import { count } from '../../report/words.ts';
import { listCopies, listRuns, listStillborn } from '../../runs/folders.ts';
import { isPrunable, listPast, type RunLine } from '../../runs/list.ts';
import { runsAtWork } from '../../runs/lock.ts';
import { type PastRun, pastRuns } from '../../runs/past.ts';
import { print, styleOf } from '../output.ts';

/** Options of `runs`, as the parser gives them. */
export interface Options {
  readonly stateDir: string;
  readonly json?: boolean;
  readonly keepDays?: number;
}

/** `reconcile runs [prune]`. */
export async function run([word]: readonly string[], options: Options): Promise<ExitCode> {
  if (word === 'prune') return prune(options);
  if (word !== undefined) {
    const near = nearest(word, ['prune']);
    refuse('bad-value', `runs takes no ${word}`, {
      hint: near === undefined ? 'reconcile runs --help' : `did you mean ${near}?`,
    });
  }
  const pasts = pastRuns(options.stateDir);
  const lines = listPast(pasts, runsAtWork(options.stateDir, PROCESSES));
  const json = options.json === true ? [inertJson(lines)] : undefined;
  // "no runs yet" would be wrong of runs that are damaged.
  const isNone = lines.length === 0 && listRuns(options.stateDir).length > 0;
  await print(json ?? (isNone ? [] : renderRuns(lines, styleOf(process.stdout))));
  return tellUnreadable(options.stateDir, pasts, lines);
}

/** A folder whose journal or record cannot be read must not pass for a run that never was, or that is well. */
function tellUnreadable(stateDir: string, pasts: readonly PastRun[], lines: readonly RunLine[]): ExitCode {
  const read = new Set(pasts.map(({ folder }) => basename(folder)));
  const unread = listRuns(stateDir).filter((id) => !read.has(id));
  const problems = unread.map((id) =>
    problem('run-unfit', `run ${id} has no journal that can be read`, {
      hint: `reconcile verify ${id} tells why`,
    }),
  );
  const stillborn = listStillborn(stateDir).map((id) =>
    problem('run-unfit', `folder ${id} holds no run: what made it died before it began, or begins just now`, {
      severity: 'warning',
      hint: 'nothing was sent; reconcile runs prune removes it once it is old enough',
    }),
  );
  const damaged = lines.flatMap(({ damage }) => damage ?? []);
  const all = [...problems, ...damaged, ...stillborn, ...renamed(pasts), ...copied(stateDir)];
  process.stderr.write(renderProblems(all, 'text', styleOf(process.stderr)));
  return unread.length + damaged.length === 0 ? 0 : 1;
}

function renamed(pasts: readonly PastRun[]): Problem[] {
  return pasts
    .map(({ folder, id }) => ({ name: basename(folder), id }))
    .filter(({ name, id }) => name !== id)
    .map(({ name, id }) =>
      problem('run-unfit', `folder ${name} holds run ${id}, which no command finds there by that id`, {
        severity: 'warning',
        hint: `name the folder ${id}`,
      }),
    );
}

/** Folders that are copies of runs; `history` counts none of them. */
export function copied(stateDir: string): Problem[] {
  return listCopies(stateDir).map(({ name, run }) =>
    problem('run-unfit', `folder ${name} is a copy of run ${run}, which lies beside it, and is left out`, {
      severity: 'warning',
      hint: 'keep copies somewhere else',
    }),
  );
}

/**
 * Removes runs that are finished and older than asked for, and what is left of those that never began; an
 * unfinished one stays, however old.
 */
async function prune({ stateDir, keepDays }: Options): Promise<ExitCode> {
  if (keepDays === undefined)
    refuse('missing-value', 'prune needs --keep-days N', { hint: 'such as --keep-days 90' });
  const before = CLOCK.now() - keepDays * 86_400_000;
  const atWork = runsAtWork(stateDir, PROCESSES);
  const old = listPast(pastRuns(stateDir), atWork).filter((line) => isPrunable(line, before));
  // A journal may name another folder than its own: nothing but folders of this list is removed.
  const ids = new Set(old.map((line) => line.id));
  const runs = listRuns(stateDir).filter((id) => ids.has(id));
  const folderOf = (id: string): string => join(stateDir, 'runs', id);
  const stillborn = listStillborn(stateDir).filter(
    (id) => !atWork.has(id) && statSync(folderOf(id)).mtimeMs < before,
  );
  for (const id of [...runs, ...stillborn]) rmSync(folderOf(id), { recursive: true });
  await print([`${removedText(runs.length, stillborn.length)}\n`]);
  return 0;
}

function removedText(runs: number, stillborn: number): string {
  const removed = `${count(runs, 'run')} removed`;
  return stillborn === 0 ? removed : `${removed}, and ${count(stillborn, 'folder')} of runs that never began`;
}
