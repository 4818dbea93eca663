import type { Clock, Organization, ResourceType } from '../model.ts';
import { Refusal } from '../problem.ts';
import { count } from '../report/words.ts';
import { ACTIONS } from './apis.ts';
import type { CloudClient } from './client.ts';
import type { CredentialSource } from './credentials.ts';
import { isTooSkewed, showSkew } from './failure.ts';
import type { Credentials } from './keys.ts';
import { ApiFailure } from './port.ts';

/** One thing that was looked at. */
export interface Check {
  /** What was looked at, in the user's terms: `credentials`, `clock`, or an IAM action. */
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A clock may be this far off before it is worth a word, milliseconds. */
const WORTH_A_WORD = 60_000;

/**
 * Looks at everything a run needs, with one read each: credentials, clock, organization, caller and the read
 * permissions. Sends no write, so the right to untag stays untested. Never throws for what it finds; once a failure
 * stops a run, the rest is `skipped`.
 */
export async function examine(client: CloudClient, source: CredentialSource, clock: Clock): Promise<Check[]> {
  const checks: Check[] = [];
  const credentials = await examineCredentials(source, clock, checks);
  if (credentials === undefined) return [...checks, ...skip(AFTER_CREDENTIALS, 'there are no credentials')];

  const organization = await examineOrganization(client, checks);
  checks.splice(1, 0, examineClock(client.skew()));
  if (organization === undefined)
    return [...checks, ...skip(AFTER_ORGANIZATION, 'the organization is unknown')];

  const permissions = await examinePermissions(client, organization);
  return [
    ...checks,
    examineCaller(credentials, organization, permissions),
    ...permissions.map(({ check }) => check),
    WRITE,
  ];
}

/** The checks of a caller for whom no credentials were found, or none of use. */
export function withoutCredentials(refusal: Refusal): Check[] {
  return [refusedCredentials(refusal), ...skip(AFTER_CREDENTIALS, 'there are no credentials')];
}

const NEEDED = [
  ACTIONS.ListResourceInstances,
  ACTIONS.ListTagsForResource,
  ACTIONS.ListRoots,
  ACTIONS.ListOrganizationalUnits,
  ACTIONS.ListAccounts,
  ACTIONS.ListPolicies,
  ACTIONS.ListEntities,
] as const;

const AFTER_ORGANIZATION: readonly string[] = ['caller', ...NEEDED, ACTIONS.UntagResource];
const AFTER_CREDENTIALS: readonly string[] = ['clock', 'organization', ...AFTER_ORGANIZATION];

const WRITE: Check = {
  name: ACTIONS.UntagResource,
  state: 'skipped',
  detail: 'Not tested, since only a write could; it takes the management account.',
};

function skip(names: readonly string[], why: string): Check[] {
  return names.map((name) => ({ name, state: 'skipped', detail: `Not looked at: ${why}.` }));
}

async function examineCredentials(
  source: CredentialSource,
  clock: Clock,
  checks: Check[],
): Promise<Credentials | undefined> {
  const name = 'credentials';
  try {
    const credentials = await source.get();
    const left = credentials.expires === undefined ? undefined : credentials.expires - clock.now();
    const until =
      left === undefined ? '' : `, valid for ${Math.max(0, Math.round(left / 60_000))} more minutes`;
    checks.push({ name, state: 'ok', detail: `From ${source.describe}${until}.` });
    return credentials;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    checks.push(refusedCredentials(error));
    return undefined;
  }
}

function refusedCredentials({ problems }: Refusal): Check {
  const [problem] = problems;
  return {
    name: 'credentials',
    state: 'fail',
    detail: problem?.message ?? 'They cannot be used.',
    ...hintOf(problem?.hint),
  };
}

async function examineOrganization(client: CloudClient, checks: Check[]): Promise<Organization | undefined> {
  const name = 'organization';
  const { check, value } = await attempt(
    name,
    () => client.showOrganization(),
    ({ organization, origin }) => {
      const account = organization['management-account'];
      return `${organization.id}, management account ${account.id}, at ${origin}.`;
    },
  );
  checks.push(check);
  return value?.organization;
}

function examineClock(skew: number | undefined): Check {
  const name = 'clock';
  if (skew === undefined)
    return { name, state: 'skipped', detail: 'The service did not say what time it has.' };
  const detail = `The clock of this machine is ${showSkew(skew)}.`;
  if (Math.abs(skew) <= WORTH_A_WORD) return { name, state: 'ok', detail };
  const hint = 'Set the clock: past 15 minutes the gateway accepts no signature.';
  return { name, state: isTooSkewed(skew) ? 'fail' : 'warn', detail, hint };
}

interface Finding {
  readonly check: Check;
  readonly failure?: ApiFailure | undefined;
}

/** One read for each action, one after the other: after a failure that stops a run nothing more is asked. */
async function examinePermissions(client: CloudClient, organization: Organization): Promise<Finding[]> {
  let root: string | undefined;
  const list = (type: ResourceType) => async (): Promise<string> => {
    const rows = await client.listEntities(type);
    if (type === 'root') root = rows[0]?.id;
    return `${rows.length} listed.`;
  };
  const reads: Readonly<Record<(typeof NEEDED)[number], () => Promise<string>>> = {
    [ACTIONS.ListResourceInstances]: async () =>
      `${count((await client.listInstances('account', { offset: 0, limit: 1 })).total, 'account')}.`,
    [ACTIONS.ListTagsForResource]: async () =>
      `${count((await client.listTags(organization['management-account'].id)).length, 'tag')} on the management account.`,
    [ACTIONS.ListRoots]: list('root'),
    [ACTIONS.ListOrganizationalUnits]: list('ou'),
    [ACTIONS.ListAccounts]: list('account'),
    [ACTIONS.ListPolicies]: list('policy'),
    [ACTIONS.ListEntities]: async () =>
      root === undefined
        ? 'no root to look under.'
        : `${(await client.listChildren(root)).length} below the root.`,
  };
  const found: Finding[] = [];
  for (const name of NEEDED) {
    if (found.some(({ failure }) => failure?.stopsRun)) {
      found.push(...skip([name], 'the failure above would stop a run').map((check) => ({ check })));
    } else if (name === ACTIONS.ListEntities && root === undefined) {
      found.push(...skip([name], 'there is no root to look under').map((check) => ({ check })));
    } else found.push(await attempt(name, reads[name], (detail) => detail));
  }
  return found;
}

/** As far as reads tell: they are open to delegated administrators too. */
function examineCaller(
  credentials: Credentials,
  organization: Organization,
  reads: readonly Finding[],
): Check {
  const name = 'caller';
  const refused = reads.find(({ failure }) => failure?.kind === 'caller')?.failure;
  if (refused !== undefined) {
    return { name, state: 'fail', detail: refused.message, ...hintOf(refused.hint) };
  }
  const { id } = organization['management-account'];
  if (credentials.domainId === undefined) {
    return {
      name,
      state: 'warn',
      detail: `The management account ${id}, or a delegated administrator; the credentials do not say which.`,
      hint: 'Set HUAWEICLOUD_SDK_DOMAIN_ID to the account of the keys to have this told apart. Only the management account can remove tags.',
    };
  }
  if (credentials.domainId === id) return { name, state: 'ok', detail: `The management account ${id}.` };
  return {
    name,
    state: 'warn',
    detail: `Account ${credentials.domainId}, which is not the management account ${id}.`,
    hint: 'It can plan, as a delegated administrator, but only the management account can remove tags.',
  };
}

async function attempt<T>(
  name: string,
  ask: () => Promise<T>,
  describe: (value: T) => string,
): Promise<Finding & { value?: T }> {
  try {
    const value = await ask();
    return { check: { name, state: 'ok', detail: describe(value) }, value };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return { check: { name, state: 'fail', detail: error.message, ...hintOf(error.hint) }, failure: error };
  }
}

function hintOf(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
