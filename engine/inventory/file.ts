import { compareResources, type Inventory, type InventoryHeader, type Resource } from '../model.ts';
import { refuse } from '../problem.ts';
import { count as counted } from '../report/words.ts';
import { formOf } from '../schema.ts';
import { brokenLine, type Line, readLines } from './lines.ts';
import { isWellFormed, sortTags } from './resource.ts';

/** The version of inventory files that this engine writes and reads. */
const INVENTORY_VERSION = 1;

const misfitOfHeader = formOf('inventory.schema.json');
const misfitOfResource = formOf('inventory.schema.json', '#/$defs/resource');

/** The first line as it is written: `count` tells a file that was cut off between two lines from a whole one. */
type WrittenHeader = InventoryHeader & { readonly version: number; readonly count?: number };

/** The lines of an inventory file, each with its newline; they stream. Resources are iterated twice. */
export function* inventoryLines({ resources, ...header }: Inventory): Generator<string> {
  let count = 0;
  for (const _ of resources) count++;
  yield `${JSON.stringify({ version: INVENTORY_VERSION, ...header, count })}\n`;
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
  const { version: _, count, ...header } = readHeader(file);
  return { ...header, resources: { [Symbol.iterator]: () => readResources(file, count) } };
}

function readHeader(file: string): WrittenHeader {
  // Taking the first apart closes the file; a bare next() would leave it open.
  const [first] = readLines(file);
  if (first === undefined) throw brokenLine(file, 1, 'the file is empty');
  const header = parse(first, file);
  if (isOtherVersion(header)) {
    refuse('inventory-version', `the inventory file has version ${JSON.stringify(header.version)}`, {
      place: { file, line: 1, column: 1 },
      hint: `this reconcile reads version ${INVENTORY_VERSION}`,
    });
  }
  const wrong = misfitOfHeader(header);
  if (wrong !== undefined) throw brokenLine(file, 1, `this is no header of an inventory: ${wrong}`);
  return header as WrittenHeader;
}

function isOtherVersion(header: unknown): header is { version: unknown } {
  return (
    typeof header === 'object' &&
    header !== null &&
    'version' in header &&
    header.version !== INVENTORY_VERSION
  );
}

function* readResources(file: string, count: number | undefined): Generator<Resource> {
  let before: Resource | undefined;
  let last = 1;
  for (const line of readLines(file)) {
    last = line.number;
    if (last === 1) continue;
    const resource = readResource(line, before, file);
    yield resource;
    before = resource;
  }
  if (count !== undefined && last - 1 !== count) {
    throw brokenLine(
      file,
      last,
      `the file ends after ${counted(last - 1, 'resource')}, where its first line says ${count}`,
    );
  }
}

function readResource(line: Line, before: Resource | undefined, file: string): Resource {
  const row = parse(line, file);
  const refuseLine = (message: string) => brokenLine(file, line.number, message);
  const wrong = misfitOfResource(row);
  if (wrong !== undefined) throw refuseLine(`this is no resource: ${wrong}`);
  const resource = row as Resource;
  const called = `${resource.type} ${resource.id}`;
  if (before !== undefined && compareResources(before, resource) >= 0) {
    const twice = before.type === resource.type && before.id === resource.id;
    throw refuseLine(`${called} ${twice ? 'stands twice' : 'is out of order'}`);
  }
  if (!isWellFormed(resource)) throw refuseLine(`${called} has a text that is not well-formed Unicode`);
  if (hasTwins(resource)) throw refuseLine(`${called} has a key twice`);
  return { ...resource, tags: sortTags(resource.tags) };
}

function hasTwins({ tags }: Resource): boolean {
  return new Set(tags.map((tag) => tag.key)).size < tags.length;
}

function parse({ text, number }: Line, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw brokenLine(file, number, 'this line is no JSON: was the file cut off?');
  }
}
