import { describe, expect, it } from 'vitest';
import { checkEndpoint, chooseEndpoint } from '../../engine/cloud/endpoint.ts';
import { Refusal } from '../../engine/problem.ts';

describe('the endpoint', () => {
  it('is what the option says, else the variable, else the service', () => {
    const env = { HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: 'https://organizations.myhuaweicloud.eu' };
    expect(chooseEndpoint('https://a.example:8443', env)).toEqual({
      endpoint: 'https://a.example:8443',
      endpointFrom: '--endpoint',
    });
    expect(chooseEndpoint(undefined, env)).toEqual({
      endpoint: 'https://organizations.myhuaweicloud.eu',
      endpointFrom: 'HUAWEICLOUD_ORGANIZATIONS_ENDPOINT',
    });
    const own = { endpoint: 'https://organizations.myhuaweicloud.com' };
    expect(chooseEndpoint(undefined, {})).toEqual(own);
    expect(chooseEndpoint(undefined, { HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: '' })).toEqual(own);
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:8080', 'http://127.1.2.3'])(
    'may be plain http to this machine: %s',
    (endpoint) => {
      expect(checkEndpoint(endpoint, 'a test')).toBe(endpoint);
    },
  );

  it.each([
    ['http://organizations.myhuaweicloud.com', 'endpoint-not-https'],
    ['http://127.0.0.1.example.com', 'endpoint-not-https'],
    ['http://localhost.example.com', 'endpoint-not-https'],
    ['http://169.254.169.254', 'endpoint-not-https'],
    ['organizations.myhuaweicloud.com', 'endpoint-invalid'],
    ['ftp://a.example', 'endpoint-invalid'],
    ['https://a.example/v1', 'endpoint-invalid'],
    ['https://a.example?x=1', 'endpoint-invalid'],
    ['https://user:hunter2@a.example', 'endpoint-invalid'],
    ['', 'endpoint-invalid'],
  ])('is refused, and not quoted, where it is %s', (endpoint, code) => {
    try {
      chooseEndpoint(endpoint, {});
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(error.problems[0]).toMatchObject({ code });
      expect(JSON.stringify(error.problems)).not.toContain('hunter2');
    }
  });
});
