import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCredentials } from '../../engine/cloud/keys.ts';
import { signed } from '../../engine/cloud/request.ts';
import { authorization, canonicalRequest, type Pair, queryString, sdkDate } from '../../engine/cloud/sign.ts';

const HOST = 'organizations.myhuaweicloud.com';
const JSON_TYPE: Pair = ['content-type', 'application/json'];
const OURS = { accessKey: 'AKEXAMPLE0000000000', secretKey: 'SKEXAMPLE000000000000000000000000000000' };
const OUR_HEADERS: readonly Pair[] = [
  JSON_TYPE,
  ['host', HOST],
  ['x-domain-id', '8e5fe930d6f54e0f9a0b3c4d5e6f7081'],
  ['x-sdk-date', '20250102T030405Z'],
];
const GUIDE_KEYS = {
  accessKey: 'QTWAOYTTINDUT2QVKYUC',
  secretKey: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc',
};
const GUIDE_HEADERS: readonly Pair[] = [
  ['host', 'service.region.example.com'],
  ['x-sdk-date', '20191115T033655Z'],
];
const VPCS = '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs';
const PAGE: readonly Pair[] = [
  ['limit', '2'],
  ['marker', '13551d6b-755d-4757-b956-536f674975c0'],
];

const VECTORS = [
  {
    name: 'A, the sample of the signing guide',
    request: { method: 'GET', path: VPCS, query: PAGE, headers: [JSON_TYPE, ...GUIDE_HEADERS], body: '' },
    keys: GUIDE_KEYS,
    canonical: 'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a',
    signedHeaders: 'content-type;host;x-sdk-date',
    signature: '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
  },
  {
    name: 'B, a GET of the Java SDK',
    request: { method: 'GET', path: VPCS, query: PAGE, headers: GUIDE_HEADERS, body: '' },
    keys: { accessKey: 'AccessKey', secretKey: 'SecretKey' },
    signedHeaders: 'host;x-sdk-date',
    signature: 'fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d',
  },
  {
    name: 'C, a POST of the Java SDK',
    request: {
      ...{ method: 'POST', path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123', query: [] },
      ...{ headers: GUIDE_HEADERS, body: '{"key":"value"}' },
    },
    keys: { accessKey: 'AccessKey', secretKey: 'SecretKey' },
    signedHeaders: 'host;x-sdk-date',
    signature: 'b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771',
  },
  {
    name: 'D, an untag call',
    request: {
      ...{ method: 'POST', path: '/v1/organizations/resources/ou-abcdefgh12345678/untag', query: [] },
      ...{ headers: OUR_HEADERS, body: '{"tag_keys":["temp-a","temp-b"]}' },
    },
    keys: OURS,
    canonical: 'b8bf8ac6e259ea4c99e11fb27bb9667697f7c4e9e1358810f5e6017ae0c50174',
    signedHeaders: 'content-type;host;x-domain-id;x-sdk-date',
    signature: 'e88d77b5815edeab2bc9af73abf789dbf4af1f88b191e9a592c49f3888fcdb1d',
  },
  {
    name: 'E, a list with a marker full of signs',
    request: {
      ...{ method: 'GET', path: '/v1/organizations/accounts', headers: OUR_HEADERS, body: '' },
      query: [
        ['limit', '2000'],
        ['marker', 'ab+/=_-.'],
      ] as const,
    },
    keys: OURS,
    canonical: '8f8b7afe0e6d9e1c00165f360ba8368c1749c4c72a43fb552d4a5abbe03e61f6',
    signedHeaders: 'content-type;host;x-domain-id;x-sdk-date',
    signature: '749d1b4904534e8654bdfa8cb27f821a3be6f693ed55ab3a76d978636440cec9',
  },
  {
    name: 'F, the bulk read with a colon in its path',
    request: {
      ...{ method: 'POST', path: '/v1/organizations/organizations:ous/resource-instances/filter' },
      query: [
        ['limit', '1000'],
        ['offset', '0'],
      ] as const,
      ...{ headers: OUR_HEADERS, body: '{}' },
    },
    keys: OURS,
    canonical: '5a5bbfbe574819402af24cb9029b25cd8bead087b970868e6bd18710f70c7699',
    signedHeaders: 'content-type;host;x-domain-id;x-sdk-date',
    signature: 'ce4991f837a2b91c2e3c4451717bf828126129f1c1c3b9922568cf925ab3d97c',
  },
  {
    name: 'G, temporary keys and a Chinese tag key',
    request: {
      ...{ method: 'POST', path: '/v1/organizations/resources/ou-abcdefgh12345678/untag', query: [] },
      headers: [...OUR_HEADERS, ['x-security-token', 'TOKENVALUE']] as readonly Pair[],
      body: '{"tag_keys":["temp-a","项目 1"]}',
    },
    keys: OURS,
    canonical: '627a58694d91f2827c2464634300f6d02cec2380fc97d105d34ac5aae3e62c27',
    signedHeaders: 'content-type;host;x-domain-id;x-sdk-date;x-security-token',
    signature: '08e27d4b14c956bad4d468f950aa7a206812b6367231c6af4bf6cc6e0936ea11',
  },
];

describe('the signature of a request', () => {
  it.each(VECTORS)(
    'is the published one for vector $name',
    ({ request, keys, canonical, signedHeaders, signature }) => {
      if (canonical !== undefined) {
        expect(createHash('sha256').update(canonicalRequest(request)).digest('hex')).toBe(canonical);
      }
      expect(authorization(request, keys.accessKey, keys.secretKey)).toBe(
        `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
      );
    },
  );

  it("is the one that the vendor's own signer gives", () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 12 }).filter((one) => !/[\r\n]/.test(one));
    const wide = fc.oneof(text, fc.constantFrom('项目 1', "é!'()*~", 'a+b=c&d', '🏷️', ''));
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST'),
        fc.array(fc.stringMatching(/^[\w:.~-]{1,12}$/), { minLength: 1, maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[\w-]{1,8}$/), wide, { maxKeys: 4, noNullPrototype: true }),
        fc.array(wide, { maxLength: 3 }),
        fc.option(fc.stringMatching(/^[\x21-\x7e]{1,20}$/), { nil: undefined }),
        fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true }),
        (method, segments, query, keys, token, date) => {
          const path = `/${segments.join('/')}`;
          const headers: Record<string, string> = {
            'content-type': 'application/json',
            'X-Sdk-Date': sdkDate(date.getTime()),
            'x-domain-id': 'dom',
            ...(token !== undefined && { 'x-security-token': token }),
          };
          const data = method === 'POST' ? { tag_keys: keys } : undefined;
          const theirs = vendorSign({
            method,
            endpoint: `https://${HOST}${path}`,
            headers,
            queryParams: query,
            data,
          });
          const lower = Object.entries({ ...headers, host: HOST }).map(
            ([name, value]): Pair => [name.toLowerCase(), value],
          );
          const body = data === undefined ? '' : JSON.stringify(data);
          const request = { method, path, query: Object.entries(query), headers: lower, body };
          expect(authorization(request, OURS.accessKey, OURS.secretKey)).toBe(theirs['Authorization']);
        },
      ),
    );
  });
});

