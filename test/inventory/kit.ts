import { createClient } from '../../engine/cloud/client.ts';
import { fixedCredentials } from '../../engine/cloud/credentials.ts';
import { type Needs, type ReadMode, takeInventory } from '../../engine/inventory/take.ts';
import type { Inventory, Log, Resource } from '../../engine/model.ts';
import type { TestEmulator } from '../emulator/kit.ts';
import { sequence } from '../engine.ts';

/** A header line, with what a test wants otherwise. */
export function headerLine(more: object = {}): string {
  return JSON.stringify({
    version: 1,
    organization: { id: 'o-1', 'management-account': { id: 'a'.repeat(32), name: 'boss' } },
    origin: 'emulator',
    'read-at': '2026-11-24T08:00:00.000Z',
    types: ['root', 'ou', 'account', 'policy'],
    tree: 'whole',
    gaps: [],
    ...more,
  });
}

/** The text of an inventory file. */
export function inventoryText(resources: readonly object[], header: object = {}): string {
  return [headerLine(header), ...resources.map((one) => JSON.stringify(one))]
    .map((line) => `${line}\n`)
    .join('');
}

/** An organization with so many policies, each with a tag. */
export function policies(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => ({
    type: 'policy',
    id: `p-${String(i).padStart(8, '0')}`,
    name: `policy-${i}`,
    tags: [{ key: 'n', value: String(i) }],
  }));
  return inventoryText(rows);
}

/** What a read needs: one type, no tree. */
export const POLICIES: Needs = { types: ['policy'], treeRead: 'none' };

/** Reads an emulator through the real client. */
export async function take(
  emulator: TestEmulator,
  needs: Needs,
  read: ReadMode = 'auto',
  log: Log = () => undefined,
): Promise<Inventory & { readonly resources: readonly Resource[] }> {
  const { clock } = emulator;
  const api = createClient({
    endpoint: emulator.url,
    credentials: fixedCredentials('the test', emulator.keys),
    clock,
    random: sequence(),
    log,
    concurrency: 4,
    version: 'test',
  });
  try {
    const met = await api.showOrganization();
    const inventory = await takeInventory(api, { ...met, needs, read, concurrency: 4, clock, log });
    return { ...inventory, resources: [...inventory.resources] };
  } finally {
    await api.close();
  }
}

/** The names of the calls that an emulator answered, in order, but for the first of every run. */
export function calls(emulator: TestEmulator): string[] {
  return emulator
    .requests()
    .flatMap(({ api }) => (api === undefined || api === 'ShowOrganization' ? [] : [api]));
}
