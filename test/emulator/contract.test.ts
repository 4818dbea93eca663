import { describe, expect, it } from 'vitest';
import { breaches, CONTRACT_CALLS, type WireExchange } from './contract.ts';
import { emulate, filterPath, tagsPath } from './kit.ts';

describe('the contract of the calls we use', () => {
  it('is kept by the emulator for each of them, in success and in failure', async () => {
    await using emulator = await emulate();
    const id = emulator.id('Production');
    const parent = emulator.id('root');
    const member = emulator.keysOf('member') ?? emulator.keys;
    const tags = [{ key: '项目 2', value: 'a/b' }];
    // Every answer is judged where it is received; a breach would throw.
    for (const [method, target, body] of [
      ['GET', '/v1/organizations', undefined],
      ['GET', '/v1/organizations/roots?limit=2000', undefined],
      ['GET', `/v1/organizations/organizational-units?parent_id=${parent}`, undefined],
      ['GET', '/v1/organizations/accounts?limit=1', undefined],
      ['GET', '/v1/organizations/policies?limit=200', undefined],
      ['GET', `/v1/organizations/entities?parent_id=${parent}&limit=2000`, undefined],
      ['GET', tagsPath(id, 'tags'), undefined],
      ['POST', tagsPath(id, 'tag'), { tags }],
      ['POST', tagsPath(id, 'untag'), { tag_keys: ['项目 2'] }],
      ['POST', filterPath('ous', '?limit=1000&offset=0'), {}],
    ] as const) {
      expect((await emulator.send(method, target, { body })).status).toBe(200);
      expect(
        (await emulator.send(method, target, { body, forge: (h) => delete h['authorization'] })).status,
      ).toBe(401);
      if (target !== '/v1/organizations')
        expect((await emulator.send(method, target, { body, keys: member })).status).toBe(401);
    }
    expect(new Set(emulator.requests().map(({ api }) => api))).toEqual(new Set(CONTRACT_CALLS));
  });

  const good: WireExchange = {
    method: 'POST',
    target: filterPath('ous', '?limit=1000&offset=0'),
    body: '{}',
    status: 200,
    contentType: 'application/json',
    answer: '{"resources":[],"total_count":0}',
  };
  const untag = { ...good, target: tagsPath('ou-1', 'untag'), body: '{"tag_keys":["a"]}', answer: '' };

  it.each<[string, WireExchange]>([
    ['a page of 1001', { ...good, target: filterPath('ous', '?limit=1001') }],
    ['a parameter nobody knows', { ...good, target: filterPath('ous', '?marker=abcd') }],
    ['a type nobody knows', { ...good, target: '/v1/organizations/ous/resource-instances/filter' }],
    ['a field nobody knows', { ...good, body: '{"any":1}' }],
    ['an answer without total_count', { ...good, answer: '{"resources":[]}' }],
    [
      'a row whose tags are null',
      { ...good, answer: '{"resources":[{"resource_id":"x","tags":null}],"total_count":1}' },
    ],
    ['another content type', { ...good, contentType: 'text/html' }],
    ['an error without a code', { ...good, status: 400, answer: '{"message":"no"}' }],
    [
      'a gateway error without its request',
      { ...good, status: 401, answer: '{"error_code":"APIGW.0301","error_msg":"x"}' },
    ],
    [
      'an untag of 21 keys',
      { ...untag, body: JSON.stringify({ tag_keys: Array.from({ length: 21 }, (_, i) => `k${i}`) }) },
    ],
    ['an untag of a system tag', { ...untag, body: '{"tag_keys":["_sys_x"]}' }],
    ['a write that answers something', { ...untag, answer: '{}' }],
    [
      'a list without page_info',
      { ...good, method: 'GET', target: '/v1/organizations/roots', answer: '{"roots":[]}' },
    ],
    ['a request with a body where none belongs', { ...good, method: 'GET', target: '/v1/organizations' }],
  ])('is broken by %s', (_, exchange) => expect(breaches(exchange)).not.toEqual([]));

  it('is kept by what it describes', () => expect([...breaches(good), ...breaches(untag)]).toEqual([]));
});
