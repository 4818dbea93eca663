import { locateMatchers, type Notes } from './conditions.ts';
import type { Damage } from './damage.ts';
import { normaliseRule, normaliseWaiver } from './normalise.ts';
import { below, type Located, type Spot, type Step } from './places.ts';
import { isList, type WrittenFile } from './written.ts';

/** A part of a file whose shape is wrong somewhere, and what is wrong. */
export interface Damaged {
  readonly spot: Spot;
  readonly damage: Damage;
  readonly notes: Notes;
}

type Parts = Readonly<Record<string, unknown>>;

/**
 * Looks at what is right of a rule whose shape is wrong in part, so that its other mistakes are told at once. Each matcher
 * is looked at by itself; the rule is not, since what is missing would be a second mistake of the first one.
 */
export function inspectRule(rule: unknown, damaged: Damaged): void {
  const parts = soundParts(rule, damaged);
  if (parts !== undefined) normaliseRule({ id: '', ...parts }, damaged.spot, damaged.notes);
}

/** As `inspectRule`, for a waiver; the rule that it names has to be there all the same. */
export function inspectWaiver(mentions: Located<string>[], waiver: unknown, damaged: Damaged): void {
  const parts = soundParts(waiver, damaged);
  if (parts === undefined) return;
  const rest = { rule: '', reason: '', 'approved-by': '', expires: '2000-01-01' };
  const { rule } = normaliseWaiver({ ...rest, ...parts }, damaged.spot, damaged.notes);
  if (rule !== '') mentions.push({ value: rule, spot: below(damaged.spot, 'rule') });
}

/** As `inspectRule`, for limits: the rules that they name have to be there all the same. */
export function inspectLimits(mentions: Located<string>[], limits: unknown, { spot, damage }: Damaged): void {
  const perRule = isMap(limits) ? limits['per-rule'] : undefined;
  for (const rule of isMap(perRule) ? Object.keys(perRule) : []) {
    const at = below(spot, 'per-rule', rule);
    if (!damage.within(at.path)) mentions.push({ value: rule, spot: at });
  }
}

/** As `inspectRule`, for a list of matchers. */
export function inspectMatchers(written: WrittenFile['protect'], { spot, damage, notes }: Damaged): void {
  for (const [index, entry] of (isList(written) ? written : []).entries()) {
    const at = below(spot, index);
    if (!damage.within(at.path)) locateMatchers(entry, 'text', at, notes);
  }
}

const SCOPES: ReadonlySet<string> = new Set(['match', 'exclude']);

/** A map without the entries in which something is wrong; of a scope its conditions are looked at one by one. */
function soundParts(value: unknown, { spot, damage }: Damaged): Parts | undefined {
  if (!isMap(value)) return undefined;
  const sound = (map: Parts, path: readonly Step[]): [string, unknown][] =>
    Object.entries(map).flatMap(([key, one]): [string, unknown][] => {
      const at = [...path, key];
      if (!damage.within(at)) return [[key, one]];
      if (!SCOPES.has(key) || !isMap(one)) return [];
      return [[key, Object.fromEntries(sound(one, at))]];
    });
  return Object.fromEntries(sound(value, spot.path));
}

function isMap(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
