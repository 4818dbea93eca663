import type { Plan, Problem, Tag } from '../model.ts';
import { hashOf } from '../plan/digest.ts';
import { problem } from '../problem.ts';
import { type Mask, maskOf, redactPlan } from '../rules/redact.ts';
import { RUN_FILES } from '../runs/folders.ts';
import type { Begin } from '../runs/past.ts';
import { textOf } from './folder.ts';
import { checkIntents } from './intents.ts';
import type { Line } from './journal.ts';
import { type Comparison, checkOutcomes } from './outcomes.ts';
import type { Parts } from './parts.ts';
import { at, differences } from './place.ts';
import { anchor, checkPlanCopy, checkRecord, checkUndoCopy, exitProblems, findEdits } from './record.ts';
import { checkSequence } from './sequence.ts';
import { isSealed, type Work, workOfPlan, workOfUndoing } from './work.ts';

/**
 * Holds the files of a run against each other. Each of them tells the whole story in its own way:
 *
 *     plan.json ──── what was to be done ──── journal.jsonl ──── what was sent and answered
 *          └────────── copied whole ────────── run.json ────────────────┘ what became of it
 *
 * The record alone has values masked that the rules redact, so the others are masked to be held against it.
 */
export function checkTogether(parts: Parts): Comparison {
  const { journal, record } = parts;
  const work = workOf(parts);
  const mask = maskOf(
    parts.undoing?.redact ?? parts.plan?.rules.redact ?? record?.run.plan?.rules.redact ?? [],
  );
  const begun = beginProblems(parts);
  const told = recordProblems(parts, work, mask);
  return {
    problems: [
      ...copyProblems(parts, mask),
      ...begun,
      ...(journal ? checkSequence(journal) : []),
      ...(journal && work ? checkIntents(journal, work) : []),
      ...told.problems,
      ...exitProblems(record),
    ],
    unlikeJournal: new Set([...begun, ...told.unlikeJournal]),
  };
}

/** The record says of the run what the journal says. */
function recordProblems({ journal, begin, record }: Parts, work: Work | undefined, mask: Mask): Comparison {
  if (journal === undefined || record === undefined || begin === undefined)
    return { problems: [], unlikeJournal: new Set() };
  const { lines, problems: unanchored } = anchor(record, journal);
  const shown = lines.map((one) => maskLine(one, mask));
  const outcomes = work && checkOutcomes(record, maskWork(work, mask), shown);
  const compared = [...unanchored, ...checkRecord(record, begin, lines)];
  return {
    problems: [...compared, ...(outcomes?.problems ?? [])],
    unlikeJournal: new Set([...compared, ...(outcomes?.unlikeJournal ?? [])]),
  };
}

/** What the run was to do: of the plan, or, where that was damaged, of its whole copy in the record. */
function workOf({ plan, undoing, record, begin }: Parts): Work | undefined {
  if (undoing) return workOfUndoing(undoing, RUN_FILES.undoing);
  const copy = record?.run.plan;
  const whole = plan ?? (copy?.digest === begin?.digest ? copy : undefined);
  return whole && isSealed(whole) ? workOfPlan(whole, RUN_FILES.plan) : undefined;
}

/** The record copies the plan, or the work of the undo; the copies must be as these may be shown. */
function copyProblems({ record, plan, undoing, begin, files, where }: Parts, mask: Mask): Problem[] {
  if (record === undefined) return [];
  if (undoing)
    return checkUndoCopy(record, { ...undoing, changes: undoing.changes.map((one) => maskTags(one, mask)) });
  if (plan) return checkPlanCopy(record, redactPlan(plan, mask));
  const copy = record.run.plan;
  const bytes = files.get(RUN_FILES.plan);
  // A copy with masked values cannot prove its digest; that it bears the one of the journal is enough to point at lines.
  const begun = copy?.digest === begin?.digest;
  return bytes && copy && begun ? findEdits(textOf(bytes), where(RUN_FILES.plan), copy, mask) : [];
}

/** The journal began with this very work. */
function beginProblems({ begin, plan, undoing, where }: Parts): Problem[] {
  if (begin === undefined) return [];
  if (plan) return planProblems(begin, plan, where(RUN_FILES.plan));
  if (undoing === undefined || hashes(undoing, begin.digest)) return [];
  const place = at(where(RUN_FILES.undoing));
  return [problem('evidence-mismatch', 'undoing.json is not the one that the journal began with', { place })];
}

function planProblems(begin: Begin, plan: Plan, file: string): Problem[] {
  const fields = (['digest', 'organization', 'origin'] as const).filter(
    (field) => differences(plan[field], begin[field], 1).length > 0,
  );
  if (fields.length === 0) return [];
  const what = `plan.json is not the plan that the journal began with: another ${fields.join(', ')}`;
  return [problem('evidence-mismatch', what, { place: at(file) })];
}

function hashes(value: unknown, digest: string): boolean {
  try {
    return hashOf(value) === digest;
  } catch {
    // A lone surrogate has no canonical form, and was never written by us.
    return false;
  }
}

function maskTags<T extends { readonly tags: readonly Tag[] }>(one: T, mask: Mask): T {
  return { ...one, tags: one.tags.map(mask) };
}

function maskWork(work: Work, mask: Mask): Work {
  return { ...work, changes: work.changes.map((one) => maskTags(one, mask)) };
}

function maskLine({ line, record }: Line, mask: Mask): Line {
  return { line, record: 'tags' in record ? maskTags(record, mask) : record };
}
