import { describe, expect, it } from 'vitest';
import { emulate, filterPath, tagsPath } from './kit.ts';

const MANY = Array.from({ length: 21 }, (_, i) => `key-${i}`);
const LONG = 'x'.repeat(129);

/** What is sent about the unit Production (`ID`), and what it must be answered. */
const REFUSALS: [string, string, string, unknown, number, string?][] = [
  ['21 keys in an untag', 'POST', tagsPath('ID', 'untag'), { tag_keys: MANY }, 400],
  ['an untag of nothing', 'POST', tagsPath('ID', 'untag'), { tag_keys: [] }, 400],
  ['an untag without keys', 'POST', tagsPath('ID', 'untag'), {}, 400],
  ['an untag of a system tag', 'POST', tagsPath('ID', 'untag'), { tag_keys: ['_sys_x'] }, 400],
  ['an untag with a key of 129', 'POST', tagsPath('ID', 'untag'), { tag_keys: [LONG] }, 400],
  ['an untag with a star', 'POST', tagsPath('ID', 'untag'), { tag_keys: ['temp-*'] }, 400],
  ['an untag with a space at the end', 'POST', tagsPath('ID', 'untag'), { tag_keys: ['temp '] }, 400],
  ['an untag whose key is a number', 'POST', tagsPath('ID', 'untag'), { tag_keys: [1] }, 400],
  ['an untag without a body', 'POST', tagsPath('ID', 'untag'), undefined, 400],
  ['an untag whose body is not JSON', 'POST', tagsPath('ID', 'untag'), '{', 400],
  [
    '21 tags in a tag call',
    'POST',
    tagsPath('ID', 'tag'),
    { tags: MANY.map((key) => ({ key, value: '' })) },
    400,
  ],
  ['a system tag', 'POST', tagsPath('ID', 'tag'), { tags: [{ key: '_sys_x', value: '' }] }, 400],
  ['a tag without a value', 'POST', tagsPath('ID', 'tag'), { tags: [{ key: 'a' }] }, 400],
  ['a tag whose value is null', 'POST', tagsPath('ID', 'tag'), { tags: [{ key: 'a', value: null }] }, 400],
  ['a tag with a newline', 'POST', tagsPath('ID', 'tag'), { tags: [{ key: 'a', value: 'x\ny' }] }, 400],
  ['a value of 256', 'POST', tagsPath('ID', 'tag'), { tags: [{ key: 'a', value: 'x'.repeat(256) }] }, 400],
  [
    'a key twice in a tag call',
    'POST',
    tagsPath('ID', 'tag'),
    {
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    },
    400,
  ],
  ['a malformed resource id', 'GET', tagsPath('x.y', 'tags'), undefined, 400],
  ['an unknown resource', 'GET', tagsPath('ou-zzzzzzzzzzzz', 'tags'), undefined, 404],
  ['an untag of an unknown resource', 'POST', tagsPath('ou-zzzzzzzzzzzz', 'untag'), { tag_keys: ['a'] }, 404],
  ['a resource of another type', 'GET', '/v1/organizations/organizations:accounts/ID/tags', undefined, 404],
  [
    'tags/delete without a value',
    'POST',
    '/v1/organizations/organizations:ous/ID/tags/delete',
    { tags: [{ key: 'env' }] },
    400,
  ],
  ['a bulk page of 1001', 'POST', filterPath('ous', '?limit=1001'), {}, 400],
  ['a bulk page of none', 'POST', filterPath('ous', '?limit=0'), {}, 400],
  ['an offset that is no number', 'POST', filterPath('ous', '?offset=-1'), {}, 400],
  ['a filter that is a list', 'POST', filterPath('ous'), [], 400],
  ['a filter with 21 keys', 'POST', filterPath('ous'), { tags: MANY.map((key) => ({ key })) }, 400],
  ['a filter by another field', 'POST', filterPath('ous'), { matches: [{ key: 'id', value: 'x' }] }, 400],
  ['a page of 2001', 'GET', '/v1/organizations/accounts?limit=2001', undefined, 400],
  ['a page of words', 'GET', '/v1/organizations/accounts?limit=all', undefined, 400],
  [
    'a page of 201 with contact details',
    'GET',
    '/v1/organizations/accounts?limit=201&with_register_contact_info=true',
    undefined,
    400,
  ],
  ['a marker made up', 'GET', '/v1/organizations/accounts?marker=abcdefgh', undefined, 400],
  ['a malformed parent', 'GET', '/v1/organizations/entities?parent_id=x', undefined, 400],
  ['an unknown parent', 'GET', '/v1/organizations/entities?parent_id=ou-zzzzzzzzzzzz', undefined, 404],
  ['an unknown account', 'GET', '/v1/organizations/accounts/nobody', undefined, 404],
  ['an unknown policy', 'GET', '/v1/organizations/policies/p-nothing0', undefined, 404],
  ['a path that nobody published', 'GET', '/v1/organizations/nothing', undefined, 404, 'APIGW.0101'],
  [
    'a type that does not exist',
    'POST',
    '/v1/organizations/organizations:users/resource-instances/filter',
    {},
    404,
    'APIGW.0101',
  ],
  ['a wrong method', 'GET', tagsPath('ID', 'untag'), undefined, 404, 'APIGW.0101'],
  ['another version', 'GET', '/v2/organizations', undefined, 404, 'APIGW.0101'],
];

