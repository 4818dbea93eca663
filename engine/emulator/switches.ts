/**
 * Answers to what nobody outside knows of the real service. Each default is the answer that its documentation, its
 * sister services or a recording make likelier; see the descriptions in `schemas/seed.schema.json`.
 */
export interface Switches {
  /** Untag of a key that is not there. Sister services on the same tag standard succeed. */
  readonly 'untag-absent-key': 'succeed' | 'refuse';
  /** The same key twice in one untag call. */
  readonly 'duplicate-tag-keys': 'succeed' | 'refuse';
  /** `tags/delete` of a key whose value is another one. */
  readonly 'delete-wrong-value': 'remove' | 'keep';
  /** What `values: []` in a filter asks for. */
  readonly 'any-value-filter': 'any-value' | 'no-value';
  /** Order of the rows of the bulk read. `newest` shifts every page when something is made. */
  readonly 'filter-order': 'created' | 'newest' | 'id';
  readonly 'filter-lists-builtin-policies': boolean;
  readonly 'filter-lists-management-account': boolean;
  /** Suspended accounts and those being closed. */
  readonly 'filter-lists-inactive-accounts': boolean;
  readonly 'inactive-accounts-take-tags': boolean;
  readonly 'delegated-administrator-filters': boolean;
  /** ListEntities with `child_id` of a unit right below the root; `empty` was recorded. */
  readonly 'parent-of-first-level-unit': 'empty' | 'root';
  /** An `X-Domain-Id` that is not the account of the keys. */
  readonly 'foreign-domain-id': 'refuse' | 'ignore';
}

export const DEFAULT_SWITCHES: Switches = {
  'untag-absent-key': 'succeed',
  'duplicate-tag-keys': 'succeed',
  'delete-wrong-value': 'remove',
  'any-value-filter': 'any-value',
  'filter-order': 'created',
  'filter-lists-builtin-policies': true,
  'filter-lists-management-account': true,
  'filter-lists-inactive-accounts': true,
  'inactive-accounts-take-tags': true,
  'delegated-administrator-filters': true,
  'parent-of-first-level-unit': 'empty',
  'foreign-domain-id': 'refuse',
};
