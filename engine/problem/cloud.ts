import type { ProblemText } from './text.ts';

export const CLOUD_PROBLEMS = {
  'credentials-missing': {
    title: 'No credentials were found',
    why: 'Every request to Huawei Cloud is signed. None of the places where keys are looked for had any.',
    mend: 'Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (and HUAWEICLOUD_SDK_SECURITY_TOKEN for temporary keys), or HW_ACCESS_KEY and HW_SECRET_KEY, or write a profile to ~/.huaweicloud/credentials, or run on an ECS that has an agency.',
  },
  'credentials-incomplete': {
    title: 'One half of a key pair is missing',
    why: 'An access key without its secret key, or the other way round, cannot sign. Taking the next source instead could use keys that nobody meant.',
    mend: 'Set the variable or the line that the message names, or remove the half that is there.',
  },
  'credentials-invalid': {
    title: 'Credentials cannot be used as they are',
    why: 'A profile file cannot be read or has a line that is no setting, a named profile is not there, or a key holds characters that no key has.',
    mend: 'Correct what the message names. Keys are one word; a profile file has sections in brackets and lines such as `ak = …`; docs/credentials.md has the whole format.',
  },
  'credentials-unavailable': {
    title: 'The ECS metadata service gave no usable keys',
    why: 'The metadata service of this machine answered, but not with temporary keys, so there is nothing to sign with.',
    mend: 'Check that the ECS has an agency and that the agency may use Organizations, then run again.',
  },
  'endpoint-invalid': {
    title: 'The endpoint is not a usable URL',
    why: 'An endpoint is a scheme, a host and perhaps a port. Paths, queries and keys inside it would change what is signed.',
    mend: 'Give it as https://organizations.myhuaweicloud.com, or leave it out.',
  },
  'endpoint-not-https': {
    title: 'The endpoint is plain http to another machine',
    why: 'A signature proves who sent a request and hides nothing; tags and tokens would be readable on the way.',
    mend: 'Use https. Plain http works only to this machine, for the emulator.',
  },
  'proxy-invalid': {
    title: 'The proxy setting is not a usable URL',
    why: 'HTTPS_PROXY or HTTP_PROXY is set to something that is no URL of an http or https proxy.',
    mend: 'Write it as `http://host:port`, or unset it. NO_PROXY lists the hosts that are reached directly.',
  },
  'service-throttled': {
    title: 'The service throttled the requests',
    why: 'Requests were refused with HTTP 429 for longer than retries are allowed to go on.',
    mend: 'Run again later, or with a lower --rate. Other tools of the same account may be using up the limit.',
  },
  'service-conflict': {
    title: 'Something else is changing the organization',
    why: 'The service refuses a change while another one is being made (409, Organizations.1003), and went on doing so.',
    mend: 'Find out what else writes to the organization, wait for it, then run again.',
  },
  'service-unavailable': {
    title: 'The service or a gateway in front of it is out of order',
    why: 'The answer was a server error or a page that the Organizations service did not write, and retries did not help.',
    mend: 'Run again later. If it lasts, give the request id to Huawei Cloud support.',
  },
  'service-unreachable': {
    title: 'The service could not be reached, or its answer broke off',
    why: 'No connection, no answer in time, or only half of one, and retries did not help.',
    mend: 'Check the address where the hint says what named it, the network, the proxy variables (HTTPS_PROXY, NO_PROXY) and, behind an inspecting proxy, NODE_EXTRA_CA_CERTS. Where the address is one of this machine, start `reconcile emulator` and use the address it prints, which has another port after each start unless --port names one.',
  },
  'signature-refused': {
    title: 'The gateway refused the signature',
    why: 'The access key, the secret key, the security token or the clock of this machine is wrong. After more than five refusals in a row the gateway locks the key for five minutes, so the run stops at the first.',
    mend: 'Check the clock, then that the keys belong together and are active. `reconcile doctor` checks both with one request.',
  },
  'token-expired': {
    title: 'The temporary credentials have expired',
    why: 'The security token is no longer valid and no fresh one could be had.',
    mend: 'Get new temporary credentials, then go on with `reconcile resume`.',
  },
  'caller-refused': {
    title: 'The caller may not do this at all',
    why: 'Tags can be removed only by the management account; reading needs it or a delegated administrator. The gateway can also refuse a user, a region or an address.',
    mend: 'Use credentials of the management account. The message says which rule refused.',
  },
  'no-organization': {
    title: 'The account belongs to no organization',
    why: 'The service knows no organization of the account that the keys belong to (Organizations.1015).',
    mend: 'Check that the keys are those of the account you mean, and that Organizations is enabled there.',
  },
  'permission-denied': {
    title: 'An IAM policy denies the request',
    why: 'The caller lacks the IAM action that the message names, or a policy with g:TagKeys or g:ResourceTag conditions denies it for this one resource.',
    mend: 'Add the action to the policy of the caller, or look for the condition that denies this resource.',
  },
  'resource-not-found': {
    title: 'The service does not know the resource',
    why: 'It was deleted or has left the organization since it was read.',
    mend: 'Nothing, if that was meant; otherwise read again.',
  },
  'request-refused': {
    title: 'The service refused the request',
    why: 'The request is not one that the service accepts; the message has its words.',
    mend: 'Check the endpoint. If that is right, report it with the request id.',
  },
  'answer-malformed': {
    title: 'The service answered with something else than its API promises',
    why: 'An answer that cannot be read in full is never taken for an empty one, so nothing is planned on it.',
    mend: 'Check that the endpoint and the proxy lead to the Organizations service. If so, report it with the request id.',
  },
} as const satisfies Record<string, ProblemText>;
