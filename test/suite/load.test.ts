import { describe, expect, it } from 'vitest';
import { Refusal } from '../../engine/problem.ts';
import { loadTest } from '../../engine/suite/load.ts';

const load = (text: string, name = 'policies/tests/a.test.yaml') =>
  loadTest(name, {
    read: (path) =>
      path === name
        ? Promise.resolve(new TextEncoder().encode(text))
        : Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' })),
    glob: () => Promise.resolve([]),
  });

const problemsOf = async (text: string) => {
  const error: unknown = await load(text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw error;
  return error.problems.map(({ code, place, message, hint }) => ({ code, line: place?.line, message, hint }));
};

const valid = (resource: string, expectation: string) => `rules: ../a.yaml
resources:
  - ${resource}
expect:
  - ${expectation}
`;

describe('a test file', () => {
  it('names its rules from where it stands', async () => {
    const text = valid('{ id: "1", type: account }', '{ resource: "1", remove: [] }');
    expect((await load(text)).rules).toBe('policies/a.yaml');
    expect((await load(text, 'a.test.yaml')).rules).toBe('../a.yaml');
    expect((await load(text.replace('../a', '/etc/a'))).rules).toBe('/etc/a.yaml');
  });

  it('gives resources as the planner gets them: tags by key, paths as levels', async () => {
    const { resources } = await load(`rules: a.yaml
resources:
  - { id: ou-1, type: ou, path: /Production/Payments, tags: { b: "2", B: "1", 中: "" } }
  - { id: ou-2, type: ou, name: R/D, path: [Labs, R/D] }
  - { id: r-1, type: root, name: Root, path: / }
  - { id: "0001", type: account, name: a, path: / }
expect:
  - { resource: ou-1, remove: [] }
`);
    expect(resources).toEqual([
      {
        type: 'ou',
        id: 'ou-1',
        name: 'Payments',
        path: ['Production', 'Payments'],
        tags: [
          { key: 'B', value: '1' },
          { key: 'b', value: '2' },
          { key: '中', value: '' },
        ],
      },
      { type: 'ou', id: 'ou-2', name: 'R/D', path: ['Labs', 'R/D'], tags: [] },
      { type: 'root', id: 'r-1', name: 'Root', path: [], tags: [] },
      { type: 'account', id: '0001', name: 'a', path: [], tags: [] },
    ]);
  });

  it('expects nothing of a resource that it only lists', async () => {
    const { expectations } = await load(`rules: a.yaml
resources: [{ id: "1", type: account }, { id: "2", type: account }]
expect: [{ resource: "2", remove: [x] }]
`);
    expect(expectations.map(({ resource, remove }) => [resource.id, remove])).toEqual([
      ['2', ['x']],
      ['1', []],
    ]);
  });

  it('is refused with every problem at once, each at its place', async () => {
    expect(
      await problemsOf(`rules: a.yaml
todya: 2026-06-01
resources:
  - { id: 4711, type: acount, tags: { since: 2026, note: } }
  - { id: "1", type: ou, paths: /A }
expect:
  - { resource: "1", removed: [x] }
`),
    ).toMatchObject([
      { code: 'unknown-key', line: 2, hint: 'Did you mean `today`?' },
      { code: 'unquoted', line: 4, hint: 'Quote it: "4711"' },
      { code: 'not-allowed', line: 4, hint: 'Did you mean `account`?' },
      { code: 'unquoted', line: 4, hint: 'Quote it: "2026"' },
      { code: 'empty', line: 4, hint: 'For the empty value write "".' },
      { code: 'unknown-key', line: 5, hint: 'Did you mean `path`?' },
      { code: 'unknown-key', line: 7, hint: 'Did you mean `remove`?' },
    ]);
  });

  it.each([
    ['test-resource-unknown', '{ id: ou-1, type: ou }', '{ resource: ou-l, remove: [] }', 5],
    ['test-contradiction', '{ id: ou-1, type: ou }', '{ resource: ou-1, remove: [a], keep: [b, a] }', 5],
    ['test-contradiction', '{ id: ou-1, type: ou }', '{ resource: ou-1, because: { a: r }, keep: [a] }', 5],
    ['test-expects-nothing', '{ id: ou-1, type: ou }', '{ resource: ou-1, title: fine }', 5],
    ['test-path-impossible', '{ id: p-1, type: policy, path: / }', '{ resource: p-1, remove: [] }', 3],
    ['test-path-impossible', '{ id: r-1, type: root, path: /A }', '{ resource: r-1, remove: [] }', 3],
    [
      'test-path-impossible',
      '{ id: ou-1, type: ou, name: A, path: /B }',
      '{ resource: ou-1, remove: [] }',
      3,
    ],
    ['test-path-impossible', '{ id: ou-1, type: ou, name: A, path: / }', '{ resource: ou-1, remove: [] }', 3],
  ])('is refused for %s: %s %s', async (code, resource, expectation, line) => {
    expect(await problemsOf(valid(resource, expectation))).toMatchObject([{ code, line }]);
  });

  it('is refused for a resource or an expectation that is there twice', async () => {
    expect(
      await problemsOf(`rules: a.yaml
resources:
  - { id: ou-1, type: ou }
  - { id: ou-1, type: ou }
expect:
  - { resource: ou-1, remove: [] }
  - { resource: ou-1, remove: [a] }
`),
    ).toMatchObject([
      { code: 'test-resource-twice', line: 4 },
      { code: 'test-resource-twice', line: 7 },
    ]);
  });

  it('is refused for a day that no calendar has', async () => {
    const text = `today: 2026-02-30\n${valid('{ id: "1", type: account }', '{ resource: "1", remove: [] }')}`;
    expect(await problemsOf(text)).toMatchObject([{ code: 'bad-date', line: 1 }]);
  });

  it('is refused where it cannot be read, or is empty', async () => {
    const files = {
      read: () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' })),
      glob: () => Promise.resolve([]),
    };
    await expect(loadTest('a.test.yaml', files)).rejects.toMatchObject({
      problems: [{ code: 'test-file-unreadable', message: 'a.test.yaml cannot be read (EACCES).' }],
    });
    expect(await problemsOf('')).toMatchObject([
      { code: 'empty', message: 'The file is empty.', hint: 'It needs `rules`, `resources` and `expect`.' },
    ]);
  });
});
