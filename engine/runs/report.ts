import { exitCode } from '../exit.ts';
import type { FailOn, Outcome, Plan, Run, Tag, TagOutcome } from '../model.ts';
import { raiseObjections } from '../plan/limits.ts';
import { callersOf } from './callers.ts';
import { callOf, type Entry } from './ledger.ts';
import { hasWritten, type PastRun, planOfPast, recordOfPast, undoingOfPast } from './past.ts';
import type { Change } from './undoing.ts';

/** A saved plan as the dry run that made it, so that every report can be made from it. */
export function runOfPlan(plan: Plan, file: string, failOn: FailOn): Run {
  return finish({
    version: 1,
    id: `plan-${plan.digest.slice(0, 12)}`,
    mode: 'dry-run',
    tool: '',
    started: plan.created,
    ended: plan.created,
    endpoint: file,
    origin: plan.origin,
    organization: plan.organization,
    'fail-on': failOn,
    plan,
    ...nothingDone(),
    objections: raiseObjections(plan),
  });
}

/** The part of a run's record that says what came of it, where nothing came of it yet. */
export function nothingDone() {
  return {
    objections: [],
    frozen: [],
    outcomes: [],
    wrote: false,
    declined: false,
    interrupted: false,
    problems: [],
    traffic: { requests: 0, retries: 0, throttles: 0, 'waited-ms': 0 },
  };
}

/**
 * A past run as it recorded itself. One that was cut off before it could is put together from its journal: what
 * that has as done is done, else its last word stands, else what it was about to send is in doubt and the rest was
 * not sent.
 */
export function runOfPast(past: PastRun, failOn: FailOn): Run {
  return recordOfPast(past) ?? runOfJournal(past, failOn);
}

/** What came of each resource of a past run, as its journal tells. */
export function outcomesOfPast(past: PastRun): Outcome[] {
  return intendedBy(past).map((change) => outcomeOf(change, past));
}

/** What a past run was to do, by the plan or the work of an undo in its folder. */
function intendedBy(past: PastRun): readonly Change[] {
  if (past.begin.mode === 'undo') return undoingOfPast(past).changes;
  return planOfPast(past).calls.map(({ resource, remove }) => ({ resource, tags: remove }));
}

function runOfJournal(past: PastRun, failOn: FailOn): Run {
  const { begin, journal } = past;
  const last = journal.records.at(-1) ?? begin;
  const plan = begin.mode === 'undo' ? undefined : planOfPast(past);
  const undoing = begin.mode === 'undo' ? undoingOfPast(past) : undefined;
  const callers = callersOf(journal.records);
  return finish({
    version: 1,
    id: begin.run,
    mode: begin.mode,
    ...(begin.of !== undefined && { of: begin.of }),
    tool: begin.tool,
    started: begin.at,
    ended: last.at,
    endpoint: begin.origin,
    origin: begin.origin,
    organization: begin.organization,
    ...(callers.length > 0 && { callers }),
    'fail-on': failOn,
    ...(plan && { plan }),
    ...(undoing && { action: undoing.action, restore: undoing.changes, redact: undoing.redact }),
    ...nothingDone(),
    outcomes: outcomesOfPast(past),
    wrote: hasWritten(past),
    interrupted: true,
    'journal-head': journal.tail.head,
  });
}

function outcomeOf({ resource, tags }: Change, { ledger }: PastRun): Outcome {
  const entries = ledger.entries.get(resource.id);
  const words = ledger.words.get(resource.id);
  return {
    resource,
    tags: tags.map((tag) => stateOf(tag, entries?.get(tag.key), words?.get(tag.key))),
  };
}

const CUT_OFF = 'the run was cut off';

/** What became of one tag by the journal of a run that was cut off. */
export function stateOf(
  { key, value }: Tag,
  entry: Entry | undefined,
  word: TagOutcome | undefined,
): TagOutcome {
  const call = entry && callOf(entry);
  if (entry?.state === 'done')
    return { key, value, state: entry.action === 'tag' ? 'restored' : 'removed', ...call };
  if (word !== undefined) return { ...word, ...call };
  if (entry?.state === 'doubted') return { key, value, state: 'in-doubt', why: CUT_OFF, ...call };
  return { key, value, state: 'not-sent', why: CUT_OFF };
}

function finish(run: Omit<Run, 'exit'>): Run {
  return { ...run, exit: exitCode(run) };
}
