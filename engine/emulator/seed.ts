import type { FaultPlan } from './faults/plan.ts';
import { readDocument } from './seed/document.ts';
import { parseInventory } from './seed/inventory.ts';
import { checkShape } from './seed/shape.ts';
import { parseTree } from './seed/tree.ts';
import type { Seed } from './seed/types.ts';

export type { Seed, SeedCaller, SeedNode } from './seed/types.ts';

/**
 * Reads a seed: a YAML tree as a person writes it, or an inventory file (JSON Lines, told by its first line), so that
 * a real organization's cleanup can be rehearsed. Throws `Refusal` with every problem and its place.
 *
 * @param file how the file is called in messages
 */
export function parseSeed(text: string, file: string): Seed {
  const first = text.split('\n').find((row) => row.trim() !== '') ?? '';
  // A header stands whole on one line; YAML that begins with a brace spreads or lacks the inventory's fields.
  return /^\s*\{.*"read-at"/u.test(first) ? parseInventory(text, file) : parseTree(text, file);
}

/** Reads a fault plan that stands in a file of its own: what a seed has under `faults`. Throws as `parseSeed` does. */
export function parseFaults(text: string, file: string): FaultPlan {
  return checkShape('faults', readDocument(text, file));
}
