import { compare } from '../../compare.ts';
import { openInventory } from '../../inventory/file.ts';
import type { ReadMode } from '../../inventory/take.ts';
import type { ExitCode, FailOnChange } from '../../model.ts';
import { RULES_FILE } from '../../rules/disk.ts';
import { baseRules } from '../base-rules.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { type ReportChoice, writeComparison } from '../report.ts';
import { namedRules, rootFileOf } from '../rules-named.ts';
import { inSession, type SessionOptions } from '../session.ts';
import { refuseTwoSources } from '../sources.ts';

/** Options of `compare`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions, ReportChoice {
  readonly base: string;
  readonly head?: string;
  readonly rules?: string;
  readonly inventory?: string;
  readonly read: ReadMode;
  readonly failOnChange: FailOnChange;
}

/** `reconcile compare --base RULES [--head RULES]`. */
export async function run(options: Options): Promise<ExitCode> {
  refuseTwoSources(options);
  const { rules = RULES_FILE, base, head = rules, inventory, read, concurrency, failOnChange } = options;
  // A commit holds the rules where they are now.
  const rootFile = rootFileOf(head) ?? rules;
  const file = inventory === undefined ? undefined : { name: inventory, inventory: openInventory(inventory) };
  const request = {
    base: await baseRules(base, head, rootFile),
    head: await namedRules(head, rootFile),
    failOn: failOnChange,
    reading: { mode: read, concurrency, ...(file && { file }) },
  };
  const done = await inSession(options, connector(options), (effects) => compare(request, effects));
  return writeComparison(done, options);
}
