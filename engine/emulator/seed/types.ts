import type { Organization, Tag } from '../../model.ts';
import type { FaultPlan } from '../faults/plan.ts';
import type { IdentityPolicy } from '../identity.ts';
import type { Switches } from '../switches.ts';

interface Named {
  readonly id: string;
  readonly name: string;
  /** Sorted by key; a key stands once. */
  readonly tags: readonly Tag[];
}

export interface RootNode extends Named {
  readonly type: 'root';
}

export interface UnitNode extends Named {
  readonly type: 'ou';
  /** Id of the unit or root right above. */
  readonly parent: string;
}

export interface AccountNode extends Named {
  readonly type: 'account';
  readonly parent: string;
  readonly status: 'active' | 'suspended' | 'pending_closure';
  readonly 'join-method': 'created' | 'invited';
  readonly 'delegated-administrator': boolean;
  readonly description: string | null;
}

export interface PolicyNode extends Named {
  readonly type: 'policy';
  readonly kind: 'service_control_policy' | 'tag_policy';
  readonly builtin: boolean;
  readonly description: string;
  readonly content: string;
  /** Ids of the roots, units and accounts it is attached to. */
  readonly 'attached-to': readonly string[];
}

export type SeedNode = RootNode | UnitNode | AccountNode | PolicyNode;

/** Someone with keys. Keys that are left out are derived from the organization and the name. */
export interface SeedCaller {
  readonly name: string;
  /** Id of the account; absent for a caller whose account is in no organization. */
  readonly account?: string;
  readonly 'access-key'?: string;
  readonly 'secret-key'?: string;
  /** Present where the keys are temporary. */
  readonly 'security-token'?: string;
  /** Absent for an administrator, who may do everything. */
  readonly policy?: IdentityPolicy;
}

/** An organization ready to be served: every id is known, every reference is one. */
export interface Seed {
  readonly organization: Organization;
  /** The root first, parents before children. */
  readonly nodes: readonly SeedNode[];
  readonly callers: readonly SeedCaller[];
  readonly faults?: FaultPlan;
  readonly switches?: Partial<Switches>;
}
