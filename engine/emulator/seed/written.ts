import type { FaultPlan } from '../faults/plan.ts';
import type { IdentityPolicy } from '../identity.ts';
import type { Switches } from '../switches.ts';

/** A seed as a person writes it; `schemas/seed.schema.json` is its description. Absent and null mean the same. */
export interface WrittenSeed {
  readonly organization: {
    readonly name: string;
    readonly id?: string;
    readonly 'management-account'?: string;
  };
  readonly root?: (WrittenBranch & { readonly name?: string }) | null;
  readonly policies?: Readonly<Record<string, WrittenPolicy | null>> | null;
  readonly callers?: Readonly<Record<string, WrittenCaller | null>> | null;
  readonly faults?: FaultPlan;
  readonly switches?: Partial<Switches>;
}

/** A root or a unit. */
export interface WrittenBranch {
  readonly id?: string;
  readonly tags?: WrittenTags;
  readonly units?: Readonly<Record<string, WrittenBranch | null>> | null;
  readonly accounts?: Readonly<Record<string, WrittenAccount | null>> | null;
}

export type WrittenTags = Readonly<Record<string, string>> | null;

export interface WrittenAccount {
  readonly id?: string;
  readonly tags?: WrittenTags;
  readonly status?: 'active' | 'suspended' | 'pending_closure';
  readonly 'join-method'?: 'created' | 'invited';
  readonly 'delegated-administrator'?: boolean;
  readonly description?: string;
}

export interface WrittenPolicy {
  readonly id?: string;
  readonly type?: 'service_control_policy' | 'tag_policy';
  readonly tags?: WrittenTags;
  readonly 'attached-to'?: readonly string[] | null;
  readonly builtin?: boolean;
  readonly description?: string;
  readonly content?: string;
}

export interface WrittenCaller {
  readonly account?: string;
  readonly outside?: boolean;
  readonly 'access-key'?: string;
  readonly 'secret-key'?: string;
  readonly 'security-token'?: string;
  readonly policy?: IdentityPolicy;
}
