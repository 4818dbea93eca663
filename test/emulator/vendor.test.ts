import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { emulate, type TestEmulator, wallClock } from './kit.ts';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  readonly queryParams: object;
  readonly pathParams: object;
  readonly headers: object;
  readonly data?: object;
}

interface HcClient {
  sendRequest(request: Request): Promise<Record<string, unknown> & { httpStatusCode: number }>;
}

interface Credentials {
  withAk(ak: string): Credentials;
  withSk(sk: string): Credentials;
  withDomainId(id: string): Credentials;
  withSecurityToken(token: string): Credentials;
}

// The vendor's package is CommonJS, and writes an id into the home folder as soon as it is used.
const home = mkdtempSync(join(tmpdir(), 'vendor-home-'));
const before = process.env['HOME'];
let vendor: { client(emulator: TestEmulator, keys?: TestEmulator['keys']): HcClient };

beforeAll(() => {
  process.env['HOME'] = home;
  const load = createRequire(import.meta.url);
  const { ClientBuilder } = load('@huaweicloud/huaweicloud-sdk-core/ClientBuilder') as {
    ClientBuilder: new (
      make: (client: HcClient) => HcClient,
      type: string,
    ) => {
      withCredential(credentials: Credentials): { withEndpoint(url: string): { build(): HcClient } };
    };
  };
  const { GlobalCredentials } = load('@huaweicloud/huaweicloud-sdk-core/auth/GlobalCredentials') as {
    GlobalCredentials: new () => Credentials;
  };
  vendor = {
    client: (emulator, keys = emulator.keys) => {
      const credentials = new GlobalCredentials()
        .withAk(keys.accessKey)
        .withSk(keys.secretKey)
        .withDomainId(keys.domainId);
      if (keys.securityToken !== undefined) credentials.withSecurityToken(keys.securityToken);
      return new ClientBuilder((client) => client, 'GlobalCredentials')
        .withCredential(credentials)
        .withEndpoint(emulator.url)
        .build();
    },
  };
});

afterAll(() => {
  if (before === undefined) delete process.env['HOME'];
  else process.env['HOME'] = before;
  rmSync(home, { recursive: true, force: true });
});

const request = (method: string, url: string, more: Partial<Request> = {}): Request => ({
  method,
  url,
  contentType: 'application/json',
  queryParams: {},
  pathParams: {},
  headers: {},
  ...more,
});

describe('the vendor’s own client', () => {
  it('signs and sends the calls that matter, and the emulator takes them', async () => {
    await using emulator = await emulate(undefined, { clock: wallClock });
    const client = vendor.client(emulator);
    const id = emulator.id('Production');

    const shown = await client.sendRequest(request('GET', '/v1/organizations'));
    expect(shown).toMatchObject({ organization: { management_account_name: 'acme-root' } });

    const listed = await client.sendRequest(
      request('GET', '/v1/organizations/accounts', { queryParams: { limit: 2 } }),
    );
    expect(listed['accounts']).toHaveLength(2);
    const { next_marker: marker } = listed['page_info'] as { next_marker: string };
    const rest = await client.sendRequest(
      request('GET', '/v1/organizations/accounts', { queryParams: { limit: 2000, marker } }),
    );
    expect(rest['accounts']).toHaveLength(3);

    const filtered = await client.sendRequest(
      request('POST', '/v1/organizations/{resource_type}/resource-instances/filter', {
        pathParams: { resource_type: 'organizations:ous' },
        queryParams: { limit: 1000, offset: '0' },
        data: {},
      }),
    );
    expect(filtered).toMatchObject({ total_count: 3 });

    const path = '/v1/organizations/resources/{resource_id}';
    const pathParams = { resource_id: id };
    const tagged = await client.sendRequest(
      request('POST', `${path}/tag`, { pathParams, data: { tags: [{ key: '项目 2', value: 'a/b' }] } }),
    );
    const untagged = await client.sendRequest(
      request('POST', `${path}/untag`, { pathParams, data: { tag_keys: ['temp-a'] } }),
    );
    expect([tagged.httpStatusCode, untagged.httpStatusCode]).toEqual([200, 200]);
    expect(emulator.resources().find((one) => one.id === id)?.tags).toEqual([
      { key: 'env', value: 'prod' },
      { key: '项目 2', value: 'a/b' },
    ]);
    expect(emulator.requests().map(({ api, status }) => `${String(api)} ${String(status)}`)).toEqual([
      'ShowOrganization 200',
      'ListAccounts 200',
      'ListAccounts 200',
      'ListResourceInstances 200',
      'TagResource 200',
      'UntagResource 200',
    ]);
  });

  it('works with temporary keys', async () => {
    await using emulator = await emulate(undefined, { clock: wallClock });
    const client = vendor.client(emulator, emulator.temporaryKeys());
    expect(await client.sendRequest(request('GET', '/v1/organizations'))).toMatchObject({
      httpStatusCode: 200,
    });
  });

  it('understands the emulator’s refusals', async () => {
    await using emulator = await emulate(undefined, { clock: wallClock });
    const client = vendor.client(emulator, emulator.keysOf('member'));
    // It dumps every failed request, headers and all.
    const dump = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const refused = client.sendRequest(request('GET', '/v1/organizations/roots'));
    await expect(refused).rejects.toMatchObject({ httpStatusCode: 401, errorCode: 'Organizations.1002' });
    dump.mockRestore();
    expect(existsSync(join(home, '.huaweicloud'))).toBe(true);
  });
});
