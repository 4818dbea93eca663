import type { Problem } from '../../model.ts';
import { problem, Refusal } from '../../problem.ts';
import { tagsFrom } from '../tags.ts';
import { readDocument, type SeedDocument } from './document.ts';
import { deriveId } from './ids.ts';
import { checkShape } from './shape.ts';
import { type PlacedNode, resolveTargets } from './targets.ts';
import type { AccountNode, PolicyNode, Seed } from './types.ts';
import type { WrittenAccount, WrittenBranch, WrittenPolicy, WrittenSeed } from './written.ts';

/** A seed written as a YAML tree. Refuses with every problem at once. */
export function parseTree(text: string, file: string): Seed {
  const document = readDocument(text, file);
  const seed = checkShape('seed', document);
  const { placed, management } = plant(seed);
  const targets = resolveTargets(seed, placed, management, document);
  const all = [...checkNodes(placed, document), ...targets.problems];
  if (all.length > 0) throw new Refusal(all);
  return {
    organization: {
      id: seed.organization.id ?? deriveId('organization', seed.organization.name),
      'management-account': targets.management,
    },
    nodes: targets.nodes,
    callers: targets.callers,
    ...(seed.faults === undefined ? {} : { faults: seed.faults }),
    ...(seed.switches === undefined ? {} : { switches: seed.switches }),
  };
}

/** Every node of the written tree, parents before children; and what the management account is called. */
function plant(seed: WrittenSeed): { placed: PlacedNode[]; management: string } {
  const organization = seed.organization.name;
  const management = seed.organization['management-account'] ?? `${organization}-management`;
  const root = seed.root ?? {};
  const id = root.id ?? deriveId('root', organization);
  const placed: PlacedNode[] = [
    {
      node: { type: 'root', id, name: root.name ?? 'root', tags: tagsFrom(root.tags) },
      pointer: ['root'],
      names: [],
    },
  ];
  plantBranch(root, id, { organization, pointer: ['root'], names: [] }, placed);
  if (
    !placed.some(
      ({ node }) => node.type === 'account' && (node.name === management || node.id === management),
    )
  ) {
    const at = { organization, pointer: ['organization', 'management-account'], names: [] };
    placed.push(accountAt(management, {}, id, at));
  }
  for (const [name, policy] of Object.entries(seed.policies ?? {}))
    placed.push({
      node: policyNode(organization, name, policy ?? {}),
      pointer: ['policies', name],
      names: [name],
    });
  return { placed, management };
}

interface Spot {
  readonly organization: string;
  readonly pointer: readonly string[];
  readonly names: readonly string[];
}

function plantBranch(branch: WrittenBranch, parent: string, at: Spot, into: PlacedNode[]): void {
  for (const [name, written] of Object.entries(branch.units ?? {})) {
    const spot = { ...at, pointer: [...at.pointer, 'units', name], names: [...at.names, name] };
    const id = written?.id ?? deriveId('ou', at.organization, ...spot.names);
    into.push({ node: { type: 'ou', id, name, parent, tags: tagsFrom(written?.tags) }, ...spot });
    plantBranch(written ?? {}, id, spot, into);
  }
  for (const [name, written] of Object.entries(branch.accounts ?? {})) {
    const spot = { ...at, pointer: [...at.pointer, 'accounts', name] };
    into.push(accountAt(name, written ?? {}, parent, spot));
  }
}

function accountAt(name: string, written: WrittenAccount, parent: string, at: Spot): PlacedNode {
  const node: AccountNode = {
    type: 'account',
    id: written.id ?? deriveId('account', at.organization, ...at.names, name),
    name,
    parent,
    tags: tagsFrom(written.tags),
    status: written.status ?? 'active',
    'join-method': written['join-method'] ?? 'created',
    'delegated-administrator': written['delegated-administrator'] ?? false,
    description: written.description ?? null,
  };
  return { node, pointer: at.pointer, names: [...at.names, name] };
}

function policyNode(organization: string, name: string, written: WrittenPolicy): PolicyNode {
  return {
    type: 'policy',
    id: written.id ?? deriveId('policy', organization, name),
    name,
    tags: tagsFrom(written.tags),
    kind: written.type ?? 'service_control_policy',
    builtin: written.builtin ?? false,
    description: written.description ?? '',
    content:
      written.content ??
      '{"Version":"5.0","Statement":[{"Effect":"Deny","Action":["organizations:organizations:leave"],"Resource":["*"]}]}',
    'attached-to': written['attached-to'] ?? [],
  };
}

function checkNodes(placed: readonly PlacedNode[], document: SeedDocument): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, readonly string[]>();
  for (const { node, pointer } of placed) {
    const twin = seen.get(node.id);
    if (twin !== undefined)
      problems.push(
        problem(
          'seed-duplicate-id',
          `\`${pointer.join('.')}\` has the id ${node.id}, as \`${twin.join('.')}\` has.`,
          document.locate([...pointer, 'id'], 'value'),
        ),
      );
    seen.set(node.id, pointer);
    const tags = node.tags.filter(({ key }) => !key.startsWith('_sys_')).length;
    if (tags > 20)
      problems.push(
        problem(
          'seed-too-many-tags',
          `\`${pointer.join('.')}\` has ${tags} tags; the service allows 20.`,
          document.locate([...pointer, 'tags'], 'key'),
        ),
      );
  }
  return problems;
}
