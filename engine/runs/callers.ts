import type { Run } from '../model.ts';
import type { JournalRecord } from './journal.ts';

/** Who asked in each part of a run, as its journal tells; a journal of an older version may not. */
export function callersOf(records: readonly JournalRecord[]): NonNullable<Run['callers']> {
  return records.flatMap((record) => {
    const { caller } = record.record === 'begin' || record.record === 'resume' ? record : {};
    return caller === undefined ? [] : [{ since: record.at, ...caller }];
  });
}
