import type { Problem } from '../model.ts';
import { Refusal } from '../problem.ts';
import type { LoadedRules } from '../rules/load.ts';

/** Loads each rule file once, however many organizations share it. What cannot be loaded is refused each time. */
export function sharedRules(
  load: (file: string) => Promise<LoadedRules>,
): (file: string) => Promise<LoadedRules> {
  const loaded = new Map<string, Promise<LoadedRules>>();
  return (file) => {
    const known = loaded.get(file) ?? load(file).catch(refuseAsOfFleet);
    loaded.set(file, known);
    return known;
  };
}

function refuseAsOfFleet(error: unknown): never {
  throw error instanceof Refusal ? new Refusal(error.problems.map(asOfFleet), { cause: error }) : error;
}

/** A problem of rules as who has a fleet can mend it: there the file names the rules, not an option. */
export function asOfFleet(one: Problem): Problem {
  if (one.code !== 'rules-unreadable' || one.hint?.includes('--rules') !== true) return one;
  return {
    ...one,
    hint: 'Name it in the fleet file as `rules`, by its path from there; without it, tag-rules.yaml.',
  };
}
