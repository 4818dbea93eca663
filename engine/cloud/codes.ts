import { ACTIONS, type Api } from './apis.ts';
import type { FailureKind } from './port.ts';

/** What a code of the service or the gateway means to a caller: `said` ends a sentence that names the call. */
export interface Meaning {
  readonly kind: FailureKind;
  readonly said: string;
  readonly hint?: (api: Api) => string;
}

const managementOnly = (): string =>
  'Use credentials of the management account; a delegated administrator can plan but not remove tags.';
const askSupport = (): string =>
  'It usually passes. If it lasts, give the request id to Huawei Cloud support.';
const checkKeys = (): string =>
  'Check that access key and secret key belong together and are active, and that temporary keys come with their security token.';
const askAdministrator = (): string =>
  'Ask whoever manages access to this account; no key of the same user will do better.';

/** What a caller who was denied something lacks. */
export function needsAction(api: Api): string {
  return `The caller needs the IAM action ${ACTIONS[api]}.${conditionsOn(api)}`;
}

/** What can deny an action to a caller who has it: only tag calls have conditions (Organizations, "Condition Keys"). */
function conditionsOn(api: Api): string {
  const keys = CONDITIONS.get(api);
  return keys === undefined ? '' : ` If it has it, a condition on ${keys} alone.`;
}

const CONDITIONS: ReadonlyMap<Api, string> = new Map([
  ['UntagResource', 'g:TagKeys or g:ResourceTag denies it for this resource or these keys'],
  ['TagResource', 'g:TagKeys, g:RequestTag or g:ResourceTag denies it for this resource or these tags'],
  ['ListTagsForResource', 'g:ResourceTag denies it for this resource'],
]);

/** Codes with a meaning of their own. Source: Organizations API Reference and API gateway, "Error Codes". */
export const CODES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [
    'Organizations.1001',
    { kind: 'caller', said: 'only the management account may make this call', hint: managementOnly },
  ],
  [
    'Organizations.1002',
    {
      kind: 'caller',
      said: 'only the management account or a delegated administrator may make this call',
      hint: () =>
        'Use credentials of the management account, or of an account that administers Organizations for it.',
    },
  ],
  [
    'Organizations.1003',
    {
      kind: 'conflict',
      said: 'something else is changing the organization at this moment',
      hint: () =>
        'Let the other change end, then run again; a lower --concurrency makes such conflicts rarer.',
    },
  ],
  [
    'Organizations.1004',
    { kind: 'unavailable', said: 'the service could not get a token of its own', hint: askSupport },
  ],
  [
    'Organizations.1006',
    { kind: 'unavailable', said: 'the service could not assume its role', hint: askSupport },
  ],
  [
    'Organizations.1007',
    {
      kind: 'denied',
      said: 'an IAM policy does not allow it',
      hint: needsAction,
    },
  ],
  [
    'Organizations.1010',
    {
      kind: 'refused',
      said: 'the service misses a header',
      hint: () => 'Check what a proxy in between removes.',
    },
  ],
  [
    'Organizations.1015',
    {
      kind: 'no-organization',
      said: 'the account of these keys belongs to no organization',
      hint: () => 'Check that the keys are of the account you mean and that Organizations is enabled there.',
    },
  ],
  [
    'APIGW.0101',
    {
      kind: 'refused',
      said: 'there is no such API at this endpoint',
      hint: () => 'Check --endpoint: it must lead to the Organizations service.',
    },
  ],
  ['APIGW.0301', { kind: 'signature', said: 'the gateway refused the signature', hint: checkKeys }],
  ['APIGW.0303', { kind: 'signature', said: 'the gateway refused the authentication', hint: checkKeys }],
  ['APIGW.0305', { kind: 'signature', said: 'the gateway refused the authentication', hint: checkKeys }],
  ['APIGW.0311', { kind: 'signature', said: 'the gateway refused the authentication', hint: checkKeys }],
  [
    'APIGW.0307',
    {
      kind: 'token-expired',
      said: 'the security token has expired',
      hint: () => 'Get new temporary credentials, then run again.',
    },
  ],
  [
    'APIGW.0308',
    {
      kind: 'throttled',
      said: 'the service throttled the request',
      hint: () => 'Run again later, or with a lower --rate.',
    },
  ],
  ['APIGW.0302', { kind: 'caller', said: 'the gateway does not admit this user', hint: askAdministrator }],
  [
    'APIGW.0304',
    { kind: 'caller', said: 'the gateway does not admit this application', hint: askAdministrator },
  ],
  ['APIGW.0306', { kind: 'caller', said: 'the gateway denied access', hint: askAdministrator }],
  [
    'APIGW.0310',
    { kind: 'caller', said: 'the project of the caller is not available', hint: askAdministrator },
  ],
  [
    'APIGW.0802',
    { kind: 'caller', said: 'the gateway does not admit this user in this region', hint: askAdministrator },
  ],
  ...['APIGW.0401', 'APIGW.0402', 'APIGW.0404'].map((code): [string, Meaning] => [
    code,
    {
      kind: 'caller',
      said: 'the gateway does not admit the address this machine calls from',
      hint: () => 'Call from an address that the access control of the account allows.',
    },
  ]),
]);
