import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CredentialSearch, findCredentials, fixedCredentials } from '../../engine/cloud/credentials.ts';
import { type FetchMetadata, metadataService } from '../../engine/cloud/metadata.ts';
import type { Problem } from '../../engine/model.ts';
import { Refusal } from '../../engine/problem.ts';
import { serve, turningClock } from './scripted.ts';

const SK = 'SECRETsecretSECRETsecretSECRETsecret1234';
const TOKEN = 'TOKENtokenTOKENtoken';
const HOME = '/home/somebody';
const FILE = `${HOME}/.huaweicloud/credentials`;

function search(more: Partial<CredentialSearch> & { files?: Record<string, string> } = {}): CredentialSearch {
  const { files = {}, ...rest } = more;
  return {
    env: {},
    home: HOME,
    clock: turningClock(),
    readFile: (path) => {
      const text = files[path];
      return text === undefined
        ? Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' }))
        : Promise.resolve(text);
    },
    ...rest,
  };
}

async function refusalOf(wanted: CredentialSearch): Promise<Problem> {
  try {
    await findCredentials(wanted);
  } catch (error) {
    if (error instanceof Refusal && error.problems[0] !== undefined) return error.problems[0];
    throw error;
  }
  throw new Error('It found credentials.');
}

async function keysOf(wanted: CredentialSearch) {
  const source = await findCredentials(wanted);
  const { accessKey, secretKey, securityToken, domainId } = await source.get();
  return {
    describe: source.describe,
    accessKey,
    secretKey: secretKey.reveal(),
    securityToken: securityToken?.reveal(),
    domainId,
  };
}

const profile = (section: string, ak: string, more = ''): string =>
  `[${section}]\nak = ${ak}\nsk = ${SK}\n${more}`;

describe('credentials are found', () => {
  it('in the variables of the SDKs, before those of Terraform', async () => {
    const env = {
      HUAWEICLOUD_SDK_AK: ' AKSDK000000000000000\n',
      HUAWEICLOUD_SDK_SK: SK,
      HUAWEICLOUD_SDK_SECURITY_TOKEN: TOKEN,
      HUAWEICLOUD_SDK_DOMAIN_ID: 'dom1',
      HW_ACCESS_KEY: 'AKTF0000000000000000',
      HW_SECRET_KEY: SK,
    };
    expect(await keysOf(search({ env }))).toEqual({
      describe: 'the variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (access key AKSD…0000)',
      accessKey: 'AKSDK000000000000000',
      secretKey: SK,
      securityToken: TOKEN,
      domainId: 'dom1',
    });
  });

  it('in the variables of Terraform, where those of the SDKs are empty', async () => {
    const env = { HUAWEICLOUD_SDK_AK: '', HW_ACCESS_KEY: 'AKTF', HW_SECRET_KEY: SK, HW_DOMAIN_ID: 'dom2' };
    expect(await keysOf(search({ env }))).toMatchObject({
      accessKey: 'AKTF',
      securityToken: undefined,
      domainId: 'dom2',
    });
  });

  it('in the profile file: global before basic, with comments, CRLF and a BOM', async () => {
    const text = `\uFEFF# mine\r\n${profile('basic', 'AKBASIC')}\r\n; more\r\n${profile('global', 'AKGLOBAL', `security_token=${TOKEN}\ndomain_id = d`)}`;
    expect(await keysOf(search({ files: { [FILE]: text } }))).toMatchObject({
      ...{ accessKey: 'AKGLOBAL', securityToken: TOKEN, domainId: 'd' },
    });
    expect(await keysOf(search({ files: { [FILE]: profile('basic', 'AKBASIC') } }))).toMatchObject({
      accessKey: 'AKBASIC',
    });
  });

  it('in the file that a variable names, in the section that --profile names, which wins over variables', async () => {
    const env = {
      HUAWEICLOUD_SDK_CREDENTIALS_FILE: '/etc/keys',
      HUAWEICLOUD_SDK_AK: 'AKENV',
      HUAWEICLOUD_SDK_SK: SK,
    };
    const files = { '/etc/keys': `${profile('global', 'AKG')}\n${profile('audit-1', 'AKAUDIT')}` };
    expect(await keysOf(search({ env, files, profile: 'audit-1' }))).toMatchObject({
      ...{ accessKey: 'AKAUDIT', describe: 'section [audit-1] of /etc/keys (access key AK…)' },
    });
  });

  it('as they are, for the emulator', async () => {
    const source = fixedCredentials('the emulator', { accessKey: 'AKEMULATOR0000000000', secretKey: SK });
    expect(source.describe).toBe('the emulator (access key AKEM…0000)');
    expect(await source.refresh()).toBe(await source.get());
  });
});

