import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TagState } from '../../engine/model.ts';
import { type JournalEntry, lineHash, NO_HASH } from '../../engine/runs/journal.ts';

export const UNIT = { type: 'ou', id: 'ou-1', name: 'A' } as const;

/** A state directory that is gone at the end of the block. */
export interface StateDir extends Disposable {
  readonly path: string;
  /** Writes the journal of a run, as it would stand there; gives its folder. */
  keep(id: string, entries: readonly JournalEntry[], files?: Readonly<Record<string, unknown>>): string;
}

export function stateDir(): StateDir {
  const path = mkdtempSync(join(tmpdir(), 'reconcile-kept-'));
  return {
    path,
    keep(id, entries, files = {}) {
      const folder = join(path, 'runs', id);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'journal.jsonl'), journalText(entries));
      for (const [name, value] of Object.entries(files)) {
        writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
      }
      return folder;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Lines of a journal, a second apart from 08:00:00 on. */
export function journalText(entries: readonly JournalEntry[]): string {
  let prev = NO_HASH;
  return entries
    .map((entry, n) => {
      const at = new Date(Date.UTC(2026, 10, 24, 8, 0, n)).toISOString();
      const line = JSON.stringify({ n, prev, at, ...entry });
      prev = lineHash(line);
      return `${line}\n`;
    })
    .join('');
}

type BeginEntry = JournalEntry & { readonly record: 'begin' };

export function begin(run: string, more: Partial<BeginEntry> = {}): BeginEntry {
  return {
    ...{ record: 'begin', version: 1, run, mode: 'apply', tool: 'reconcile 1', origin: 'https://cloud' },
    organization: { id: 'o-1', 'management-account': { id: 'm', name: 'root' } },
    digest: 'd'.repeat(64),
    ...more,
  };
}

export function intent(key: string, action: 'untag' | 'tag' = 'untag'): JournalEntry {
  return { record: 'intent', action, resource: UNIT, try: 1, tags: [{ key, value: 'v' }] };
}

export function answer(result: 'done' | 'refused' | 'in-doubt'): JournalEntry {
  return { record: 'answer', id: UNIT.id, try: 1, result, 'request-id': 'r-1' };
}

export const END: JournalEntry = { record: 'end', interrupted: false };

/** The last word on some keys of the unit. */
export const settled = (...tags: readonly (readonly [string, TagState])[]): JournalEntry => ({
  record: 'settled',
  resource: UNIT,
  tags: tags.map(([key, state]) => ({ key, value: 'v', state })),
});
