import type { Matcher, ResourceRef, Tag } from '../model.ts';
import { compareResources, compareText } from '../model.ts';
import type { Ledger } from './ledger.ts';

/** What a run does to one resource, without rules: tags to put back, or to remove again. */
export interface Change {
  readonly resource: ResourceRef;
  readonly tags: readonly Tag[];
}

/** The work of an undo, kept in its run folder so that it can be gone on with. */
export interface Undoing {
  readonly version: 1;
  readonly action: 'tag' | 'untag';
  readonly changes: readonly Change[];
  /** Keys whose values no report or log may show: those of the rules that the values were removed under. */
  readonly redact: readonly Matcher[];
}

/**
 * What undoes a run: everything that it changed, or may have changed, the other way round. What was refused,
 * and never seen to have had an effect, is not its doing and is left alone.
 */
export function undoingOf({ resources, entries }: Ledger, redact: readonly Matcher[]): Undoing {
  const changes: Change[] = [];
  let action: 'tag' | 'untag' = 'tag';
  for (const [id, mine] of entries) {
    const resource = resources.get(id);
    const changed = [...mine.values()].filter((entry) => entry.state !== 'refused');
    if (resource === undefined || changed.length === 0) continue;
    if (changed.some((entry) => entry.action === 'tag')) action = 'untag';
    const tags = changed.map((entry) => entry.tag).sort((a, b) => compareText(a.key, b.key));
    changes.push({ resource, tags });
  }
  changes.sort((a, b) => compareResources(a.resource, b.resource));
  return { version: 1, action, changes, redact };
}
