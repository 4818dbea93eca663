/** The four kinds of resource that Organizations lets carry tags, in the order every list of ours follows. */
export const RESOURCE_TYPES = ['root', 'ou', 'account', 'policy'] as const;

/** One of the four kinds. */
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** One tag. A resource has at most one value for a key; keys are case-sensitive; a value may be empty. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * Names of the organizational units from below the root down to a place in the tree: `[]` is the root itself,
 * `['Production', 'Payments']` an OU two levels down. An OU's path ends in its own name; an account has the path
 * of its OU. Levels stay apart, so a `/` inside a name cannot forge one.
 */
export type Path = readonly string[];

/** What identifies a resource to people and to the service. */
export interface ResourceRef {
  readonly type: ResourceType;
  readonly id: string;
  /** For display and for `name` conditions; empty where the service gave none. */
  readonly name: string;
  /** Absent where the tree was not read as far as this resource, and always for policies. */
  readonly path?: Path;
}

/** A resource with all of its tags, sorted by key (code units). Only ever made from a read that succeeded. */
export interface Resource extends ResourceRef {
  readonly tags: readonly Tag[];
}

/** The organization as `ShowOrganization` names it. */
export interface Organization {
  readonly id: string;
  readonly 'management-account': { readonly id: string; readonly name: string };
}

/**
 * Which service answered: the origin of the cloud's endpoint (`https://organizations.myhuaweicloud.com`) or the
 * word `emulator`. Plans, runs and journals carry it so that a rehearsal can never reach the cloud.
 */
export type Origin = string;

/** Severity of a rule, a finding or a removal, the gravest first. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;

/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** A day in UTC, `YYYY-MM-DD`. */
export type Day = string;

/** An instant in UTC, ISO 8601 with `Z`. */
export type Instant = string;
