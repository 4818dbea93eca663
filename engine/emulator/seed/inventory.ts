import type { Organization, Path, Problem, Resource, ResourceType, Tag } from '../../model.ts';
import { RESOURCE_TYPES } from '../../model.ts';
import { problem, Refusal } from '../../problem.ts';
import { sortTags } from '../tags.ts';
import { deriveId } from './ids.ts';
import type { Seed, SeedNode, UnitNode } from './types.ts';

/**
 * A seed from an inventory file: the header, then one resource a line. What the file does not know is filled in
 * with the least that makes an organization: a root where none was read, units that a path names, and the root as
 * the home of whatever has no path.
 */
export function parseInventory(text: string, file: string): Seed {
  const problems: Problem[] = [];
  const fail = (line: number, excerpt: string, what: string) => {
    const shown = excerpt.length > 120 ? `${excerpt.slice(0, 120)}…` : excerpt;
    problems.push(problem('seed-inventory', what, { place: { file, line, column: 1 }, excerpt: shown }));
  };
  let organization: Organization | undefined;
  const resources: Resource[] = [];
  text.split('\n').forEach((row, i) => {
    if (row.trim() === '') return;
    const value = readJson(row);
    if (organization === undefined) {
      organization = headerOf(value);
      if (organization === undefined) fail(i + 1, row, 'The first line is not the header of an inventory.');
    } else if (isResource(value)) resources.push(value);
    else fail(i + 1, row, 'This line is not a resource of an inventory.');
    // Every later line would be judged by a header that is not there.
    organization ??= NOWHERE;
  });
  for (const id of repeated(resources)) fail(1, '', `The inventory has ${id} twice.`);
  if (organization === undefined) fail(1, '', 'The file is empty.');
  if (organization === undefined || problems.length > 0) throw new Refusal(problems);
  return { organization, nodes: grow(organization, resources), callers: [] };
}

const NOWHERE: Organization = { id: '', 'management-account': { id: '', name: '' } };

function readJson(row: string): unknown {
  try {
    return JSON.parse(row) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function headerOf(value: unknown): Organization | undefined {
  const organization = isRecord(value) ? value['organization'] : undefined;
  if (!isRecord(organization)) return undefined;
  const { id, 'management-account': owner } = organization;
  if (typeof id !== 'string' || !isRecord(owner)) return undefined;
  if (typeof owner['id'] !== 'string' || typeof owner['name'] !== 'string') return undefined;
  return { id, 'management-account': { id: owner['id'], name: owner['name'] } };
}

function isResource(value: unknown): value is Resource {
  if (!isRecord(value)) return false;
  const { type, id, name, path, tags } = value;
  return (
    RESOURCE_TYPES.includes(type as ResourceType) &&
    typeof id === 'string' &&
    typeof name === 'string' &&
    (path === undefined || (Array.isArray(path) && path.every((step) => typeof step === 'string'))) &&
    Array.isArray(tags) &&
    tags.every(isTag)
  );
}

function isTag(value: unknown): value is Tag {
  return isRecord(value) && typeof value['key'] === 'string' && typeof value['value'] === 'string';
}

function repeated(resources: readonly Resource[]): string[] {
  const seen = new Set<string>();
  return resources.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id);
}

/** Nodes with parents, from resources with paths. */
function grow(organization: Organization, resources: readonly Resource[]): SeedNode[] {
  const root = resources.find(({ type }) => type === 'root');
  const rootId = root?.id ?? deriveId('root', organization.id);
  const units = resources
    .filter(({ type }) => type === 'ou')
    .sort((a, b) => (a.path?.length ?? 0) - (b.path?.length ?? 0));
  const byPath = new Map<string, string>([[JSON.stringify([]), rootId]]);
  const nodes: SeedNode[] = [
    { type: 'root', id: rootId, name: root?.name ?? 'root', tags: sortTags(root?.tags ?? []) },
  ];

  const unitAt = (path: Path): string => {
    const known = byPath.get(JSON.stringify(path));
    if (known !== undefined) return known;
    return put(path, { id: deriveId('ou', organization.id, ...path), name: path.at(-1) ?? '', tags: [] });
  };
  const put = (path: Path, unit: Pick<UnitNode, 'id' | 'name' | 'tags'>): string => {
    const parent = unitAt(path.slice(0, -1));
    nodes.push({ type: 'ou', ...unit, parent });
    if (!byPath.has(JSON.stringify(path))) byPath.set(JSON.stringify(path), unit.id);
    return unit.id;
  };

  for (const { id, name, path, tags } of units) put(path ?? [name], { id, name, tags: sortTags(tags) });
  for (const { type, id, name, path, tags } of resources) {
    if (type === 'account')
      nodes.push({ ...ACCOUNT, id, name, tags: sortTags(tags), parent: unitAt(path ?? []) });
    if (type === 'policy') nodes.push({ ...POLICY, id, name, tags: sortTags(tags) });
  }
  return nodes;
}

const ACCOUNT = {
  type: 'account',
  status: 'active',
  'join-method': 'created',
  'delegated-administrator': false,
  description: null,
} as const;

const POLICY = {
  type: 'policy',
  kind: 'service_control_policy',
  builtin: false,
  description: '',
  content: '{"Version":"5.0","Statement":[]}',
  'attached-to': [],
} as const;