describe('what the service refuses', () => {
  it.each(REFUSALS)('%s', async (_, method, target, body, status, code) => {
    await using emulator = await emulate();
    const before = emulator.resources();
    const answer = await emulator.send(method, target.replace('ID', emulator.id('Production')), { body });
    expect(answer.status).toBe(status);
    expect(answer.code).toMatch(code ?? /^Organizations\.9/u);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/u);
    expect(emulator.resources()).toEqual(before);
    expect(emulator.requests()).toMatchObject([{ status, effect: false }]);
  });

  it('a twenty-first tag on one resource, system tags not counted', async () => {
    const nineteen = MANY.slice(0, 19).map((key) => `${key}: ""`);
    await using emulator = await emulate(
      `organization: { name: full }\nroot: { tags: { _sys_a: "", ${nineteen.join(', ')} } }`,
    );
    const tag = async (key: string) =>
      (
        await emulator.send('POST', tagsPath(emulator.id('root'), 'tag'), {
          body: { tags: [{ key, value: 'v' }] },
        })
      ).status;
    expect(await tag('twentieth')).toBe(200);
    expect(await tag('twenty-first')).toBe(400);
    expect(await tag('twentieth')).toBe(200);
  });

  it('a body that is not sent as JSON', async () => {
    await using emulator = await emulate();
    const headers = { 'content-type': 'text/plain' };
    expect(await emulator.send('POST', filterPath('ous'), { body: '{}', headers })).toMatchObject({
      status: 400,
    });
  });

  it.each([
    ['member', 'GET', '/v1/organizations', 200, undefined],
    ['member', 'GET', '/v1/organizations/roots', 401, 'Organizations.1002'],
    ['member', 'POST', filterPath('ous'), 401, 'Organizations.1002'],
    ['member', 'POST', tagsPath('ID', 'untag'), 401, 'Organizations.1001'],
    ['delegate', 'GET', '/v1/organizations/roots', 200, undefined],
    ['delegate', 'POST', filterPath('ous'), 200, undefined],
    ['delegate', 'POST', tagsPath('ID', 'untag'), 401, 'Organizations.1001'],
    ['delegate', 'POST', tagsPath('ID', 'tag'), 401, 'Organizations.1001'],
    ['stranger', 'GET', '/v1/organizations', 401, 'Organizations.1015'],
  ] as const)('a %s who sends %s %s is answered %i', async (name, method, target, status, code) => {
    await using emulator = await emulate();
    const keys = emulator.keysOf(name);
    const body = { tag_keys: ['env'], tags: [{ key: 'env', values: ['x'] }] };
    const answer = await emulator.send(method, target.replace('ID', emulator.id('Production')), {
      ...(method === 'POST' ? { body: target.endsWith('filter') ? {} : body } : {}),
      ...(keys === undefined ? {} : { keys }),
    });
    expect(answer).toMatchObject({ status, code });
    expect(emulator.edits()).toEqual([]);
  });
});
