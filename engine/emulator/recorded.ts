import type { EditRecord } from './log.ts';
import { openStateFile } from './saved.ts';
import type { Seed } from './seed/types.ts';
import { createState, type State, type StateOptions } from './state.ts';

/** Runs what edits the organization, for the request of that number or for somebody else; then keeps what changed. */
export type Act = <T>(request: number | undefined, deed: () => T) => T;

/** An organization whose every change is on record, and in its file if it has one. */
export interface RecordedState {
  readonly state: State;
  readonly edits: readonly EditRecord[];
  readonly act: Act;
}

export function openState(seed: Seed, stateFile: string | undefined, options: StateOptions): RecordedState {
  const edits: EditRecord[] = [];
  let acting: number | undefined;
  const state = createState(seed, {
    ...options,
    edited: ({ node, tags }, before) => {
      edits.push({ request: acting, resource: node.id, before, after: tags });
      saved?.changed(node.id);
    },
  });
  const saved = stateFile === undefined ? undefined : openStateFile(stateFile, seed, state);
  const act: Act = (request, deed) => {
    acting = request;
    const result = deed();
    // Only somebody else makes and deletes resources; no call of ours does.
    if (request === undefined) saved?.membersChanged();
    saved?.save();
    return result;
  };
  return { state, edits, act };
}