describe('a signed call', () => {
  const call = {
    ...({ api: 'ListResourceInstances', method: 'POST', body: '{}' } as const),
    path: '/v1/organizations/organizations:ous/resource-instances/filter',
    query: [
      ['offset', '0'],
      ['limit', '1000'],
    ] as const,
  };
  const on = { host: HOST, now: Date.UTC(2025, 0, 2, 3, 4, 5), userAgent: 'reconcile/1.2.3' };

  it('goes on the wire with a raw colon and the query it was signed with', () => {
    const { path, headers } = signed(
      call,
      makeCredentials({ ...OURS, domainId: OUR_HEADERS[2]?.[1] }, 'a test'),
      on,
    );
    expect(path).toBe('/v1/organizations/organizations:ous/resource-instances/filter?limit=1000&offset=0');
    expect(headers['authorization']).toContain(VECTORS[5]?.signature);
  });

  it('signs a fixed list of headers, so that user agent and tracing headers may change on the way', () => {
    const { headers } = signed(call, makeCredentials(OURS, 'a test'), on);
    expect(headers['authorization']).toContain('SignedHeaders=content-type;host;x-sdk-date,');
    expect(headers).toMatchObject({ 'user-agent': 'reconcile/1.2.3', 'x-sdk-date': '20250102T030405Z' });
    expect(headers).not.toHaveProperty('x-domain-id');
    expect(headers).not.toHaveProperty('x-security-token');
  });
});

describe('a query string', () => {
  it('is sorted by name, then value, and keeps empty values', () => {
    const query: Pair[] = [
      ['b', ''],
      ['a', '2'],
      ['a', '1 '],
    ];
    expect(queryString(query)).toBe('a=1%20&a=2&b=');
  });
});

interface VendorRequest {
  method: string;
  endpoint: string;
  headers: Record<string, string>;
  queryParams: Record<string, string>;
  data: unknown;
}

/** The vendor's signer, reached alone: the package's entry needs more than it installs. */
function vendorSign(request: VendorRequest): Record<string, string> {
  const module = createRequire(import.meta.url)('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js') as {
    AKSKSigner: {
      sign(request: VendorRequest, keys: { getAk(): string; getSk(): string }): Record<string, string>;
    };
  };
  return module.AKSKSigner.sign(request, { getAk: () => OURS.accessKey, getSk: () => OURS.secretKey });
}
