import type { Place } from '../model.ts';
import type { LimitOverride } from '../plan/limits.ts';

/** A fleet file in normal form. Holds no secret, so that it may be handed on. */
export interface Fleet {
  readonly name: string;
  /** The file it was read from. */
  readonly file: string;
  readonly organizations: readonly FleetOrganization[];
}

/** An organization of a fleet, with the defaults of the fleet laid under it. */
export interface FleetOrganization {
  /** Unique in its fleet, and fit to be part of a file name. */
  readonly name: string;
  readonly credentials: CredentialsReference;
  /** The rule file. */
  readonly rules: string;
  /** Absent for the service's own. */
  readonly endpoint?: string;
  /** Limits over those of the rules, sorted by name. */
  readonly limits: readonly NamedLimit[];
  /** Sorted by label. */
  readonly labels: readonly Label[];
  /** Requests in flight at most. */
  readonly concurrency: number;
  /** Requests a second at most. */
  readonly rate?: number;
  /** Where it stands in the fleet file. */
  readonly place: Place;
}

export interface Label {
  readonly label: string;
  readonly value: string;
}

export type NamedLimit = LimitOverride & { readonly text: string };

/** Where credentials are found, never what they are. Whoever does the work resolves it. */
export type CredentialsReference =
  | { readonly kind: 'variables'; readonly prefix: string }
  | { readonly kind: 'profile'; readonly profile?: string; readonly file?: string };
