import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Tag } from '../model.ts';
import { RESOURCE_TYPES } from '../model.ts';
import { problem, Refusal } from '../problem.ts';
import type { Seed, SeedNode } from './seed/types.ts';
import type { State } from './state.ts';

/** What differs from the seed. */
interface SavedState {
  readonly version: 1;
  readonly organization: string;
  readonly tags: readonly { readonly id: string; readonly tags: readonly Tag[] }[];
  readonly inserted: readonly SeedNode[];
  readonly deleted: readonly string[];
}

/** Keeps an organization across restarts. */
export interface StateFile {
  /** Tells of a resource whose tags changed. */
  changed(id: string): void;
  /** Tells that somebody came or went. */
  membersChanged(): void;
  /** Writes what was told of, if anything, so that a crash leaves the old file or the new one. */
  save(): void;
}

/** Brings a state to where the file left it, if the file is there. Throws `Refusal` where it does not fit. */
export function openStateFile(file: string, seed: Seed, state: State): StateFile {
  const begun = new Set(seed.nodes.map(({ id }) => id));
  const touched = restore(readSaved(file, seed), state);
  let dirty = false;
  let moved = members(begun, state);
  return {
    changed: (id) => {
      touched.add(id);
      dirty = true;
    },
    membersChanged: () => {
      moved = members(begun, state);
      dirty = true;
    },
    save: () => {
      if (!dirty) return;
      dirty = false;
      const tags = [...touched].sort().flatMap((id) => {
        const member = state.get(id);
        return member === undefined ? [] : [{ id, tags: member.tags }];
      });
      const saved: SavedState = { version: 1, organization: seed.organization.id, tags, ...moved };
      writeFileSync(`${file}.new`, `${JSON.stringify(saved)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function members(begun: ReadonlySet<string>, state: State): Pick<SavedState, 'inserted' | 'deleted'> {
  const now = RESOURCE_TYPES.flatMap((type) => state.all(type).map(({ node }) => node));
  return {
    inserted: now.filter(({ id }) => !begun.has(id)),
    deleted: [...begun].filter((id) => state.get(id) === undefined),
  };
}

function readSaved(file: string, seed: Seed): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unfit(`The state file ${file} cannot be read.`, error);
  }
  let saved: SavedState;
  try {
    saved = JSON.parse(text) as SavedState;
  } catch (error) {
    throw unfit(`The state file ${file} is not JSON.`, error);
  }
  // The file is the emulator's own; the version says that its shape is known.
  if ((saved as { version: number } | null)?.version !== 1)
    throw unfit(`The state file ${file} is not one of this emulator.`);
  if (saved.organization !== seed.organization.id)
    throw unfit(`The state file ${file} is of ${saved.organization}, the seed of ${seed.organization.id}.`);
  return saved;
}

function unfit(message: string, cause?: unknown): Refusal {
  return new Refusal([problem('emulator-state', message)], { cause });
}

/** Gives the ids whose tags differ from the seed. */
function restore(saved: SavedState | undefined, state: State): Set<string> {
  for (const node of saved?.inserted ?? []) state.insert(node);
  // The last made is the deepest, so that a unit is empty by its turn.
  for (const id of [...(saved?.deleted ?? [])].reverse()) state.remove(id);
  for (const { id, tags } of saved?.tags ?? []) {
    const member = state.get(id);
    if (member !== undefined) member.tags = tags;
  }
  return new Set(saved?.tags.map(({ id }) => id));
}
