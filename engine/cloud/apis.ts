/**
 * The calls of the Organizations API that are used, and the IAM action that each needs (Organizations API
 * Reference, "Permissions and Supported Actions").
 */
export const ACTIONS = {
  ShowOrganization: 'organizations:organizations:get',
  ListResourceInstances: 'organizations:resources:listByTag',
  ListTagsForResource: 'organizations:tags:list',
  ListRoots: 'organizations:roots:list',
  ListOrganizationalUnits: 'organizations:ous:list',
  ListAccounts: 'organizations:accounts:list',
  ListPolicies: 'organizations:policies:list',
  ListEntities: 'organizations:entities:list',
  UntagResource: 'organizations:resources:untag',
  TagResource: 'organizations:resources:tag',
} as const;

export type Api = keyof typeof ACTIONS;

/** Which call was made and, where it concerns one resource, which. */
export interface Subject {
  readonly api: Api;
  readonly resource?: string;
}

/** How messages name a call: `UntagResource for ou-…`. */
export function nameCall({ api, resource }: Subject): string {
  return resource === undefined ? api : `${api} for ${resource}`;
}