describe('credentials are refused', () => {
  it('with all that was looked for, in order, where there are none', async () => {
    const fetchMetadata: FetchMetadata = () => Promise.reject(new Error('no route'));
    const { code, hint = '' } = await refusalOf(search({ fetchMetadata }));
    expect(code).toBe('credentials-missing');
    const places = ['HUAWEICLOUD_SDK_AK', 'HW_ACCESS_KEY', FILE, 'ECS metadata'].map((place) =>
      hint.indexOf(place),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(hint).toMatch(
      /^Set the two variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; --emulator needs none\./,
    );
  });

  it.each([
    [{ HUAWEICLOUD_SDK_AK: 'AK' }, 'HUAWEICLOUD_SDK_SK is not'],
    [{ HUAWEICLOUD_SDK_SK: SK, HW_ACCESS_KEY: 'AK', HW_SECRET_KEY: SK }, 'HUAWEICLOUD_SDK_AK is not'],
    [{ HW_ACCESS_KEY: 'AK' }, 'HW_SECRET_KEY is not'],
  ])('where half a pair is set, and nothing else is tried: %j', async (env, words) => {
    const refused = await refusalOf(search({ env, files: { [FILE]: profile('global', 'AKFILE') } }));
    expect(refused.code).toBe('credentials-incomplete');
    expect(refused.message).toContain(words);
  });

  it.each<[string, Parameters<typeof search>[0], string, RegExp]>([
    [
      'half a pair',
      { files: { [FILE]: '[global]\nak = AK' } },
      'credentials-incomplete',
      /\[global\] .* has no sk/,
    ],
    ['an empty key', { files: { [FILE]: '[global]\nak =\nsk =' } }, 'credentials-incomplete', /no ak and sk/],
    ['a line that is nothing', { files: { [FILE]: `[global]\n${SK}` } }, 'credentials-invalid', /Line 2 /],
    ['a setting before any section', { files: { [FILE]: `sk = ${SK}` } }, 'credentials-invalid', /Line 1 /],
    [
      'no such section',
      { profile: 'prod', files: { [FILE]: profile('global', 'AK') } },
      'credentials-invalid',
      /\[prod\]/,
    ],
    [
      'no usual section in a file that is named, though other keys may be found',
      {
        env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: '/keys' },
        files: { '/keys': profile('default', 'AK') },
      },
      'credentials-invalid',
      /\/keys has no section \[global\] or \[basic\]/,
    ],
    [
      'no file though one is named',
      { env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: '/none' } },
      'credentials-invalid',
      /\/none/,
    ],
    ['no file though --profile is given', { profile: 'prod' }, 'credentials-invalid', /no profile file/],
    [
      'a key in quotes',
      { files: { [FILE]: `[global]\nak = AK\nsk = "${SK}"` } },
      'credentials-invalid',
      /secret key of section \[global\]/,
    ],
    [
      'a variable in quotes',
      { env: { HW_ACCESS_KEY: "'AK'", HW_SECRET_KEY: SK } },
      'credentials-invalid',
      /access key/,
    ],
    [
      'a key with a line break',
      { env: { HW_ACCESS_KEY: 'A\r\nK', HW_SECRET_KEY: SK } },
      'credentials-invalid',
      /access key/,
    ],
  ])('where the source has %s', async (_, wanted, code, words) => {
    const refused = await refusalOf(search(wanted));
    expect(refused).toMatchObject({ code });
    expect(refused.message).toMatch(words);
    expect(JSON.stringify(refused)).not.toContain(SK);
  });

  it('where the file may not be read', async () => {
    const readFile = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
    expect(await refusalOf(search({ readFile }))).toMatchObject({ code: 'credentials-invalid' });
  });
});

