import { problem, Refusal } from '../problem.ts';
import { formOf } from '../schema.ts';
import { type JournalRecord, type JournalTail, lineHash, NO_HASH } from './journal.ts';

/** A journal that was read and whose chain holds. */
export interface JournalRead {
  readonly records: readonly JournalRecord[];
  /** Where it can be continued. */
  readonly tail: JournalTail;
  /** Bytes of the good part; a torn last line, cut off by a crash while it was written, lies behind it. */
  readonly length: number;
}

/**
 * Reads a journal and checks its chain: numbers in order, each line carrying the hash of the one before. A last
 * line without its newline was torn by a crash and is left out; no effect can have followed it, since an effect
 * waits until its line is durable.
 *
 * Throws Refusal (`journal-broken`) for any other damage, naming the line.
 */
export function readJournal(text: string, file: string): JournalRead {
  const lines = text.split('\n');
  lines.pop();
  const records: JournalRecord[] = [];
  let head = NO_HASH;
  for (const [n, line] of lines.entries()) {
    const record = parseRecord(line);
    if (record === undefined) throw broken(file, n, 'it is no journal record');
    if (record.n !== n)
      throw broken(file, n, `its number is ${record.n}, not ${n}: a line is missing or moved`);
    if (record.prev !== head) throw broken(file, n, 'the line before it is not the one it was written after');
    records.push(record);
    head = lineHash(line);
  }
  if (records[0]?.record !== 'begin') throw broken(file, 0, 'a journal begins with a begin record');
  const length = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return { records, tail: { n: records.length, head }, length };
}

const misfitOfRecord = formOf('journal.schema.json');

/** A line as a record; undefined where it is none. */
export function parseRecord(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return misfitOfRecord(value) === undefined ? (value as JournalRecord) : undefined;
  } catch {
    return undefined;
  }
}

function broken(file: string, n: number, what: string): Refusal {
  const hint =
    'restore the file from a backup; the plan beside it still tells what was to be removed: reconcile undo PLAN';
  const place = { file, line: n + 1, column: 1 };
  return new Refusal([
    problem('journal-broken', `line ${n + 1} of the journal is damaged: ${what}`, { place, hint }),
  ]);
}
