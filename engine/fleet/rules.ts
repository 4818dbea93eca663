import type { LoadedRules } from '../rules/load.ts';

/** Loads each rule file once, however many organizations share it. What cannot be loaded is refused each time. */
export function sharedRules(
  load: (file: string) => Promise<LoadedRules>,
): (file: string) => Promise<LoadedRules> {
  const loaded = new Map<string, Promise<LoadedRules>>();
  return (file) => {
    const known = loaded.get(file) ?? load(file);
    loaded.set(file, known);
    return known;
  };
}
