import type { Outcome, Problem, Run, TagOutcome, TagState } from '../model.ts';
import { problem } from '../problem.ts';
import { showKey } from '../report/visible.ts';
import { addUp, type Ledger } from '../runs/ledger.ts';
import type { Change } from '../runs/undoing.ts';
import { type Calls, callFaults, callsOf } from './calls.ts';
import type { Line } from './journal.ts';
import { at, lineOf, type Pointer } from './place.ts';
import type { Work } from './work.ts';

/** What a journal says of tags in the end. */
interface Told {
  readonly ledger: Ledger;
  /** The last settled record that named a key, by resource id, then key. */
  readonly words: ReadonlyMap<string, ReadonlyMap<string, TagOutcome>>;
  /** The calls that were answered, by resource id. */
  readonly calls: ReadonlyMap<string, Calls>;
  /** The state of what was done. */
  readonly done: TagState;
}

/** run.json, to name places in it. */
export interface RecordFile {
  readonly file: string;
  readonly text: string;
  readonly run: Run;
}

/** What came of holding files of a run against each other. */
export interface Comparison {
  readonly problems: readonly Problem[];
  /** Those of them that say that a file is unlike the journal, whichever of the two was changed. */
  readonly unlikeJournal: ReadonlySet<Problem>;
}

/**
 * Holds the outcomes of a run against its work and its journal: one for each call of the plan, in its order, with
 * a state for each removal, and each state the one that the journal has.
 *
 *     an answer has it as done          removed (restored), or failed at the verification afterwards
 *     else a settled record names it    what that says
 *     else                              the journal is silent, and so must be the record: an error
 */
export function checkOutcomes(record: RecordFile, work: Work, lines: readonly Line[]): Comparison {
  const { outcomes } = record.run;
  const told = tell(lines, work);
  const problems: Problem[] = [];
  const unlikeJournal = new Set<Problem>();
  const add = (pointer: Pointer, what: string, than: 'journal' | 'work' = 'work'): void => {
    // Finding a line reads the file; where everything differs, its lines help nobody.
    const line = problems.length < MOST_LINES ? lineOf(record.text, record.run, pointer) : 1;
    const one = problem('evidence-mismatch', `run.json: ${what}`, { place: at(record.file, line) });
    problems.push(one);
    if (than === 'journal') unlikeJournal.add(one);
  };
  for (const [i, change] of work.changes.entries()) {
    const outcome = outcomes[i];
    if (outcome === undefined) add(['outcomes'], `there is no outcome for ${change.resource.id}`);
    else if (outcome.resource.id !== change.resource.id)
      add(
        ['outcomes', i, 'resource', 'id'],
        `an outcome of ${outcome.resource.id} stands where ${change.resource.id} is in ${work.name}`,
      );
    else
      for (const [pointer, what, than] of faults(outcome, change, told, work))
        add(['outcomes', i, ...pointer], what, than);
  }
  for (let i = work.changes.length; i < outcomes.length; i++)
    add(['outcomes', i], `an outcome of ${outcomes[i]?.resource.id ?? ''}, which is not in ${work.name}`);
  return { problems, unlikeJournal };
}

const MOST_LINES = 25;

function tell(lines: readonly Line[], { action }: Work): Told {
  const words = new Map<string, Map<string, TagOutcome>>();
  for (const { record } of lines) {
    if (record.record !== 'settled') continue;
    const mine = words.get(record.resource.id) ?? new Map<string, TagOutcome>();
    words.set(record.resource.id, mine);
    for (const tag of record.tags) mine.set(tag.key, tag);
  }
  const ledger = addUp(lines.map((one) => one.record));
  return { ledger, words, calls: callsOf(lines), done: action === 'untag' ? 'removed' : 'restored' };
}

type Fault = readonly [Pointer, string, than?: 'journal'];

function faults(outcome: Outcome, { resource, tags }: Change, told: Told, work: Work): Fault[] {
  const found: Fault[] = [];
  const states = new Map(outcome.tags.map((tag, i) => [tag.key, { tag, i }]));
  for (const { key, value } of tags) {
    const one = states.get(key);
    const name = `${showKey(key)} of ${resource.id}`;
    if (one === undefined) found.push([['tags'], `there is no outcome for ${name}`]);
    else {
      const what = contradiction(one.tag, value, told, resource.id);
      if (what !== undefined) found.push([['tags', one.i], `${name} ${what}`, 'journal']);
    }
    states.delete(key);
  }
  for (const [key, { i }] of states)
    found.push([
      ['tags', i],
      `an outcome for ${showKey(key)} of ${resource.id}, which is not in ${work.name}`,
    ]);
  for (const [pointer, what] of callFaults(outcome, told.calls.get(resource.id)))
    found.push([pointer, what, 'journal']);
  return found;
}

/** How an outcome contradicts the journal, without telling its value. */
function contradiction(tag: TagOutcome, value: string, told: Told, id: string): string | undefined {
  const word = told.words.get(id)?.get(tag.key);
  if (told.ledger.entries.get(id)?.get(tag.key)?.state === 'done') {
    if (tag.state !== told.done && tag.state !== 'failed')
      return `is said to be ${tag.state}, and the journal has it as ${told.done}`;
    return tag.value === value ? undefined : 'has another value than was planned';
  }
  if (word === undefined) return `is said to be ${tag.state}, and the journal has no last word on it`;
  if (word.state === told.done) return `is said to be ${tag.state}, and no call in the journal did that`;
  if (tag.state !== word.state) return `is said to be ${tag.state}, and the journal has it as ${word.state}`;
  if (tag.value !== word.value) return 'has another value than in the journal';
  return tag.why === word.why ? undefined : 'gives another reason than the journal';
}
