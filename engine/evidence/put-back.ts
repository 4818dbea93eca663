import type { ResourceRef, Run, TagState } from '../model.ts';

/** A tag, wherever it is told of. */
export interface TagOfRun {
  readonly resource: ResourceRef;
  readonly key: string;
}

/** Tags by name, each with the run that removed it by its rules. */
type Roots = ReadonlyMap<string, string>;

/**
 * By run that removed them, the tags that are back by an undo; an undo of that takes them away again. Runs are given
 * oldest first.
 */
export function putBack(runs: readonly Run[]): ReadonlyMap<string, ReadonlySet<string>> {
  const back = new Map<string, Set<string>>();
  const removed = new Map<string, string>();
  const undos = new Map<string, Roots>();
  for (const run of runs) {
    if (run.mode === 'undo') undos.set(run.id, takeUndo(run, rootsOf(run, removed, undos), back));
    else for (const name of namesOf('removed', run)) removed.set(name, run.id);
  }
  return back;
}

/** The run that a tag of an undo was removed by: that which it undoes, or the last before the undo of a plan, which names none. */
function rootsOf(
  { of }: Run,
  removed: Roots,
  undos: ReadonlyMap<string, Roots>,
): (name: string) => string | undefined {
  if (of === undefined) return (name) => removed.get(name);
  const undone = undos.get(of);
  return undone === undefined ? () => of : (name) => undone.get(name);
}

function takeUndo(
  run: Run,
  rootOf: (name: string) => string | undefined,
  back: Map<string, Set<string>>,
): Roots {
  const roots = new Map<string, string>();
  for (const state of ['restored', 'removed'] as const) {
    for (const name of namesOf(state, run)) {
      const root = rootOf(name);
      if (root === undefined) continue;
      roots.set(name, root);
      const mine = back.get(root) ?? new Set();
      back.set(root, mine);
      if (state === 'restored') mine.add(name);
      else mine.delete(name);
    }
  }
  return roots;
}

function namesOf(state: TagState, run: Run): string[] {
  return tagsThatAre(state, run).map(({ resource, key }) => nameOf(run, resource, key));
}

/** What names a tag among runs. Each emulator begins anew with its seed, so a tag of another one has not come back. */
export function nameOf({ origin, endpoint }: Run, resource: ResourceRef, key: string): string {
  return JSON.stringify([origin === 'emulator' ? endpoint : '', resource.id, key]);
}

/** The tags of a run of which one thing became. */
export function tagsThatAre(state: TagState, { outcomes }: Run): TagOfRun[] {
  return outcomes.flatMap(({ resource, tags }) =>
    tags.filter((tag) => tag.state === state).map(({ key }) => ({ resource, key })),
  );
}
