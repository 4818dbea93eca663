import type { Plan, Problem } from '../model.ts';
import { digestOf, sealOf } from '../plan/digest.ts';
import { problem, Refusal } from '../problem.ts';
import type { JournalEntry } from '../runs/journal.ts';
import { readPlan } from '../runs/saved-plan.ts';
import type { Change, Undoing } from '../runs/undoing.ts';
import { at } from './place.ts';
import { misfit } from './schema.ts';

/** What a run was to do: the calls of its plan, or the changes of its undo. */
export interface Work {
  readonly changes: readonly Change[];
  readonly action: (JournalEntry & { readonly record: 'intent' })['action'];
  /** `plan.json` or `undoing.json`, for the words. */
  readonly name: string;
}

export function workOfPlan({ calls }: Plan, name: string): Work {
  const changes = calls.map(({ resource, remove }) => {
    return { resource, tags: remove.map(({ key, value }) => ({ key, value })) };
  });
  return { changes, action: 'untag', name };
}

export function workOfUndoing({ changes, action }: Undoing, name: string): Work {
  return { changes, action, name };
}

/** Holds a plan against its schema, digest and seal, and says which of them does not fit. */
export function checkPlan(text: string, file: string): { plan?: Plan; problems: readonly Problem[] } {
  try {
    return { plan: readPlan(text, file), problems: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { problems: error.problems.map((one) => refined({ ...one, place: at(file) }, text, file)) };
  }
}

function refined(found: Problem, text: string, file: string): Problem {
  if (found.code !== 'plan-edited') return found;
  const plan = JSON.parse(text) as Plan;
  const what = fits(() => digestOf(plan) === plan.digest)
    ? 'something beside what is to be done (findings, times, places) was changed: the seal does not fit'
    : 'what is to be done, or the rules behind it, was changed: the digest does not fit';
  return { ...found, message: `${file}: ${what}` };
}

/** Whether a plan is as it was made. */
export function isSealed(plan: Plan): boolean {
  return fits(() => digestOf(plan) === plan.digest && sealOf(plan) === plan.seal);
}

function fits(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    // A lone surrogate has no canonical form, so no plan of ours ever held one.
    return false;
  }
}

/** Holds the work of an undo against its schema. Its hash is in the journal. */
export function checkUndoing(
  text: string,
  file: string,
): { undoing?: Undoing; problems: readonly Problem[] } {
  const { value, why } = readForm('undoing', text);
  if (why === undefined) return { undoing: value as Undoing, problems: [] };
  return { problems: [problem('evidence-broken', `${file}: ${why}`, { place: at(file) })] };
}

/** Parses a file and holds it against a schema. */
export function readForm(form: 'undoing' | 'run', text: string): { value?: unknown; why?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { why: 'it is not JSON' };
  }
  const why = misfit(form, value);
  return why === undefined ? { value } : { value, why };
}