describe('ECS metadata', () => {
  const expires = (clock: { now(): number }, minutes: number) =>
    new Date(clock.now() + minutes * 60_000).toISOString();
  const answer = (n: number, until: string) =>
    JSON.stringify({
      credential: { access: `AKECS${n}`, secret: SK, securitytoken: `${TOKEN}${n}`, expires_at: until },
    });

  it('is asked for a token first, then for keys with it', async () => {
    const clock = turningClock();
    await using server = await serve((request) => ({
      body: request.method === 'PUT' ? 'meta-token' : answer(1, expires(clock, 60)),
    }));
    const fetchMetadata = metadataService(1_000, server.url);
    expect(await keysOf(search({ clock, fetchMetadata }))).toMatchObject({
      accessKey: 'AKECS1',
      securityToken: `${TOKEN}1`,
    });
    const [first, second] = server.received;
    expect(first).toMatchObject({
      method: 'PUT',
      url: '/meta-data/latest/api/token',
      headers: { 'x-metadata-token-ttl-seconds': '21600' },
    });
    expect(second).toMatchObject({
      method: 'GET',
      url: '/openstack/latest/securitykey',
      headers: { 'x-metadata-token': 'meta-token' },
    });
  });

  it.each([404, 405, 503])('is asked without a token where the token call answers %i', async (status) => {
    const clock = turningClock();
    await using server = await serve((request) =>
      request.method === 'PUT' ? { status } : { body: answer(1, expires(clock, 60)) },
    );
    const found = await keysOf(search({ clock, fetchMetadata: metadataService(1_000, server.url) }));
    expect(found.accessKey).toBe('AKECS1');
    expect(server.received[1]?.headers).not.toHaveProperty('x-metadata-token');
  });

  it.each<[string, FetchMetadata, RegExp]>([
    ['nobody answers', () => Promise.reject(new Error('timeout')), /no ECS/],
    [
      'there is no agency',
      ({ method }) => Promise.resolve({ status: method === 'PUT' ? 200 : 404, body: 't' }),
      /agency/,
    ],
    ['the token is refused', () => Promise.resolve({ status: 403, body: '' }), /no token/],
    ['the answer is a page', () => Promise.resolve({ status: 200, body: '<html>' }), /no usable keys/],
    [
      'the answer has no expiry',
      () =>
        Promise.resolve({
          status: 200,
          body: '{"credential":{"access":"A","secret":"S","securitytoken":"T"}}',
        }),
      /no usable keys/,
    ],
  ])('says why there are no credentials where %s', async (_, fetchMetadata, words) => {
    const { code, hint } = await refusalOf(search({ fetchMetadata }));
    expect(code).toBe('credentials-missing');
    expect(hint).toMatch(words);
  });

  it('gives up where nobody answers', async () => {
    await using server = await serve([() => undefined]);
    await expect(
      metadataService(80, server.url)({ method: 'GET', path: '/', headers: {} }),
    ).rejects.toThrow();
  });

  /** A metadata service whose keys last an hour from when they are asked for. */
  function renewingService() {
    const clock = turningClock();
    const state = { asked: 0, working: true };
    const fetchMetadata: FetchMetadata = ({ method }) => {
      if (!state.working) return Promise.reject(new Error('out of order'));
      if (method === 'PUT') return Promise.resolve({ status: 404, body: '' });
      state.asked++;
      return Promise.resolve({ status: 200, body: answer(state.asked, expires(clock, 60)) });
    };
    return { clock, state, fetchMetadata };
  }

  it('is asked anew some minutes before its keys expire, once for all who ask at that time', async () => {
    const { clock, state, fetchMetadata } = renewingService();
    const source = await findCredentials(search({ clock, fetchMetadata }));
    clock.turn(54 * 60_000);
    await source.get();
    expect(state.asked).toBe(1);
    clock.turn(2 * 60_000);
    const fresh = await Promise.all([source.get(), source.get(), source.get()]);
    expect(state.asked).toBe(2);
    expect(new Set(fresh.map(({ accessKey }) => accessKey))).toEqual(new Set(['AKECS2']));
  });

  it('that is out of order leaves the keys in force as long as they last', async () => {
    const { clock, state, fetchMetadata } = renewingService();
    const source = await findCredentials(search({ clock, fetchMetadata }));
    state.working = false;
    clock.turn(57 * 60_000);
    expect((await source.get()).accessKey).toBe('AKECS1');
    clock.turn(4 * 60_000);
    await expect(source.get()).rejects.toThrow(/No fresh credentials/);
    state.working = true;
    expect((await source.get()).accessKey).toBe('AKECS2');
  });
});

describe('a secret', () => {
  it('shows in no JSON, no dump, no template and no error', async () => {
    const env = { HW_ACCESS_KEY: 'AKTF0000000000000000', HW_SECRET_KEY: SK, HW_SECURITY_TOKEN: TOKEN };
    const source = await findCredentials(search({ env }));
    const credentials = await source.get();
    const shown = [
      JSON.stringify({ source, credentials }),
      inspect({ source, credentials }, { depth: 9, showHidden: true }),
      [credentials.secretKey, credentials.securityToken].join(' '),
      inspect(new Error('x', { cause: credentials }), { depth: 9 }),
      source.describe,
    ];
    for (const text of shown) {
      expect(text).not.toContain(SK);
      expect(text).not.toContain(TOKEN);
    }
    expect(JSON.stringify(credentials)).toContain('[secret]');
    expect(credentials.secretKey.reveal()).toBe(SK);
  });
});
