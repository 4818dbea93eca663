import type { Located } from './apply/apply.ts';
import type { OrganizationsApi } from './cloud/port.ts';
import { fitInventory } from './inventory/fit.ts';
import type { TellSoFar } from './inventory/so-far.ts';
import { type Needs, type ReadMode, takeInventory } from './inventory/take.ts';
import { readTreeAlone } from './inventory/tree.ts';
import type { Day, Inventory, Plan, RuleSet } from './model.ts';
import { treeNeeded, typesNeeded } from './rules/needs.ts';
import { type Effects, type Unfinished, unlessInterrupted } from './run.ts';

/** How to read: from the service, or from an inventory file instead. */
export interface Reading {
  readonly mode: ReadMode;
  readonly concurrency: number;
  /** Where present, nothing is read from the service; `name` is the file, for the report. */
  readonly file?: { readonly name: string; readonly inventory: Inventory };
}

/** What a rule set needs to be read; nothing more is. */
export function needsOf(rules: RuleSet, day: Day): Needs {
  const tree = treeNeeded(rules, day);
  return { types: typesNeeded(rules), tree, treeRead: 'reached' };
}

/**
 * Opens the service and asks it who it is; the first request of every run.
 *
 * @param before told of the address before anything is sent to it; may refuse
 */
export async function meet(
  run: Unfinished,
  effects: Effects,
  before?: (endpoint: string) => void,
): Promise<OrganizationsApi> {
  const api = await effects.connect();
  run.endpoint = api.endpoint;
  before?.(api.endpoint);
  run.callers = [{ since: run.started, ...api.caller }];
  const met = await unlessInterrupted(api.showOrganization(), effects.interrupt);
  run.organization = met.organization;
  run.origin = met.origin;
  return api;
}

/** The inventory that the needs ask for, from the service that was met. */
export async function readLive(
  api: OrganizationsApi,
  needs: Needs,
  run: Unfinished,
  reading: Reading,
  effects: Effects,
): Promise<Inventory> {
  const { organization, origin } = run;
  if (organization === undefined || origin === undefined) throw new Error('read before the service was met');
  const { clock, log, interrupt } = effects;
  const { mode: read, concurrency } = reading;
  const soFar: TellSoFar = (one) => effects.progress({ stage: 'read', ...one });
  const options = { organization, origin, needs, read, concurrency, clock, log, soFar };
  return unlessInterrupted(takeInventory(api, options), interrupt);
}

/** The inventory of a file, fitted to the needs. */
export function readFile(file: NonNullable<Reading['file']>, needs: Needs, run: Unfinished): Inventory {
  const inventory = fitInventory(file.inventory, needs);
  run.endpoint = file.name;
  run.organization = inventory.organization;
  run.origin = inventory.origin;
  return inventory;
}

/**
 * One fresh tree for the checks of an apply; undefined where no rule in force uses a path. At an interrupt it is
 * wholly unknown: nothing is sent any more, and the run ends with a record of what it leaves.
 */
export async function locateNow(
  api: OrganizationsApi,
  { rules, day }: Pick<Plan, 'rules' | 'day'>,
  concurrency: number,
  interrupt: AbortSignal,
): Promise<Located | undefined> {
  const reaches = treeNeeded(rules, day);
  if (reaches === undefined) return undefined;
  try {
    const tree = await unlessInterrupted(readTreeAlone(api, reaches, concurrency), interrupt);
    return { ...tree, unlocated: tree.gaps.length > 0 ? 'unknown' : 'no' };
  } catch (error) {
    if (!interrupt.aborted) throw error;
    return { paths: new Map(), names: new Map(), unlocated: 'unknown' };
  }
}
