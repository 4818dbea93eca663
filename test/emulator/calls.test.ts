import { describe, expect, it } from 'vitest';
import type { Switches } from '../../engine/emulator/switches.ts';
import { emulate, filterPath, SMALL, type TestEmulator, tagsPath } from './kit.ts';

const tagsOf = (emulator: TestEmulator, name: string) =>
  emulator
    .resources()
    .find((one) => one.name === name)
    ?.tags.map(({ key, value }) => `${key}=${value}`);

describe('tag calls', () => {
  it('untag removes the named keys, answers 200 with an empty JSON body in chunks, and is logged as a write', async () => {
    await using emulator = await emulate();
    const body = { tag_keys: ['temp-a', 'absent'] };
    const answer = await emulator.send('POST', tagsPath(emulator.id('Production'), 'untag'), { body });
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      server: 'reconcile-emulator',
    });
    expect(tagsOf(emulator, 'Production')).toEqual(['env=prod']);
    expect(emulator.requests()).toMatchObject([
      { n: 1, api: 'UntagResource', write: true, status: 200, effect: true, body, inFlight: 1 },
    ]);
    expect(emulator.edits()).toMatchObject([{ request: 1, resource: emulator.id('Production') }]);
    const again = await emulator.send('POST', tagsPath(emulator.id('Production'), 'untag'), { body });
    expect(again.status).toBe(200);
    expect(emulator.requests()[1]).toMatchObject({ effect: false });
  });

  it('tag adds and overwrites', async () => {
    await using emulator = await emulate();
    const tags = [
      { key: 'env', value: 'test' },
      { key: '项目', value: '' },
    ];
    await emulator.send('POST', tagsPath(emulator.id('Production'), 'tag'), { body: { tags } });
    expect(tagsOf(emulator, 'Production')).toEqual(['env=test', 'temp-a=1', '项目=']);
    const listed = await emulator.send('GET', tagsPath(emulator.id('Production'), 'tags'));
    expect(listed.json).toEqual({
      tags: [
        { key: 'env', value: 'test' },
        { key: 'temp-a', value: '1' },
        { key: '项目', value: '' },
      ],
      page_info: { next_marker: null, current_count: 3 },
    });
  });

  it('the calls by type do the same', async () => {
    await using emulator = await emulate();
    const path = `/v1/organizations/organizations:ous/${emulator.id('Production')}/tags`;
    await emulator.send('POST', `${path}/create`, { body: { tags: [{ key: 'new', value: 'n' }] } });
    await emulator.send('POST', `${path}/delete`, { body: { tags: [{ key: 'env', value: 'prod' }] } });
    expect(tagsOf(emulator, 'Production')).toEqual(['new=n', 'temp-a=1']);
    expect((await emulator.send('GET', path)).json).toMatchObject({ page_info: { current_count: 2 } });
    expect((await emulator.send('GET', '/v1/organizations/organizations:ous/tags')).json).toEqual({
      tags: [
        { key: 'new', values: ['n'] },
        { key: 'temp-a', values: ['1'] },
        { key: '项目 1', values: [''] },
      ],
    });
  });

  it('an empty list of tags has nulls in page_info', async () => {
    await using emulator = await emulate();
    const answer = await emulator.send('GET', tagsPath(emulator.id('lab'), 'tags'));
    expect(answer.text).toBe('{"tags":[],"page_info":{"next_marker":null,"current_count":null}}');
  });
});

