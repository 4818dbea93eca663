import type { Gap, TreeRead } from './inventory.ts';
import type {
  Day,
  Instant,
  Organization,
  Origin,
  Path,
  ResourceRef,
  ResourceType,
  Severity,
} from './organization.ts';
import type { Limits, Place, RuleSet, RuleSource } from './rules.ts';

/** One tag to be removed, with the value it is expected to have and the rules whose claims on it are left. */
export interface Removal {
  readonly key: string;
  readonly value: string;
  /** Rule ids, sorted; never empty. */
  readonly because: readonly string[];
}

/** One untag call: everything that one resource is to lose, keys sorted. */
export interface Call {
  readonly resource: ResourceRef;
  readonly remove: readonly Removal[];
}

/**
 * Why a claimed tag stays.
 *
 * - `system`: the service refuses to untag `_sys_*`
 * - `protect`: a key of the file's `protect`
 * - `waiver`: an agreed exception (index into the plan's `rules.waivers`)
 * - `unknown`: an exclude or waiver that could not be decided; it shields
 */
export type Shield =
  | { readonly kind: 'system' }
  | { readonly kind: 'protect'; readonly matcher: string }
  | { readonly kind: 'waiver'; readonly rule: string; readonly waiver: number }
  | { readonly kind: 'unknown'; readonly rule: string; readonly why: string };

/** A tag that some rule claims and that stays all the same. */
export interface Kept {
  readonly resource: ResourceRef;
  readonly key: string;
  readonly value: string;
  /** Rules that claim it, sorted. */
  readonly claims: readonly string[];
  readonly shields: readonly Shield[];
}

/** Something the plan has to say beyond removals. */
export type Finding =
  | {
      /** `require`: the resource lacks a key. */
      readonly kind: 'missing';
      readonly severity: Severity;
      readonly rule: string;
      readonly resource: ResourceRef;
      /** The required key as written (a literal or a pattern). */
      readonly key: string;
      /** Index into the plan's `rules.waivers` of the waiver that excuses it; such a finding fails no gate. */
      readonly waiver?: number;
    }
  | {
      /** `enforce: false`: what the rule would claim. */
      readonly kind: 'unenforced';
      readonly severity: Severity;
      readonly rule: string;
      readonly resource: ResourceRef;
      readonly key: string;
      readonly value: string;
    }
  | {
      readonly kind: 'waiver-expired' | 'waiver-unused' | 'waiver-ending';
      readonly severity: Severity;
      readonly rule: string;
      /** Index into the plan's `rules.waivers`. */
      readonly waiver: number;
      readonly expires: Day;
    }
  | {
      /** An `exclude`, a `path`, or a name or id of a `match` that matches nothing: something may have been renamed. */
      readonly kind: 'exclude-unused' | 'path-unused' | 'match-unused';
      readonly severity: Severity;
      readonly rule: string;
      /** What matched nothing, as written. */
      readonly what: string;
      /** A path that a `path` would match if case did not count. */
      readonly near?: Path;
    }
  | {
      /** A key of `protect` or `except` that nothing has, and that looks like one that the rule removes. */
      readonly kind: 'shield-unused';
      readonly severity: Severity;
      readonly rule: string;
      /** What spares nothing, as written. */
      readonly what: string;
      /** The key that goes. */
      readonly removed: string;
    }
  | {
      /** A value that a date condition could not read. */
      readonly kind: 'date-unreadable';
      readonly severity: Severity;
      readonly rule: string;
      readonly resource: ResourceRef;
      readonly key: string;
      readonly value: string;
    };

/** What a finding is about. */
export type FindingKind = Finding['kind'];

/** How many tags and resources were read, `_sys_*` tags left out: what shares are taken of. */
export interface Counts {
  readonly resources: number;
  readonly tags: number;
  readonly 'per-type': Readonly<
    Partial<Record<ResourceType, { readonly resources: number; readonly tags: number }>>
  >;
}

/** A bound that the plan is past. All of them are found at once. */
export interface Objection {
  /** As `--limit` names it: `removals`, `share`, `per-type.ou.removals`, `per-rule.ID.resources`. */
  readonly limit: string;
  readonly allowed: number;
  readonly actual: number;
  /** The numbers behind a share. */
  readonly of?: number;
}

/**
 * What is to be done, and everything needed to judge it again: a plain value, the same for the same rules,
 * inventory and day. `digest` and `seal` are added by `sealPlan`.
 */
export interface PlanBody {
  readonly version: 1;
  readonly organization: Organization;
  readonly origin: Origin;
  /** The UTC day by which date conditions and waivers were judged. */
  readonly day: Day;
  readonly rules: RuleSet;
  readonly limits: Limits;
  /** `--limit` options that changed the file's limits, as given. */
  readonly overrides: readonly string[];
  /** `--only` options, as given: empty for a whole plan. */
  readonly only: readonly string[];
  readonly inventory: {
    readonly digest: string;
    readonly types: readonly ResourceType[];
    readonly tree: TreeRead;
  };
  readonly counts: Counts;
  readonly calls: readonly Call[];
  readonly kept: readonly Kept[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** The commit of a repository that rules stood in when they were read. */
export interface Revision {
  /** 40 or 64 hex digits. */
  readonly commit: string;
  /** Whether a file of the rules was not as that commit has it. */
  readonly dirty: boolean;
}

/** A plan as it is saved. */
export interface Plan extends PlanBody {
  /** SHA-256 (hex) over the RFC 8785 form of what was decided; see `plan/digest.ts` for what it covers. */
  readonly digest: string;
  /** SHA-256 (hex) over the RFC 8785 form of the whole file but this field. */
  readonly seal: string;
  readonly created: Instant;
  readonly 'read-at': Instant;
  /** Where each rule stands, sorted by rule; for reports, never for a decision. */
  readonly places: readonly (Place & { readonly rule: string })[];
  readonly sources: readonly RuleSource[];
  /** What to call the rules: the root file as the user named it, or whose they are. Plans of old lack it. */
  readonly 'rules-name'?: string;
  /** Absent where the rules stood in no repository. */
  readonly revision?: Revision;
}
