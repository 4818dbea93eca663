import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';
import { type JournalRecord, lineHash, NO_HASH } from '../runs/journal.ts';
import { at } from './place.ts';
import { misfit } from './schema.ts';

/** A record of a journal, with the line of the file that it stands on, from 1. */
export interface Line {
  readonly line: number;
  readonly record: JournalRecord;
}

/** A journal as far as it can be read. */
export interface JournalCheck {
  readonly file: string;
  /** Lines that are journal records, in order. */
  readonly lines: readonly Line[];
  /** The hash of every whole line, a record or not. */
  readonly hashes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a journal to its end, whatever is wrong with it, and names every line that does not fit:
 *
 *     line k      hash ──┐
 *     line k + 1  prev ──┴─ differs: one of the two was changed
 *
 * The last line has none after it; only a hash that is kept elsewhere holds that.
 */
export function checkJournal(text: string, file: string): JournalCheck {
  const lines: Line[] = [];
  const hashes: string[] = [];
  const problems: Problem[] = [];
  const texts = text.split('\n');
  const torn = texts.pop();
  let number = -1;
  const tell = (line: number, what: string): void => {
    problems.push(
      problem('journal-broken', `line ${line} of the journal: ${what}`, { place: at(file, line) }),
    );
  };
  for (const [i, one] of texts.entries()) {
    const { record, why } = parse(one);
    if (record === undefined) tell(i + 1, `it is no journal record: ${why}`);
    else {
      lines.push({ line: i + 1, record });
      if (record.n !== number + 1) tell(i + 1, `its number is ${record.n}, not ${number + 1}: ${MOVED}`);
      if (record.prev !== (hashes.at(-1) ?? NO_HASH)) tell(Math.max(1, i), unchained(i));
    }
    number = record?.n ?? number + 1;
    hashes.push(lineHash(one));
  }
  if (torn !== '')
    tell(texts.length + 1, 'it has no end: it was cut off while it was written, or afterwards');
  if (texts.length === 0) tell(1, 'there is none: a journal begins with a begin record');
  return { file, lines, hashes, problems };
}

const MOVED = 'a line was removed, moved or put in';

function unchained(index: number): string {
  if (index === 0) return 'it carries the hash of a line before it, and there is none';
  return `it is not the one that line ${index + 1} was written after; one of the two was changed`;
}

function parse(text: string): { record?: JournalRecord; why?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { why: 'it is not JSON' };
  }
  const why = misfit('record', value);
  return why === undefined ? { record: value as JournalRecord } : { why };
}
