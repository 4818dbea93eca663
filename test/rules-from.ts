import { type LoadedRules, loadRules } from '../engine/rules/load.ts';

/** Rules from a text, as if they stood in tag-rules.yaml. */
export function rulesFrom(text: string): Promise<LoadedRules> {
  return loadRules('tag-rules.yaml', {
    read: () => Promise.resolve(Buffer.from(text)),
    glob: () => Promise.resolve([]),
  });
}
