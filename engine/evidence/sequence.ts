import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';
import { showKey } from '../report/visible.ts';
import type { JournalRecord } from '../runs/journal.ts';
import type { JournalCheck } from './journal.ts';
import { at } from './place.ts';

/** What a resource's records lead one to expect next. */
interface Open {
  /** The intent that no answer has come to. */
  intent?: JournalRecord & { readonly record: 'intent' };
  /** Keys that an answer has as done: never sent again. */
  readonly done: Set<string>;
}

/**
 * Checks that a journal tells a story that the engine can have lived: one beginning, nothing after an end but a
 * resume, an answer, or an unsent record, only to an intent of the same part of the run, and no key sent again that
 * was done.
 */
export function checkSequence({ file, lines }: JournalCheck): Problem[] {
  const problems: Problem[] = [];
  const resources = new Map<string, Open>();
  let ended = false;
  for (const [i, { line, record }] of lines.entries()) {
    const wrong =
      order(record, i, ended) ??
      (record.record === 'intent' || record.record === 'answer' || record.record === 'unsent'
        ? exchange(record, openOf(resources, record))
        : undefined);
    if (wrong !== undefined)
      problems.push(
        problem('evidence-mismatch', `line ${line} of the journal: ${wrong}`, { place: at(file, line) }),
      );
    if (record.record === 'resume') forgetIntents(resources);
    ended = record.record === 'end';
  }
  return problems;
}

function order({ record }: JournalRecord, index: number, ended: boolean): string | undefined {
  if (index === 0 && record !== 'begin') return `a ${record} record before the run began`;
  if (index > 0 && record === 'begin') return 'the run begins a second time';
  return ended && record !== 'resume' ? `a ${record} record after the run had ended` : undefined;
}

type Exchange = JournalRecord & { readonly record: 'intent' | 'answer' | 'unsent' };

function openOf(resources: Map<string, Open>, record: Exchange): Open {
  const id = record.record === 'intent' ? record.resource.id : record.id;
  const known = resources.get(id) ?? { done: new Set<string>() };
  resources.set(id, known);
  return known;
}

/** What was announced before a crash is answered, or taken back, by nothing that comes after it. */
function forgetIntents(resources: ReadonlyMap<string, Open>): void {
  for (const open of resources.values()) delete open.intent;
}

function exchange(record: Exchange, open: Open): string | undefined {
  if (record.record === 'intent') {
    open.intent = record;
    const again = record.tags.find((tag) => open.done.has(tag.key));
    return again && `${showKey(again.key)} of ${record.resource.id} is sent again, and was done already`;
  }
  const { intent } = open;
  delete open.intent;
  if (intent?.try !== record.try)
    return `${record.record === 'answer' ? 'an answer' : 'an unsent record'} for ${record.id} to a call that nothing announced`;
  if (record.record === 'answer' && record.result === 'done')
    intent.tags.forEach((tag) => open.done.add(tag.key));
  return undefined;
}
