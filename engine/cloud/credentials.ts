import type { Caller, Clock } from '../model.ts';
import { refuse } from '../problem.ts';
import { type Credentials, makeCredentials, type PlainKeys, shortenKey } from './keys.ts';
import { type FetchMetadata, readMetadata } from './metadata.ts';
import { type ReadText, readProfile } from './profile.ts';

/** Where credentials come from. */
export interface CredentialSource {
  /** For people: which source, and its access key shortened. */
  readonly describe: string;
  /** For the record of a run: whom the first keys belong to. */
  readonly caller: Caller;
  /** Those in force: fresh ones in time before the old ones expire. */
  get(): Promise<Credentials>;
  /** Asks the source anew. Gives the same object where it has nothing newer. */
  refresh(): Promise<Credentials>;
}

export interface CredentialSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
  /** `--profile`: this section of the profile file and nothing else. */
  readonly profile?: string;
  readonly readFile: ReadText;
  readonly clock: Clock;
  /** How to ask the ECS metadata service; without it, it is not asked. */
  readonly fetchMetadata?: FetchMetadata;
}

/** Temporary keys are renewed this long before they expire, so that none expires on its way. */
const AHEAD = 5 * 60_000;
/** Where a source has nothing newer yet, it is not asked again before this time. */
const PAUSE = 30_000;

/** The two families of variables, in order of precedence: the SDKs', the Terraform provider's. */
const FAMILIES = [
  {
    accessKey: 'HUAWEICLOUD_SDK_AK',
    secretKey: 'HUAWEICLOUD_SDK_SK',
    securityToken: 'HUAWEICLOUD_SDK_SECURITY_TOKEN',
    domainId: 'HUAWEICLOUD_SDK_DOMAIN_ID',
  },
  {
    accessKey: 'HW_ACCESS_KEY',
    secretKey: 'HW_SECRET_KEY',
    securityToken: 'HW_SECURITY_TOKEN',
    domainId: 'HW_DOMAIN_ID',
  },
] as const;

/**
 * The first credentials found: variables of the SDKs, variables of Terraform, the profile file, ECS metadata.
 * Throws Refusal: `credentials-incomplete` for half a pair, `credentials-invalid` for a source that is there and of
 * no use, `credentials-missing` with all that was looked for.
 */
export async function findCredentials(search: CredentialSearch): Promise<CredentialSource> {
  const looked: string[] = [];
  for (const look of search.profile === undefined ? [variables, profile, metadata] : [profile]) {
    const found = await look(search);
    if (Array.isArray(found)) looked.push(...found);
    else return found;
  }
  return refuse('credentials-missing', 'No credentials were found.', {
    hint: `Set the two variables ${FAMILIES[0].accessKey} and ${FAMILIES[0].secretKey}; --emulator needs none. Looked for, in this order: ${looked.join('; ')}.`,
  });
}

/** Credentials that are at hand, such as those of the emulator. Throws Refusal (`credentials-invalid`). */
export function fixedCredentials(where: string, keys: PlainKeys): CredentialSource {
  const credentials = makeCredentials(keys, where);
  return describedSource(where, credentials, {
    get: () => Promise.resolve(credentials),
    refresh: () => Promise.resolve(credentials),
  });
}

/** A place to look in: a source, or what is missing there. */
type Look = (search: CredentialSearch) => Promise<CredentialSource | string[]>;

const variables: Look = ({ env }) => {
  const looked: string[] = [];
  for (const names of FAMILIES) {
    const [accessKey, secretKey] = [setting(env, names.accessKey), setting(env, names.secretKey)];
    if (accessKey !== undefined && secretKey !== undefined) {
      const more = {
        securityToken: setting(env, names.securityToken),
        domainId: setting(env, names.domainId),
      };
      const where = `the variables ${names.accessKey} and ${names.secretKey}`;
      return Promise.resolve(fixedCredentials(where, { accessKey, secretKey, ...more }));
    }
    if (accessKey !== undefined || secretKey !== undefined) halfPair(names, accessKey !== undefined);
    looked.push(`variables ${names.accessKey} and ${names.secretKey}: not set`);
  }
  return Promise.resolve(looked);
};

const profile: Look = async (search) => {
  const found = await readProfile(search);
  if (typeof found === 'string') return [found];
  return renewing(found.where, found.credentials, search.clock, async () => {
    const again = await readProfile(search);
    return typeof again === 'string' ? again : again.credentials;
  });
};

const metadata: Look = async ({ fetchMetadata, clock }) => {
  if (fetchMetadata === undefined) return ['ECS metadata: not asked'];
  const found = await readMetadata(fetchMetadata);
  if (typeof found === 'string') return [found];
  return renewing('ECS metadata', found, clock, () => readMetadata(fetchMetadata));
};

/** A variable's text without the space around it; undefined where that leaves nothing. */
function setting(env: CredentialSearch['env'], name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function halfPair(names: (typeof FAMILIES)[number], hasAccessKey: boolean): never {
  const [there, lacks] = hasAccessKey
    ? [names.accessKey, names.secretKey]
    : [names.secretKey, names.accessKey];
  return refuse('credentials-incomplete', `The variable ${there} is set, but ${lacks} is not.`, {
    hint: `Set ${lacks}, or unset ${there} so that the next source is used.`,
  });
}

/** A source that is asked again before its keys expire, or on demand; by one caller at a time, for all. */
function renewing(
  where: string,
  first: Credentials,
  clock: Clock,
  ask: () => Promise<Credentials | string>,
): CredentialSource {
  let current = first;
  let asking: Promise<Credentials> | undefined;
  let asked = Number.NEGATIVE_INFINITY;

  const renew = async (): Promise<Credentials> => {
    asked = clock.now();
    const found = await ask();
    if (typeof found === 'string') {
      return refuse('credentials-unavailable', `No fresh credentials: ${found}.`);
    }
    if (!sameKeys(found, current)) current = found;
    return current;
  };
  const refresh = (): Promise<Credentials> => {
    asking ??= renew().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return describedSource(where, first, {
    refresh,
    async get() {
      const left = (current.expires ?? Number.POSITIVE_INFINITY) - clock.now();
      const justAsked = asking === undefined && clock.now() - asked < PAUSE;
      if (left > AHEAD || (left > 0 && justAsked)) return current;
      // Keys that are still good outlive a metadata service that is out of order for a while.
      return left > 0 ? refresh().catch(() => current) : refresh();
    },
  });
}

function sameKeys(a: Credentials, b: Credentials): boolean {
  return (
    a.accessKey === b.accessKey &&
    a.secretKey.reveal() === b.secretKey.reveal() &&
    a.securityToken?.reveal() === b.securityToken?.reveal()
  );
}

function describedSource(
  where: string,
  { accessKey, domainId }: Credentials,
  source: Omit<CredentialSource, 'describe' | 'caller'>,
): CredentialSource {
  const key = shortenKey(accessKey);
  const caller = { source: where, 'access-key': key, ...(domainId !== undefined && { account: domainId }) };
  return { describe: `${where} (access key ${key})`, caller, ...source };
}
