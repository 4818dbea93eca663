import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { compareResources, type Inventory, type InventoryHeader, type Resource } from '../model.ts';
import { problem, Refusal, refuse } from '../problem.ts';
import { formOf } from '../schema.ts';
import { sortTags } from './resource.ts';

/** The version of inventory files that this engine writes and reads. */
export const INVENTORY_VERSION = 1;

const misfitOfHeader = formOf('inventory.schema.json');
const misfitOfResource = formOf('inventory.schema.json', '#/$defs/resource');

/** The lines of an inventory file, each with its newline; they stream. */
export function* inventoryLines({ resources, ...header }: Inventory): Generator<string> {
  yield `${JSON.stringify({ version: INVENTORY_VERSION, ...header })}\n`;
  for (const { type, id, name, path, tags } of resources) {
    // Keys in a fixed order, so that the same inventory is the same bytes.
    yield `${JSON.stringify({ type, id, name, ...(path && { path }), tags })}\n`;
  }
}

/**
 * Opens an inventory file. The header is checked at once; resources are read and checked while they are iterated,
 * anew each time, so a file of a million resources needs the memory of one.
 *
 * Throws Refusal (`file-unreadable`, `inventory-broken`, `inventory-version`), while iterating too.
 */
export function openInventory(file: string): Inventory {
  return { ...readHeader(file), resources: { [Symbol.iterator]: () => readResources(file) } };
}

function readHeader(file: string): InventoryHeader {
  const first = readLines(file).next();
  const header = first.done === true ? undefined : parse(first.value, file, 1);
  if (isOtherVersion(header)) {
    refuse('inventory-version', `the inventory file has version ${JSON.stringify(header.version)}`, {
      place: { file, line: 1, column: 1 },
      hint: `this reconcile reads version ${INVENTORY_VERSION}`,
    });
  }
  const wrong = misfitOfHeader(header);
  if (wrong !== undefined) throw broken(file, 1, `this is no header of an inventory: ${wrong}`);
  const { version: _, ...rest } = header as InventoryHeader & { version: number };
  return rest;
}

function isOtherVersion(header: unknown): header is { version: unknown } {
  return (
    typeof header === 'object' &&
    header !== null &&
    'version' in header &&
    header.version !== INVENTORY_VERSION
  );
}

function* readResources(file: string): Generator<Resource> {
  let line = 0;
  let before: Resource | undefined;
  for (const text of readLines(file)) {
    line += 1;
    if (line === 1) continue;
    const row = parse(text, file, line);
    const wrong = misfitOfResource(row);
    if (wrong !== undefined) throw broken(file, line, `this is no resource: ${wrong}`);
    const resource = row as Resource;
    if (before !== undefined && compareResources(before, resource) >= 0) {
      throw broken(file, line, `${resource.type} ${resource.id} is out of order or stands twice`);
    }
    if (!text.isWellFormed() || hasTwins(resource))
      throw broken(file, line, 'a key stands twice or is no Unicode');
    before = resource;
    yield { ...resource, tags: sortTags(resource.tags) };
  }
}

function hasTwins({ tags }: Resource): boolean {
  return new Set(tags.map((tag) => tag.key)).size < tags.length;
}

function parse(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken(file, line, 'this line is no JSON');
  }
}

function broken(file: string, line: number, message: string): Refusal {
  const hint = 'take the snapshot again: reconcile snapshot -o FILE';
  return new Refusal([problem('inventory-broken', message, { place: { file, line, column: 1 }, hint })]);
}

/** Bytes read at a time, and the longest line that is taken for one. */
const CHUNK = 1 << 20;
const LONGEST_LINE = 1 << 24;

/** Lines of a UTF-8 file, read as they are asked for; a last line needs no newline. */
export function* readLines(file: string): Generator<string> {
  const fd = open(file);
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(CHUNK);
    let rest = '';
    for (;;) {
      const size = readSync(fd, buffer, 0, CHUNK, null);
      if (size === 0) break;
      const lines = (rest + decoder.write(buffer.subarray(0, size))).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw broken(file, 1, 'a line is longer than 16 MiB');
      yield* lines;
    }
    rest += decoder.end();
    if (rest !== '') yield rest;
  } finally {
    closeSync(fd);
  }
}

function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse('file-unreadable', `cannot read ${file} (${reason})`);
  }
}
