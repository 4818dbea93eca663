import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Keys } from '../../engine/emulator/server.ts';
import { canonicalForm, expectedSignature } from '../../engine/emulator/signature.ts';
import { emulate, type SendOptions, SMALL, sdkDate, testClock } from './kit.ts';

const GUIDE = {
  method: 'GET',
  target: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
  host: 'service.region.example.com',
  date: '20191115T033655Z',
  body: '',
};
const ORGANIZATIONS = {
  secret: 'SKEXAMPLE000000000000000000000000000000',
  host: 'organizations.myhuaweicloud.com',
  date: '20250102T030405Z',
  signed: 'content-type;host;x-domain-id;x-sdk-date',
};
const UNTAG = '/v1/organizations/resources/ou-abcdefgh12345678/untag';

// Published by the signing guide (A) and the Java SDK's tests (B, C); D to G were made by two implementations.
const VECTORS = [
  {
    name: 'A',
    ...GUIDE,
    secret: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc',
    signed: 'content-type;host;x-sdk-date',
    canonical: 'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a',
    signature: '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
  },
  {
    name: 'B',
    ...GUIDE,
    secret: 'SecretKey',
    signed: 'host;x-sdk-date',
    signature: 'fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d',
  },
  {
    name: 'C',
    ...GUIDE,
    method: 'POST',
    target: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123',
    body: '{"key":"value"}',
    secret: 'SecretKey',
    signed: 'host;x-sdk-date',
    signature: 'b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771',
  },
  {
    name: 'D',
    ...ORGANIZATIONS,
    method: 'POST',
    target: UNTAG,
    body: '{"tag_keys":["temp-a","temp-b"]}',
    canonical: 'b8bf8ac6e259ea4c99e11fb27bb9667697f7c4e9e1358810f5e6017ae0c50174',
    signature: 'e88d77b5815edeab2bc9af73abf789dbf4af1f88b191e9a592c49f3888fcdb1d',
  },
  {
    name: 'E',
    ...ORGANIZATIONS,
    method: 'GET',
    target: '/v1/organizations/accounts?limit=2000&marker=ab%2B%2F%3D_-.',
    body: '',
    canonical: '8f8b7afe0e6d9e1c00165f360ba8368c1749c4c72a43fb552d4a5abbe03e61f6',
    signature: '749d1b4904534e8654bdfa8cb27f821a3be6f693ed55ab3a76d978636440cec9',
  },
  {
    name: 'F',
    ...ORGANIZATIONS,
    method: 'POST',
    target: '/v1/organizations/organizations:ous/resource-instances/filter?limit=1000&offset=0',
    body: '{}',
    canonical: '5a5bbfbe574819402af24cb9029b25cd8bead087b970868e6bd18710f70c7699',
    signature: 'ce4991f837a2b91c2e3c4451717bf828126129f1c1c3b9922568cf925ab3d97c',
  },
  {
    name: 'G',
    ...ORGANIZATIONS,
    signed: `${ORGANIZATIONS.signed};x-security-token`,
    method: 'POST',
    target: UNTAG,
    body: '{"tag_keys":["temp-a","项目 1"]}',
    canonical: '627a58694d91f2827c2464634300f6d02cec2380fc97d105d34ac5aae3e62c27',
    signature: '08e27d4b14c956bad4d468f950aa7a206812b6367231c6af4bf6cc6e0936ea11',
  },
];

