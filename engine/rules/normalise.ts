import { compareText } from '../model/order.ts';
import { type Claim, RESOURCE_TYPES, type Rule, type Scope, type Waiver } from '../model.ts';
import {
  checkDay,
  type LocatedMatcher,
  locateMatchers,
  type Notes,
  normaliseMatchers,
} from './conditions.ts';
import { canonical } from './order.ts';
import { below, type Spot } from './places.ts';
import {
  isList,
  type OneOrMore,
  type WrittenClaim,
  type WrittenRemoval,
  type WrittenRule,
  type WrittenScope,
  type WrittenWaiver,
} from './written.ts';

/**
 * A rule as written in the one form that the planner knows. Fields stand in a fixed order and lists are sorted, so
 * that two rules that say the same are the same text.
 */
export function normaliseRule(written: WrittenRule, spot: Spot, notes: Notes): Rule {
  const { id, why, severity = 'error', enforce = true, match, exclude, remove, require } = written;
  return {
    id,
    ...(why !== undefined && { why }),
    severity,
    enforce,
    ...(match !== undefined && { match: normaliseScope(match, below(spot, 'match'), notes) }),
    ...(exclude !== undefined && { exclude: normaliseScope(exclude, below(spot, 'exclude'), notes) }),
    ...(remove !== undefined && { remove: normaliseRemoval(remove, below(spot, 'remove'), notes) }),
    ...(require !== undefined && {
      require: normaliseMatchers(require, 'text', below(spot, 'require'), notes),
    }),
  };
}

export function normaliseWaiver(written: WrittenWaiver, spot: Spot, notes: Notes): Waiver {
  const { rule, match, key, reason, expires, ticket } = written;
  checkDay(expires, below(spot, 'expires'), notes.report);
  return {
    rule,
    ...(match !== undefined && { match: normaliseScope(match, below(spot, 'match'), notes) }),
    ...(key !== undefined && { key: normaliseMatchers(key, 'text', below(spot, 'key'), notes) }),
    reason,
    'approved-by': written['approved-by'],
    expires,
    ...(ticket !== undefined && { ticket }),
  };
}

function normaliseScope(written: WrittenScope, spot: Spot, notes: Notes): Scope {
  const { type, id, name, path, tags } = written;
  const at = (key: string) => below(spot, key);
  return {
    ...(type !== undefined && { type: RESOURCE_TYPES.filter((one) => listed(type).includes(one)) }),
    ...(id !== undefined && { id: normaliseMatchers(id, 'text', at('id'), notes) }),
    ...(name !== undefined && { name: normaliseMatchers(name, 'text', at('name'), notes) }),
    ...(path !== undefined && { path: normaliseMatchers(path, 'path', at('path'), notes) }),
    ...(tags !== undefined && {
      tags: Object.entries(tags)
        .sort(([a], [b]) => compareText(a, b))
        .map(([key, value]) => ({
          key,
          value: normaliseMatchers(value, 'value', below(at('tags'), key), notes),
        })),
    }),
  };
}

const CLAIM_KEYS = ['key', 'variant-of', 'value', 'except'];

/** Bare key matchers make up one claim together: `[a, b]` says the same as `{ key: [a, b] }`. */
function normaliseRemoval(written: WrittenRemoval, spot: Spot, notes: Notes): Claim[] {
  const bare: LocatedMatcher[] = [];
  const claims: Claim[] = [];
  const visit = (entry: WrittenRemoval, at: Spot): void => {
    if (isList(entry)) {
      for (const [index, one] of entry.entries()) visit(one, below(at, index));
    } else if (typeof entry === 'object' && CLAIM_KEYS.some((key) => Object.hasOwn(entry, key))) {
      claims.push(normaliseClaim(entry, at, notes));
    } else {
      bare.push(...locateMatchers(entry, 'text', at, notes));
    }
  };
  visit(written, spot);
  if (bare.length > 0) claims.push({ key: canonical(bare.map(({ value }) => value)) });
  return canonical(claims);
}

function normaliseClaim(written: WrittenClaim, spot: Spot, notes: Notes): Claim {
  const { key, value, except } = written;
  const variants = written['variant-of'];
  checkClaim(written, spot, notes);
  return {
    ...(key !== undefined && { key: normaliseMatchers(key, 'text', below(spot, 'key'), notes) }),
    ...(variants !== undefined && { 'variant-of': canonical(listed(variants)) }),
    ...(value !== undefined && { value: normaliseMatchers(value, 'value', below(spot, 'value'), notes) }),
    ...(except !== undefined && { except: normaliseMatchers(except, 'text', below(spot, 'except'), notes) }),
  };
}

function checkClaim(written: WrittenClaim, spot: Spot, notes: Notes): void {
  const bare = Object.keys(written).find((name) => !CLAIM_KEYS.includes(name));
  if (bare !== undefined) {
    const message = `\`${bare}\` stands beside keys that it does not belong to.`;
    notes.report(below(spot, bare), 'bad-claim', message, {
      part: 'key',
      hint: `Put it under \`key\`: { key: { ${bare}: … }, … }`,
    });
  } else if (written.key === undefined && written['variant-of'] === undefined) {
    notes.report(spot, 'bad-claim', 'This entry does not say which keys it removes.', {
      hint: 'Add `key`; key: "*" is any key.',
    });
  } else if (written.key !== undefined && written['variant-of'] !== undefined) {
    notes.report(below(spot, 'variant-of'), 'bad-claim', 'An entry has `key` or `variant-of`, not both.', {
      part: 'key',
      hint: 'Write two entries, or put the keys that must stay under `except`.',
    });
  }
}

function listed<T>(written: OneOrMore<T>): readonly T[] {
  return isList(written) ? written : [written];
}
