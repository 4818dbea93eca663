import { exitCode } from '../exit.ts';
import type { Plan, Problem, Run, Tag } from '../model.ts';
import { problem } from '../problem.ts';
import type { Mask } from '../rules/redact.ts';
import { callersOf } from '../runs/callers.ts';
import type { Begin } from '../runs/past.ts';
import type { Undoing } from '../runs/undoing.ts';
import type { JournalCheck, Line } from './journal.ts';
import type { RecordFile } from './outcomes.ts';
import { at, differences, lineOf, type Pointer, pointerText } from './place.ts';

/** Places named where two copies of the same thing differ; more would not tell more. */
const MOST = 10;

/** Holds what a record says of its run against the beginning of the journal and its lines. */
export function checkRecord(
  { file, text, run }: RecordFile,
  begin: Begin,
  lines: readonly Line[],
): Problem[] {
  const last = lines.at(-1)?.record;
  const wrote = lines.some(({ record }) => record.record === 'intent');
  const answered = lines.some(({ record }) => record.record === 'answer');
  const checks: readonly (readonly [keyof Run, boolean])[] = [
    ['id', run.id === begin.run],
    ['mode', run.mode === begin.mode],
    ['of', run.of === begin.of],
    ['organization', differences(run.organization, begin.organization, 1).length === 0],
    ['origin', run.origin === begin.origin],
    ['tool', run.tool === toolOf(lines)],
    [
      'callers',
      differences(namesOf(run), namesOf({ callers: callersOf(lines.map((one) => one.record)) }), 1).length ===
        0,
    ],
    // An intent may have been dropped before its call; an answer came to a call for certain.
    ['wrote', run.wrote ? wrote : !answered],
    ['interrupted', run.interrupted || !(last?.record === 'end' && last.interrupted)],
  ];
  const place = (field: string) => at(file, lineOf(text, run, [field]));
  return checks
    .filter(([, holds]) => !holds)
    .map(([field]) =>
      problem('evidence-mismatch', `run.json: its ${field} is not what the journal says`, {
        place: place(field),
      }),
    );
}

/** Holds the exit code of a record against what the record says of its run. */
export function exitProblems(record: RecordFile | undefined): Problem[] {
  if (record === undefined) return [];
  const { file, text, run } = record;
  const exit = exitCode(run);
  if (exit === run.exit) return [];
  const what = `run.json: its exit is ${run.exit}, and what it says of the run makes ${exit}`;
  return [problem('evidence-mismatch', what, { place: at(file, lineOf(text, run, ['exit'])) })];
}

/** The callers of a run, without the times from which on they asked. */
function namesOf({ callers = [] }: Pick<Run, 'callers'>): object {
  return callers.map(({ since: _, ...caller }) => caller);
}

/** The tool that wrote last: of the beginning, or of the last resume. */
function toolOf(lines: readonly Line[]): string | undefined {
  const tools = lines.map(({ record }) => ('tool' in record ? record.tool : undefined));
  return tools.filter((tool) => tool !== undefined).at(-1);
}

/**
 * Finds where in its journal a record was written: after which of its lines. Undefined with a problem where no
 * line has the hash that the record has.
 */
export function anchor(
  { file, text, run }: RecordFile,
  { hashes, file: journal, lines }: JournalCheck,
): { lines: readonly Line[]; problems: readonly Problem[] } {
  const head = run['journal-head'];
  const index = head === undefined ? -1 : hashes.lastIndexOf(head);
  if (head !== undefined && index === hashes.length - 1) return { lines, problems: [] };
  if (index < 0) {
    const what = `the journal ends with line ${hashes.length}, and no line of it has the hash that run.json was written after (${head ?? 'none'}): the last line was changed, or lines behind it are gone`;
    const places = [at(journal, Math.max(1, hashes.length)), at(file, lineOf(text, run, ['journal-head']))];
    return { lines, problems: places.map((place) => problem('evidence-mismatch', what, { place })) };
  }
  const before = lines.filter((one) => one.line <= index + 1);
  const next = lines.find((one) => one.line === index + 2)?.record;
  if (next?.record === 'resume') {
    const what = `the run was gone on with at line ${index + 2} and cut off again; run.json is of the part before`;
    const hint = 'reconcile resume goes on with it';
    return {
      lines: before,
      problems: [problem('evidence-unfinished', what, { place: at(journal, index + 2), hint })],
    };
  }
  const what = `lines follow the one that run.json was written after (line ${index + 1})`;
  return { lines: before, problems: [problem('evidence-mismatch', what, { place: at(journal, index + 2) })] };
}

/** Holds the copy of the plan inside a record against the plan itself. */
export function checkPlanCopy(record: RecordFile, plan: Plan): Problem[] {
  return copyProblems(record, 'plan', record.run.plan, plan, 'plan.json');
}

/** Holds what a record says of an undo against the work of the undo. */
export function checkUndoCopy(record: RecordFile, undoing: Undoing): Problem[] {
  return [
    ...copyProblems(record, 'action', record.run.action, undoing.action, 'undoing.json'),
    ...copyProblems(record, 'restore', record.run.restore, undoing.changes, 'undoing.json'),
    ...copyProblems(record, 'redact', record.run.redact, undoing.redact, 'undoing.json'),
  ];
}

function copyProblems(
  record: RecordFile,
  name: string,
  copy: unknown,
  original: unknown,
  of: string,
): Problem[] {
  return differences(copy, original, MOST).map((pointer) => {
    const path: Pointer = [name, ...pointer];
    const place = at(record.file, lineOf(record.text, record.run, path));
    return problem('evidence-mismatch', `run.json: ${pointerText(path)} is not what ${of} has`, { place });
  });
}

/**
 * Where a plan that was edited differs from the whole copy of it in the run's record; none where it is no JSON. Values
 * that the copy has masked are not compared.
 */
export function findEdits(text: string, file: string, copy: Plan, mask: Mask): Problem[] {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    return [];
  }
  return differences(maskAll(plan, mask), copy, MOST).map((pointer) => {
    const place = at(file, lineOf(text, plan, pointer));
    const what = `plan.json: ${pointerText(pointer)} is not what the copy in run.json has, which is of the plan that was begun with`;
    return problem('plan-edited', what, { place });
  });
}

/** Masks whatever looks like a tag in a value of any shape. */
function maskAll(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((one) => maskAll(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  const all = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskAll(one, mask)]));
  return typeof all['key'] === 'string' && typeof all['value'] === 'string'
    ? mask(all as unknown as Tag)
    : all;
}
