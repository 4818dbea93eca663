import type { ResourceType, Severity } from '../model.ts';

/**
 * What a rule file looks like once `schemas/tag-rules.schema.json` has let it pass: the shapes as people write them.
 * `normalise.ts` turns them into the one shape of the model. All maps are without prototype.
 */
export interface WrittenFile {
  readonly version?: 1;
  readonly include?: OneOrMore<string>;
  readonly protect?: WrittenMatcher;
  readonly redact?: WrittenMatcher;
  readonly limits?: WrittenLimits;
  readonly freeze?: readonly WrittenFreeze[];
  readonly rules?: readonly WrittenRule[];
  readonly waivers?: readonly WrittenWaiver[];
}

export type OneOrMore<T> = T | readonly T[];

/** `Array.isArray` for lists that nobody may change. */
export function isList<T>(written: T | readonly T[]): written is readonly T[] {
  return Array.isArray(written);
}

/** A list may hold lists: an alias for a list can stand among its entries. */
export type WrittenMatcher = string | WrittenConditions | readonly WrittenMatcher[];

export interface WrittenConditions {
  readonly equals?: string;
  readonly glob?: string;
  readonly regex?: string;
  readonly in?: readonly string[];
  readonly 'ignore-case'?: boolean;
  readonly not?: WrittenMatcher;
  readonly empty?: boolean;
  readonly before?: string;
  readonly after?: string;
  readonly 'older-than'?: string;
}

export interface WrittenScope {
  readonly type?: OneOrMore<ResourceType>;
  readonly id?: WrittenMatcher;
  readonly name?: WrittenMatcher;
  readonly path?: WrittenMatcher;
  readonly tags?: Readonly<Record<string, WrittenMatcher>>;
}

export type WrittenRemoval = string | WrittenClaim | readonly WrittenRemoval[];

/** Either a claim or the conditions of a key matcher: `normalise.ts` refuses a mixture. */
export interface WrittenClaim extends WrittenConditions {
  readonly key?: WrittenMatcher;
  readonly 'variant-of'?: OneOrMore<string>;
  readonly value?: WrittenMatcher;
  readonly except?: WrittenMatcher;
}

export interface WrittenRule {
  readonly id: string;
  readonly why?: string;
  readonly severity?: Severity;
  readonly enforce?: boolean;
  readonly really?: boolean;
  readonly match?: WrittenScope;
  readonly exclude?: WrittenScope;
  readonly remove?: WrittenRemoval;
  readonly require?: WrittenMatcher;
}

export interface WrittenWaiver {
  readonly rule: string;
  readonly match?: WrittenScope;
  readonly key?: WrittenMatcher;
  readonly reason: string;
  readonly 'approved-by': string;
  readonly expires: string;
  readonly ticket?: string;
}

export interface WrittenLimit {
  readonly removals?: number | 'none';
  readonly resources?: number | 'none';
  readonly share?: string;
}

export interface WrittenLimits extends WrittenLimit {
  readonly 'per-type'?: Readonly<Partial<Record<ResourceType, WrittenLimit>>>;
  readonly 'per-rule'?: Readonly<Record<string, WrittenLimit>>;
}

export interface WrittenFreeze {
  readonly from: string;
  readonly until: string;
  readonly why: string;
}