describe('the bulk read', () => {
  it('lists every resource of a type with its tags, untagged ones too', async () => {
    await using emulator = await emulate();
    const answer = await emulator.send('POST', filterPath('accounts', '?limit=1000&offset=0'), { body: {} });
    const { resources, total_count } = answer.json as {
      resources: { resource_name: string; tags: unknown[] }[];
      total_count: number;
    };
    expect(total_count).toBe(5);
    expect(resources.map(({ resource_name }) => resource_name)).toEqual([
      'prd-pay',
      'prd-old',
      'security',
      'lab',
      'acme-root',
    ]);
    expect(resources[3]?.tags).toEqual([]);
  });

  it('sees a write at once, whatever it answered before', async () => {
    await using emulator = await emulate();
    await emulator.send('POST', filterPath('ous'), { body: {} });
    await emulator.send('POST', tagsPath(emulator.id('Production'), 'untag'), {
      body: { tag_keys: ['temp-a'] },
    });
    const { text } = await emulator.send('POST', filterPath('ous'), { body: {} });
    expect(text).not.toContain('temp-a');
  });

  it('gives pages by offset, and nothing past the end', async () => {
    await using emulator = await emulate();
    const page = async (query: string) => {
      const { json } = await emulator.send('POST', filterPath('accounts', query), { body: {} });
      return (json as { resources: { resource_name: string }[] }).resources.map((row) => row.resource_name);
    };
    expect(await page('?limit=2&offset=0')).toEqual(['prd-pay', 'prd-old']);
    expect(await page('?limit=2&offset=4')).toEqual(['acme-root']);
    expect(await page('?limit=2&offset=5')).toEqual([]);
  });

  it.each([
    [{ tags: [{ key: 'env', values: ['prod', 'test'] }] }, ['Production']],
    [{ tags: [{ key: 'env', values: ['test'] }] }, []],
    [
      {
        tags: [
          { key: 'env', values: ['prod'] },
          { key: 'none', values: ['x'] },
        ],
      },
      [],
    ],
    [{ tags: [{ key: '项目 1', values: [''] }] }, ['支付']],
    [{ without_any_tag: true }, ['Empty']],
    [{ matches: [{ key: 'resource_name', value: 'Empty' }] }, ['Empty']],
  ])('filters by %j', async (body, names) => {
    await using emulator = await emulate();
    const { json } = await emulator.send('POST', filterPath('ous'), { body });
    const { resources, total_count } = json as {
      resources: { resource_name: string }[];
      total_count: number;
    };
    expect(resources.map((row) => row.resource_name)).toEqual(names);
    const count = await emulator.send('POST', filterPath('ous').replace('/filter', '/count'), { body });
    expect(count.json).toEqual({ total_count });
  });
});

describe('the tree', () => {
  it('names the organization, with a URN', async () => {
    await using emulator = await emulate();
    const { json } = await emulator.send('GET', '/v1/organizations');
    const { organization } = json as { organization: Record<string, string> };
    expect(organization).toMatchObject({
      management_account_id: emulator.keys.domainId,
      management_account_name: 'acme-root',
      urn: `organizations::${emulator.keys.domainId}:organization:${organization['id'] ?? ''}/${organization['id'] ?? ''}`,
    });
  });

  it('lists units and accounts below a parent, and the parent of a child', async () => {
    await using emulator = await emulate();
    const entities = async (query: string) => {
      const { json } = await emulator.send('GET', `/v1/organizations/entities?${query}`);
      return (json as { entities: { name: string; type: string }[] }).entities.map(({ name }) => name);
    };
    expect(await entities(`parent_id=${emulator.id('root')}`)).toEqual([
      'Production',
      'Empty',
      'security',
      'lab',
      'acme-root',
    ]);
    expect(await entities(`parent_id=${emulator.id('Production')}`)).toEqual(['支付', 'prd-pay', 'prd-old']);
    expect(await entities(`parent_id=${emulator.id('Empty')}`)).toEqual([]);
    expect(await entities(`child_id=${emulator.id('支付')}`)).toEqual(['Production']);
    expect(await entities(`child_id=${emulator.id('lab')}`)).toEqual(['root']);
    expect(await entities(`child_id=${emulator.id('Production')}`)).toEqual([]);
  });

  it('shows rows as recorded: lower-case status, contact fields as nulls', async () => {
    await using emulator = await emulate();
    const { json } = await emulator.send('GET', `/v1/organizations/accounts/${emulator.id('prd-old')}`);
    expect(json).toMatchObject({ account: { status: 'suspended', email: null, mobile_phone: null } });
  });

  it('walks every list by marker without a row lost or twice, whatever the page size', async () => {
    await using emulator = await emulate();
    const lists = [
      ['roots', 'roots', 1],
      ['organizational-units', 'organizational_units', 3],
      ['accounts', 'accounts', 5],
      ['policies', 'policies', 2],
      ['entities', 'entities', 9],
    ] as const;
    for (const [path, field, total] of lists)
      for (const limit of [1, 2, 9, 2000]) {
        const ids: string[] = [];
        let marker: string | null = '';
        let pages = 0;
        while (marker !== null) {
          const query: string = marker === '' ? '' : `&marker=${encodeURIComponent(marker)}`;
          const { json } = await emulator.send('GET', `/v1/organizations/${path}?limit=${limit}${query}`);
          const page = json as Record<string, { id: string }[]> & {
            page_info: { next_marker: string | null };
          };
          ids.push(...(page[field] ?? []).map(({ id }) => id));
          marker = page.page_info.next_marker;
          pages++;
        }
        expect([path, limit, ids.length, new Set(ids).size]).toEqual([path, limit, total, total]);
        expect(pages).toBe(Math.ceil(total / limit));
      }
  });

  it('a marker of one list is refused by another', async () => {
    await using emulator = await emulate();
    const { json } = await emulator.send('GET', '/v1/organizations/accounts?limit=1');
    const { next_marker } = (json as { page_info: { next_marker: string } }).page_info;
    const other = await emulator.send('GET', `/v1/organizations/policies?marker=${next_marker}`);
    expect(other.status).toBe(400);
  });

  it('lists policies, those of an entity, and the entities of one', async () => {
    await using emulator = await emulate();
    const names = async (target: string, field: string) => {
      const { json } = await emulator.send('GET', `/v1/organizations/${target}`);
      return (json as Record<string, { name: string }[]>)[field]?.map(({ name }) => name);
    };
    expect(await names('policies', 'policies')).toEqual(['full-access', 'deny-leave']);
    expect(await names(`policies?attached_entity_id=${emulator.id('prd-pay')}`, 'policies')).toEqual([
      'deny-leave',
    ]);
    const path = `policies/${emulator.id('deny-leave')}/attached-entities`;
    expect(await names(path, 'attached_entities')).toEqual(['root', 'prd-pay']);
    const { json } = await emulator.send('GET', `/v1/organizations/policies/${emulator.id('full-access')}`);
    expect(json).toMatchObject({ policy: { policy_summary: { is_builtin: true } } });
    const quotas = await emulator.send('GET', '/v1/organizations/quotas');
    expect(quotas.json).toMatchObject({
      quotas: { resources: [{ type: 'account', used: 5 }, { used: 3 }, { used: 2 }] },
    });
  });
});

