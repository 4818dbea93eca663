import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Gap, InventoryHeader, Plan, PlanBody, Resource } from '../model.ts';

/**
 * The RFC 8785 canonical JSON of a value. It has no form for an unpaired surrogate, which a name by strangers may hold:
 * U+FFFD stands for one. Throws for a number that is none.
 */
export function canonicalText(value: unknown): string {
  const text = canonical(value);
  // canonicalize gives undefined only for what JSON has no form of; a plain value of the model always has one.
  if (text === undefined) throw new TypeError('a value without a JSON form has no canonical text');
  return text;
}

function canonical(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return canonicalize(madeWhole(value));
  }
}

function madeWhole(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(madeWhole);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toWellFormed(), madeWhole(one)]));
}

/** SHA-256 in hex over the canonical JSON of a value. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex');
}

/**
 * The plan's identity: calls with their expected values, rules, limits, inventory, day, organization and origin.
 * No time of day, no order of arrival: the same rules and inventory give the same digest. What stands outside
 * (`kept`, `findings`, `gaps`, times, places) is sealed, not digested.
 */
export function digestOf(plan: PlanBody): string {
  const { version, calls, rules, limits, inventory, day, organization, origin } = plan;
  return hashOf({
    version,
    calls,
    rules,
    limits,
    inventory: inventory.digest,
    day,
    organization: organization.id,
    origin,
  });
}

/** Hash over the whole plan but `seal` itself: an accident anywhere in the file shows. */
export function sealOf(plan: Omit<Plan, 'seal'> & { readonly seal?: string }): string {
  const { seal: _, ...rest } = plan;
  return hashOf(rest);
}

/** Adds digest and seal. `about` is what stands outside the digest. */
export function sealPlan(
  body: PlanBody,
  about: Pick<Plan, 'created' | 'read-at' | 'places' | 'sources' | 'rules-name' | 'revision'>,
): Plan {
  const plan = { ...body, ...about, digest: digestOf(body) };
  return { ...plan, seal: sealOf(plan) };
}

/** Characters that go to the hash in one call: each call costs about as much as hashing a few lines does. */
const LINES_AT_ONCE = 1 << 16;

/** The digest of an inventory, taken while its resources stream by in order. */
export interface InventoryDigest {
  add(resource: Resource): void;
  /** Hex. Nothing may be added afterwards. */
  end(): string;
}

/**
 * SHA-256 over one JSON line for the header (types, tree, gaps without their reasons, since those name requests)
 * and one for each resource: an array of type, id, name, path or null, then key and value of each tag in turn.
 */
export function inventoryDigest(header: Pick<InventoryHeader, 'types' | 'tree' | 'gaps'>): InventoryDigest {
  const hash = createHash('sha256');
  let lines = JSON.stringify([header.types, header.tree, header.gaps.map(gapIdentity)]);
  return {
    add({ type, id, name, path, tags }) {
      const line = [type, id, name, path ?? null];
      for (const { key, value } of tags) line.push(key, value);
      lines += `\n${JSON.stringify(line)}`;
      if (lines.length < LINES_AT_ONCE) return;
      hash.update(lines);
      lines = '';
    },
    end: () => hash.update(lines).digest('hex'),
  };
}

function gapIdentity(gap: Gap): readonly string[] {
  switch (gap.kind) {
    case 'type':
      return [gap.kind, gap.type];
    case 'resource':
      return [gap.kind, gap.type, gap.id];
    case 'tree':
      return [gap.kind, gap.parent];
    case 'need':
      return [gap.kind, gap.what];
  }
}
