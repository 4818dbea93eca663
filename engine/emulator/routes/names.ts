/** The calls of the Organizations API that the emulator serves, by the names of its reference. */
export const READS = [
  'ListTagsForResource',
  'ListTagResources',
  'ListResourceTags',
  'ListResourceInstances',
  'ShowResourceInstancesCount',
  'ShowOrganization',
  'ListRoots',
  'ListOrganizationalUnits',
  'ShowOrganizationalUnit',
  'ListAccounts',
  'ShowAccount',
  'ListPolicies',
  'ShowPolicy',
  'ListEntities',
  'ListEntitiesForPolicy',
  'ListQuotas',
] as const;

export const WRITES = ['TagResource', 'UntagResource', 'CreateTagResource', 'DeleteTagResource'] as const;

export type ApiName = (typeof READS)[number] | (typeof WRITES)[number];
