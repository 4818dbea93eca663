import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant, Random } from '../model.ts';
import { refuse } from '../problem.ts';
import { makeFolder, unwritable } from './durable.ts';

/** The files of a run folder. */
export const RUN_FILES = {
  plan: 'plan.json',
  /** The signatures by which the plan was approved, where some were required. */
  approval: 'plan.sig.json',
  /** What an undo puts back; only in the folder of an undo. */
  undoing: 'undoing.json',
  journal: 'journal.jsonl',
  run: 'run.json',
} as const;

/** An id that sorts by time: `20261124T081500Z-4k7q`, the tail telling runs of one second apart. */
export function newRunId(now: Instant, random: Random): string {
  const time = `${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const tail = Array.from({ length: 4 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${time}-${tail}`;
}

/** Makes the folder of a new run, and the state directory with a `.gitignore`, since values may be sensitive. */
export function makeRunFolder(stateDir: string, id: string): string {
  makeFolder(stateDir);
  const ignore = join(stateDir, '.gitignore');
  try {
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 });
  } catch (error) {
    throw unwritable(ignore, error);
  }
  const folder = join(stateDir, 'runs', id);
  makeFolder(folder);
  return folder;
}

/**
 * Ids of the runs in a state directory, oldest first. A folder whose journal has no whole line is of a run that
 * died before it began: it sent nothing, so it is no run.
 */
export function listRuns(stateDir: string): string[] {
  const folder = join(stateDir, 'runs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasBegun(join(folder, entry.name)))
    .map((entry) => entry.name)
    .sort();
}

function hasBegun(folder: string): boolean {
  const file = join(folder, RUN_FILES.journal);
  // With a record but no journal it has begun, and lost its journal: `runs` tells of it.
  return existsSync(file) ? readFileSync(file).includes('\n') : existsSync(join(folder, RUN_FILES.run));
}

/**
 * Finds the folder that RUN names: a folder, an id, a unique prefix of one, or `last`: the last one that `counts`.
 * Throws Refusal (`run-unknown`, `run-ambiguous`).
 */
export function findRun(stateDir: string, run: string, counts: (folder: string) => boolean): string {
  if (run !== 'last' && existsSync(join(run, RUN_FILES.journal))) return run;
  const ids = listRuns(stateDir);
  const folders = (some: readonly string[]) => some.map((id) => join(stateDir, 'runs', id));
  if (run === 'last') {
    const last = folders(ids).reverse().find(counts);
    return last ?? refuse('run-unknown', `no run in ${stateDir} has written anything yet`);
  }
  const matches = ids.includes(run) ? [run] : ids.filter((id) => id.startsWith(run));
  const [first, second] = matches;
  if (first === undefined) {
    return refuse('run-unknown', `there is no run ${run} in ${stateDir}`, {
      hint: 'reconcile runs lists them',
    });
  }
  if (second !== undefined) {
    refuse('run-ambiguous', `${run} could be ${matches.join(', ')}`, { hint: 'give more of the id' });
  }
  return join(stateDir, 'runs', first);
}

/** Reads a text file of a run. Throws Refusal (`file-unreadable`). */
export function readRunFile(folder: string, name: string): string {
  const file = join(folder, name);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse('file-unreadable', `cannot read ${file} (${reason})`);
  }
}
