import type { RuleFiles } from '../rules/disk.ts';
import { type LoadedRules, loadRules } from '../rules/load.ts';

/** Loads each rule file once, however many organizations share it. What cannot be loaded is refused each time. */
export function sharedRules(files: RuleFiles): (file: string) => Promise<LoadedRules> {
  const loaded = new Map<string, Promise<LoadedRules>>();
  return (file) => {
    const known = loaded.get(file) ?? loadRules(file, files);
    loaded.set(file, known);
    return known;
  };
}
