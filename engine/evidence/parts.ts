import { join } from 'node:path';
import type { Plan, Problem, Run } from '../model.ts';
import { problem } from '../problem.ts';
import { RUN_FILES } from '../runs/folders.ts';
import type { Begin } from '../runs/past.ts';
import type { Undoing } from '../runs/undoing.ts';
import { readFolder, textOf } from './folder.ts';
import { checkJournal, type JournalCheck } from './journal.ts';
import type { RecordFile } from './outcomes.ts';
import { at } from './place.ts';
import type { Files } from './statement.ts';
import { checkPlan, checkUndoing, readForm } from './work.ts';

/** A run folder, each of its files read and checked for itself. What could not be read is undefined. */
export interface Parts {
  /** The path of a file by its name. */
  readonly where: (name: string) => string;
  readonly files: Files;
  readonly journal: JournalCheck | undefined;
  readonly begin: Begin | undefined;
  readonly plan: Plan | undefined;
  readonly undoing: Undoing | undefined;
  readonly record: RecordFile | undefined;
  readonly problems: readonly Problem[];
}

/** Reads a run folder. Throws Refusal (`file-unreadable`); what is wrong with a file is a problem of the parts. */
export function readParts(folder: string): Parts {
  const files = readFolder(folder);
  const where = (name: string): string => join(folder, name);
  const journal = journalOf(files, where(RUN_FILES.journal));
  const first = journal?.lines[0]?.record;
  const begin = first?.record === 'begin' ? first : undefined;
  const work = workOf(files, where, begin);
  const record = recordOf(files, where(RUN_FILES.run), journal);
  return {
    where,
    files,
    journal,
    begin,
    plan: work.plan,
    undoing: work.undoing,
    record: record.file,
    problems: [
      ...(journal === undefined ? [missing(where, RUN_FILES.journal)] : journal.problems),
      ...work.problems,
      ...record.problems,
    ],
  };
}

function journalOf(files: Files, file: string): JournalCheck | undefined {
  const bytes = files.get(RUN_FILES.journal);
  return bytes && checkJournal(textOf(bytes), file);
}

interface WorkRead {
  readonly plan?: Plan | undefined;
  readonly undoing?: Undoing | undefined;
  readonly problems: readonly Problem[];
}

/** The plan, or for an undo what it puts back; where the journal cannot tell, whichever is there. */
function workOf(files: Files, where: Parts['where'], begin: Begin | undefined): WorkRead {
  const isUndo = begin === undefined ? !files.has(RUN_FILES.plan) : begin.mode === 'undo';
  const name = isUndo ? RUN_FILES.undoing : RUN_FILES.plan;
  const bytes = files.get(name);
  const stray = strayProblems(files, where, begin);
  if (bytes === undefined) return { problems: [missing(where, name), ...stray] };
  const read = (isUndo ? checkUndoing : checkPlan)(textOf(bytes), where(name));
  return { ...read, problems: [...read.problems, ...stray] };
}

/** A run has one work: the other file is of another run, and would pass for this one's. */
function strayProblems(files: Files, where: Parts['where'], begin: Begin | undefined): Problem[] {
  if (begin === undefined) return [];
  const [name, has] =
    begin.mode === 'undo'
      ? [RUN_FILES.plan, 'an undo has no plan']
      : [RUN_FILES.undoing, 'a run of a plan has none'];
  if (!files.has(name)) return [];
  return [
    problem('evidence-mismatch', `${name} is of another run: ${has}`, {
      place: at(where(name)),
      hint: 'take it out of this folder',
    }),
  ];
}

function recordOf(
  files: Files,
  file: string,
  journal: JournalCheck | undefined,
): { file?: RecordFile; problems: readonly Problem[] } {
  const bytes = files.get(RUN_FILES.run);
  if (bytes === undefined) return { problems: [recordMissing(journal, file)] };
  const text = textOf(bytes);
  const { value, why } = readForm('run', text);
  if (why === undefined) return { file: { file, text, run: value as Run }, problems: [] };
  return { problems: [problem('evidence-broken', `run.json: ${why}`, { place: at(file) })] };
}

/** A journal that ended has a record beside it; one that did not was cut off. */
function recordMissing(journal: JournalCheck | undefined, file: string): Problem {
  const place = at(file);
  if (journal === undefined || journal.lines.at(-1)?.record.record === 'end')
    return problem('evidence-missing', 'run.json is not there', { place });
  const hint = 'reconcile resume goes on with the run, and writes it';
  return problem('evidence-unfinished', 'there is no run.json: the run was cut off before its end', {
    place,
    hint,
  });
}

function missing(where: Parts['where'], name: string): Problem {
  return problem('evidence-missing', `${name} is not there`, { place: at(where(name)) });
}