describe('switches have both answers', () => {
  const untag =
    (keys: string[], name = 'Production') =>
    async (emulator: TestEmulator) =>
      (await emulator.send('POST', tagsPath(emulator.id(name), 'untag'), { body: { tag_keys: keys } }))
        .status;
  const listed =
    (type: 'accounts' | 'policies' | 'ous', body: unknown = {}) =>
    async (emulator: TestEmulator) => {
      const { json } = await emulator.send('POST', filterPath(type), { body });
      return (json as { resources: { resource_name: string }[] }).resources.map((row) => row.resource_name);
    };
  const parentOf = (name: string) => async (emulator: TestEmulator) => {
    const { json } = await emulator.send('GET', `/v1/organizations/entities?child_id=${emulator.id(name)}`);
    return (json as { entities: { name: string }[] }).entities.map((entity) => entity.name);
  };
  const delegate = async (emulator: TestEmulator) => {
    const keys = emulator.keysOf('delegate') ?? emulator.keys;
    return (await emulator.send('POST', filterPath('ous'), { body: {}, keys })).status;
  };
  const deleteWrong = async (emulator: TestEmulator) => {
    const body = { tags: [{ key: 'env', value: 'other' }] };
    const path = `/v1/organizations/organizations:ous/${emulator.id('Production')}/tags/delete`;
    await emulator.send('POST', path, { body });
    return tagsOf(emulator, 'Production')?.length;
  };
  const foreign = async (emulator: TestEmulator) =>
    (await emulator.send('GET', '/v1/organizations', { headers: { 'x-domain-id': 'somebody' } })).status;
  const anyValue = { tags: [{ key: 'env', values: [] }] };

  const cases: [keyof Switches, unknown, (emulator: TestEmulator) => Promise<unknown>, unknown, unknown][] = [
    ['untag-absent-key', 'refuse', untag(['absent']), 200, 404],
    ['duplicate-tag-keys', 'refuse', untag(['env', 'env']), 200, 400],
    ['delete-wrong-value', 'keep', deleteWrong, 1, 2],
    ['any-value-filter', 'no-value', listed('ous', anyValue), ['Production'], []],
    [
      'filter-order',
      'newest',
      listed('ous'),
      ['Production', '支付', 'Empty'],
      ['Empty', '支付', 'Production'],
    ],
    [
      'filter-lists-builtin-policies',
      false,
      listed('policies'),
      ['full-access', 'deny-leave'],
      ['deny-leave'],
    ],
    [
      'filter-lists-management-account',
      false,
      listed('accounts'),
      expect.arrayContaining(['acme-root']),
      expect.not.arrayContaining(['acme-root']),
    ],
    [
      'filter-lists-inactive-accounts',
      false,
      listed('accounts'),
      expect.arrayContaining(['prd-old']),
      expect.not.arrayContaining(['prd-old']),
    ],
    ['inactive-accounts-take-tags', false, untag(['x'], 'prd-old'), 200, 400],
    ['delegated-administrator-filters', false, delegate, 200, 401],
    ['parent-of-first-level-unit', 'root', parentOf('Production'), [], ['root']],
    ['foreign-domain-id', 'ignore', foreign, 401, 200],
  ];
  it.each(cases)('%s', async (name, value, ask, byDefault, switched) => {
    await using plain = await emulate();
    expect(await ask(plain)).toEqual(byDefault);
    await using turned = await emulate(SMALL, { switches: { [name]: value } });
    expect(await ask(turned)).toEqual(switched);
  });
});