describe('the signature check', () => {
  it.each(VECTORS)('reproduces vector $name', (vector) => {
    const { method, target, body, host, date, secret, signed } = vector;
    const headers = {
      'content-type': 'application/json',
      host,
      'x-domain-id': '8e5fe930d6f54e0f9a0b3c4d5e6f7081',
      'x-sdk-date': date,
      'x-security-token': 'TOKENVALUE',
    };
    const form = canonicalForm({ method, target, headers, body: Buffer.from(body) }, signed.split(';')) ?? '';
    if ('canonical' in vector) expect(createHash('sha256').update(form).digest('hex')).toBe(vector.canonical);
    expect(expectedSignature(form, date, secret)).toBe(vector.signature);
  });

  const now = testClock().now();
  const late = (minutes: number, seconds: number) => sdkDate(now + (minutes * 60 + seconds) * 1000);
  const refused: [string, (keys: Keys) => SendOptions][] = [
    ['an unsigned request', () => ({ forge: (headers) => delete headers['authorization'] })],
    ['another scheme', () => ({ forge: (headers) => (headers['authorization'] = 'Bearer x') })],
    ['a wrong secret key', (keys) => ({ keys: { ...keys, secretKey: 'wrong' } })],
    ['an unknown access key', (keys) => ({ keys: { ...keys, accessKey: 'NOBODY' } })],
    ['a body that is not the signed one', () => ({ body: '{}', swapBody: '{"without_any_tag":true}' })],
    [
      'a signed header that was changed',
      () => ({ forge: (headers) => (headers['content-type'] = 'text/plain') }),
    ],
    ['a signed header that is missing', () => ({ forge: (headers) => delete headers['content-type'] })],
    [
      'a date that was not signed',
      () => ({
        forge: (headers) =>
          (headers['authorization'] = headers['authorization']?.replace(';x-sdk-date', '') ?? ''),
      }),
    ],
    ['a clock 15 minutes and a second slow', () => ({ headers: { 'x-sdk-date': late(-15, -1) } })],
    ['a clock 15 minutes and a second fast', () => ({ headers: { 'x-sdk-date': late(15, 1) } })],
    ['a token with permanent keys', (keys) => ({ keys: { ...keys, securityToken: 'T' } })],
  ];
  it.each(refused)('refuses %s as the gateway does', async (_, forgery) => {
    await using emulator = await emulate();
    const answer = await emulator.send(
      'POST',
      '/v1/organizations/organizations:ous/resource-instances/filter',
      {
        body: '{}',
        ...forgery(emulator.keys),
      },
    );
    expect(answer).toMatchObject({ status: 401, code: 'APIGW.0301' });
    expect(answer.json).toMatchObject({ request_id: answer.headers['x-request-id'] });
  });

  it.each([-15, 15])('takes a clock that is off by %i minutes exactly', async (minutes) => {
    await using emulator = await emulate();
    const headers = { 'x-sdk-date': late(minutes, 0) };
    expect(await emulator.send('GET', '/v1/organizations', { headers })).toMatchObject({ status: 200 });
  });

  it('takes temporary keys only with their token, signed', async () => {
    await using emulator = await emulate();
    const keys = emulator.keysOf('temporary');
    if (keys === undefined) throw new Error('no such caller');
    const { securityToken, ...bare } = keys;
    const ask = (more: SendOptions) => emulator.send('GET', '/v1/organizations', more);
    expect(securityToken).toBe('TOKEN');
    expect((await ask({ keys })).status).toBe(200);
    expect((await ask({ keys: bare })).status).toBe(401);
    expect((await ask({ keys: { ...keys, securityToken: 'OTHER' } })).status).toBe(401);
    const unsigned = await ask({ keys: bare, forge: (headers) => (headers['x-security-token'] = 'TOKEN') });
    expect(unsigned).toMatchObject({ status: 401, code: 'APIGW.0301' });
  });

  it('locks a key for five minutes after six failures in a row, and not after five', async () => {
    const clock = testClock();
    await using emulator = await emulate(SMALL, { clock });
    const wrong = { keys: { ...emulator.keys, secretKey: 'wrong' } };
    const ask = async (more?: SendOptions) => (await emulator.send('GET', '/v1/organizations', more)).status;
    for (let i = 0; i < 5; i++) expect(await ask(wrong)).toBe(401);
    expect(await ask()).toBe(200);
    for (let i = 0; i < 6; i++) expect(await ask(wrong)).toBe(401);
    expect(await ask()).toBe(401);
    expect((await emulator.send('GET', '/v1/organizations')).json).toMatchObject({
      error_msg: expect.stringContaining('AK access failed to reach the limit,forbidden') as string,
    });
    clock.turn(5 * 60_000 - 1);
    expect(await ask()).toBe(401);
    clock.turn(1);
    expect(await ask()).toBe(200);
  });
});
