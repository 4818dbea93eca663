import {
  type CredentialSearch,
  type CredentialSource,
  findCredentials,
  fixedCredentials,
} from '../cloud/credentials.ts';
import { refuse } from '../problem.ts';
import type { CredentialsReference } from './fleet.ts';

const FILE_VARIABLE = 'HUAWEICLOUD_SDK_CREDENTIALS_FILE';

/**
 * The credentials that a fleet file refers to. Only the named source is asked: an organization whose keys are
 * missing must never be taken for the one whose keys happen to be in the environment.
 *
 * @throws Refusal as `findCredentials` does
 */
export async function resolveCredentials(
  reference: CredentialsReference,
  search: Pick<CredentialSearch, 'env' | 'home' | 'readFile' | 'clock'>,
): Promise<CredentialSource> {
  if (reference.kind === 'variables') return fromVariables(reference.prefix, search.env);
  const { file, profile } = reference;
  const named = file ?? search.env[FILE_VARIABLE];
  return findCredentials({
    ...search,
    env: named === undefined ? {} : { [FILE_VARIABLE]: named },
    ...(profile !== undefined && { profile }),
  });
}

function fromVariables(prefix: string, env: CredentialSearch['env']): CredentialSource {
  const of = (name: string): string | undefined => env[prefix + name]?.trim() || undefined;
  const [accessKey, secretKey] = [of('AK'), of('SK')];
  if (accessKey === undefined || secretKey === undefined) {
    const lacks = [accessKey === undefined && 'AK', secretKey === undefined && 'SK'].filter(
      (one) => one !== false,
    );
    const code =
      accessKey === undefined && secretKey === undefined ? 'credentials-missing' : 'credentials-incomplete';
    return refuse(code, `The variables ${prefix}AK and ${prefix}SK are not both set.`, {
      hint: `Set ${lacks.map((one) => prefix + one).join(' and ')}.`,
    });
  }
  const where = `the variables ${prefix}AK and ${prefix}SK`;
  return fixedCredentials(where, {
    accessKey,
    secretKey,
    securityToken: of('SECURITY_TOKEN'),
    domainId: of('DOMAIN_ID'),
  });
}
