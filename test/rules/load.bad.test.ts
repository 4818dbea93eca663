import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../engine/rules/disk.ts';
import { validateRules } from '../../engine/rules/load.ts';
import { codes, memoryFiles, validate } from './memory.ts';

/** Codes for one rule `r` that has these lines. */
function codesOf(...lines: readonly string[]): Promise<string[]> {
  return codes(['rules:', '  - id: r', ...lines.map((line) => `    ${line}`)].join('\n'));
}

/** Code, column and hint of the only problem of one line of a rule. */
async function only(line: string): Promise<{ code: string; column: number; hint: string | undefined }> {
  const { problems } = await validate(`rules:\n  - id: r\n    ${line}`);
  expect(problems).toHaveLength(1);
  const [one] = problems;
  return { code: one?.code ?? '', column: (one?.place?.column ?? 0) - 4, hint: one?.hint };
}

describe('text that YAML takes for something else', () => {
  it.each([
    ['remove: *-temp', 'alias-unknown', 9, '"*-temp"'],
    ['remove: *temp', 'alias-unknown', 9, '"*temp"'],
    ['remove: *', 'alias-unknown', 9, '"*"'],
    ['remove: [owner, *-x]', 'alias-unknown', 17, '"*-x"'],
    ['remove: {tmp,temp}', 'unquoted', 9, '"{tmp,temp}"'],
    ['remove: { key: x, except: [{a,b}] }', 'unquoted', 28, '"{a,b}"'],
    ['remove: 00123', 'unquoted', 9, '"00123"'],
    ['remove: 123e45', 'unquoted', 9, '"123e45"'],
    ['remove: { key: true }', 'unquoted', 16, '"true"'],
    ['remove: { variant-of: [~] }', 'unquoted', 24, '"~"'],
    ['remove: @temp', 'yaml-syntax', 9, '"@temp"'],
    ['remove: !temp', 'yaml-tag', 9, 'Quote'],
    ['remove: { key: x, value: { in: [1] } }', 'unquoted', 33, '"1"'],
  ])('%s is an error that says how to quote it', async (line, code, column, hint) => {
    const found = await only(line);
    expect(found).toMatchObject({ code, column });
    expect(found.hint).toContain(hint);
  });

  it('is fine in quotes, and dates and versions are text anyway', async () => {
    expect(await codesOf('remove: ["*-temp", "00123", "true", "{a,b}", 2026-01-01, 1.2.3, no]')).toEqual([]);
  });

  it('is not taken for a pattern where an alias has its anchor', async () => {
    expect(await codesOf('remove: [&x temp, { key: tmp, except: *x }]')).toEqual([]);
  });
});

describe('mistakes are reported once each, with the nearest right word', () => {
  it.each([
    ['matc: { type: ou }', 'unknown-key', 1, 'match'],
    ['match: { typ: ou }', 'unknown-key', 10, 'type'],
    ['match: { type: OU }', 'not-allowed', 16, 'ou'],
    ['match: { type: [ou, acount] }', 'not-allowed', 21, 'account'],
    ['match: { type: 7 }', 'unquoted', 16, '"7"'],
    ['severity: warn', 'not-allowed', 11, 'did you mean'],
    ['exclude: { name: { glop: x } }', 'unknown-key', 20, 'glob'],
    ['match:', 'empty', 1, 'take the key out'],
    ['match: []', 'wrong-type', 8, ''],
    ['match: { name: [] }', 'empty', 16, ''],
    ['match: { name: {} }', 'empty', 16, ''],
    ['match: { name: "" }', 'empty', 16, ''],
    ['match: { tags: {} }', 'empty', 16, ''],
    ['match: { tags: { env: "" } }', 'empty', 23, 'empty: true'],
    ['exclude: { name: { before: today } }', 'value-only', 20, 'value'],
    ['enforce: no', 'wrong-type', 10, 'Write false: `no` is text in YAML 1.2.'],
    ['enforce: "No"', 'wrong-type', 10, 'Write false: `No` is text'],
    ['enforce: "true"', 'wrong-type', 10, 'Write it without quotes: true.'],
    ['really: on', 'wrong-type', 9, 'Write true: `on` is text'],
    ['enforce: maybe', 'wrong-type', 10, ''],
    [
      'exclude: { tags: { k: { older-than: 3 months } } }',
      'bad-duration',
      37,
      'for 3 months write about 90d.',
    ],
    ['exclude: { tags: { k: { older-than: 2w } } }', 'bad-duration', 37, 'the only unit: for 2w write 14d.'],
    ['exclude: { tags: { k: { older-than: 1 year } } }', 'bad-duration', 37, 'write about 365d.'],
    ['exclude: { tags: { k: { older-than: 90 } } }', 'bad-duration', 37, 'Write it with its unit: 90d.'],
    ['exclude: { tags: { k: { older-than: P90D } } }', 'bad-duration', 37, 'Write it with its unit: 90d.'],
    ['exclude: { tags: { k: { older-than: a while } } }', 'bad-duration', 37, ''],
    ['<<: { why: x }', 'unknown-key', 1, 'merge'],
  ])('%s', async (line, code, column, hint) => {
    const { problems } = await validate(`rules:\n  - id: r\n    remove: temp\n    ${line}`);
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect((problems[0]?.place?.column ?? 0) - 4).toBe(column);
    if (hint !== 'did you mean') expect(problems[0]?.hint ?? '').toContain(hint);
  });

  it('in matchers whose lists are nested, too', async () => {
    expect(await codesOf('remove: [a, [b, { globb: c }, 4]]')).toEqual(['unknown-key', 'unquoted']);
  });
});

describe('what can never match', () => {
  it.each([
    ['a path of a policy', 'match: { type: policy, path: /A/** }'],
    ['an id of another type', 'match: { type: ou, id: r-abcd }'],
    [
      'an account that has the id of an OU',
      'match: { type: account, id: [ou-abcdefgh12345678, p-abcdefgh] }',
    ],
    ['the root below an OU', 'match: { type: root, path: /A/** }'],
    ['an exclude that is the match', 'match: { name: [a, "b*"] }', 'exclude: { name: ["b*", a] }'],
    ['an exclude that takes every name', 'match: { name: a }', 'exclude: { name: "*" }'],
    ['an exclude of all types of the match', 'match: { type: ou }', 'exclude: { type: [ou, account] }'],
    ['an exclude wider than the match', 'match: { name: prd-a-* }', 'exclude: { name: "prd-*" }'],
    ['a text outside of its own glob', 'match: { name: { equals: a, glob: "b*" } }'],
    ['a list outside of its own glob', 'match: { name: { in: [a, c], glob: "b*" } }'],
    ['a text and not the text', 'match: { name: { equals: a, not: [a, b] } }'],
    ['nothing but what not leaves', 'match: { name: { not: "*" } }'],
    ['a path that its glob does not have', 'match: { path: { equals: /A/B, glob: "/A/*/C" } }'],
    ['an empty value before today', 'match: { tags: { k: { empty: true, before: today } } }'],
    ['an empty value that is something', 'match: { tags: { k: { empty: true, glob: "a*" } } }'],
    ['a date that is none', 'match: { tags: { k: { equals: soon, before: today } } }'],
    ['a day between two that touch', 'match: { tags: { k: { after: 2026-01-31, before: 2026-02-01 } } }'],
    ['a day after today and old', 'match: { tags: { k: { after: today, older-than: 3d } } }'],
    ['an except of every key', 'match: { type: ou }', 'remove: { key: [temp-a, temp-b], except: "temp-*" }'],
  ])('%s', async (_, ...lines) => {
    const remove = lines.some((line) => line.startsWith('remove')) ? [] : ['remove: temp'];
    expect(await codesOf(...lines, ...remove)).toEqual(['never-matches']);
  });

  it.each([
    ['a path of accounts among policies', 'match: { type: [account, policy], path: /A/** }'],
    ['the root at the root', 'match: { type: root, path: /** }'],
    ['an id that no type contradicts', 'match: { type: ou, id: [r-abcd, ou-abcdefgh12345678] }'],
    ['an exclude narrower than the match', 'match: { name: "prd-*" }', 'exclude: { name: prd-a-* }'],
    ['an exclude with a further condition', 'match: { type: ou }', 'exclude: { type: ou, name: "a*" }'],
    ['a text in another case', 'match: { name: { equals: A, glob: "a*", ignore-case: true } }'],
    ['a single day', 'match: { tags: { k: { after: 2026-01-30, before: 2026-02-01 } } }'],
    ['no pattern of a long list', 'match: { name: { in: [a, b], glob: "b*" } }'],
    ['a day that is not after today', 'match: { tags: { k: { in: [2026-01-31], not: { after: today } } } }'],
  ])('but not %s', async (_, ...lines) => {
    expect(await codesOf(...lines, 'remove: temp')).toEqual([]);
  });
});

describe('a rule that removes everything', () => {
  it.each([
    ['remove: "*"'],
    ['remove: [temp, "**"]'],
    ['remove: { regex: ".*" }'],
    ['remove: { key: "*", value: "*" }'],
    ['match: { type: [root, ou, account, policy] }', 'remove: "*"'],
    ['match: { path: /**, name: "*" }', 'remove: { key: "*" }'],
    ['remove: "?*"'],
    ['remove: "*?*"'],
    ['remove: "{*,temp}"'],
    ['remove: { regex: ".+" }'],
    ['remove: { key: { regex: ".", ignore-case: true } }'],
    ['match: { name: "?*" }', 'remove: "*"'],
  ])('%s is refused', async (...lines) => {
    expect(await codesOf(...lines)).toEqual(['claims-everything']);
    expect(await codesOf(...lines, 'really: true')).toEqual([]);
  });

  it.each([
    ['remove: { key: "*", except: owner }'],
    ['remove: { key: "*", value: { empty: true } }'],
    ['match: { type: ou }', 'remove: "*"'],
    ['exclude: { name: prd-* }', 'remove: "*"'],
    ['remove: { variant-of: Owner }'],
    ['remove: "??*"'],
    ['remove: "?"'],
    ['remove: { glob: "?*", regex: "^a" }'],
    ['remove: { regex: ".+", not: owner }'],
    ['remove: { key: "*", value: "?*" }'],
  ])('%s is narrow enough', async (...lines) => {
    expect(await codesOf(...lines)).toEqual([]);
  });
});

describe('a key that is required and removed', () => {
  const warned = async (...lines: readonly string[]) =>
    (await codes(['rules:', ...lines.map((line) => `  - { ${line} }`)].join('\n'))).includes(
      'removes-required',
    );

  it('is told of one rule, and of two with the same scope', async () => {
    expect(await warned('id: r, remove: x, require: x')).toBe(true);
    expect(await warned('id: r, remove: "temp-*", require: [owner, temp-owner]')).toBe(true);
    expect(await warned('id: r, remove: { key: "*", except: [a, "b*"] }, require: { in: [x, y] }')).toBe(
      true,
    );
    const ous = 'match: { type: [account, ou] }, exclude: { name: a }';
    const same = 'exclude: { name: a }, match: { type: [ou, account] }';
    expect(await warned(`id: a, ${ous}, require: x`, `id: b, ${same}, remove: "*"`)).toBe(true);
  });

  it.each([
    ['a value narrows the removal', 'id: r, remove: { key: x, value: old }, require: x'],
    ['it is spared', 'id: r, remove: { key: "*", except: "x*" }, require: x'],
    ['another key would do', 'id: r, remove: x, require: { in: [x, y] }'],
    ['a pattern may be met by what is spared', 'id: r, remove: { key: "t-*", except: t-a }, require: "t-*"'],
    ['the service shields it', 'id: r, remove: ["*", x], match: { type: ou }, require: _sys_x'],
    ['without it the resource is not matched', 'id: r, match: { tags: { x: "*" } }, remove: x, require: x'],
    [
      'with some of its values a resource is excluded',
      'id: r, exclude: { tags: { x: a } }, remove: x, require: x',
    ],
  ])('is fine where %s', async (_why, line) => {
    expect(await warned(line)).toBe(false);
  });

  it('is fine where it is protected, or the other rule has another scope', async () => {
    const protectedKey = await codes('protect: x\nrules: [{ id: r, remove: [x, y], require: x }]');
    expect(protectedKey).toEqual([]);
    expect(await warned('id: a, match: { type: ou }, require: x', 'id: b, remove: x')).toBe(false);
  });
});

describe('a rule in the shadow of protect', () => {
  const shadowed = async (protect: string, remove: string) =>
    (await codes(`protect: ${protect}\nrules:\n  - { id: r, remove: ${remove} }`)).includes('shadowed');

  it('is one whose every key is protected', async () => {
    expect(
      await shadowed('[owner, "billing:*"]', '[owner, "billing:x*", { in: [owner, "billing:y"] }]'),
    ).toBe(true);
    expect(await shadowed('["team:*"]', '"team:*"')).toBe(true);
    expect(await shadowed('owner', '[_sys_a, "_sys_b*", owner]')).toBe(true);
    expect(await shadowed('{ glob: "T*", ignore-case: true }', 'temp')).toBe(true);
  });

  it('is none whose any key is free', async () => {
    expect(await shadowed('[owner, "billing:*"]', '[owner, "bill*"]')).toBe(false);
    expect(await shadowed('owner', '{ glob: owner*, ignore-case: true }')).toBe(false);
    expect(await shadowed('{ glob: "t*", not: temp }', 'temp')).toBe(false);
    expect(await shadowed('owner', '{ variant-of: owner }')).toBe(false);
  });
});

describe('text and size', () => {
  const problemOf = async (bytes: Uint8Array) => {
    const { problems } = await validateRules('r.yaml', memoryFiles({ 'r.yaml': bytes }));
    return problems.map(({ code, place }) => [code, place?.line]);
  };

  it('names the line of a byte that is no UTF-8', async () => {
    expect(await problemOf(Buffer.from('version: 1\n# caf\xe9\nrules: []\n', 'latin1'))).toEqual([
      ['not-text', 2],
    ]);
    expect(await problemOf(Buffer.from('\ufeffversion: 1', 'utf16le'))).toEqual([['not-text', 1]]);
  });

  it('names the line of a NUL', async () => {
    expect(await problemOf(Buffer.from('version: 1\n\n# \0'))).toEqual([['not-text', 3]]);
  });

  it('takes a byte order mark and Windows line ends', async () => {
    const text = '\ufeffversion: 1\r\nrules:\r\n  - id: r\r\n    remov: x\r\n';
    const { problems } = await validateRules('r.yaml', memoryFiles({ 'r.yaml': text }));
    expect(problems.map(({ code, place, excerpt }) => [code, place?.line, place?.column, excerpt])).toEqual([
      ['unknown-key', 4, 5, '    remov: x'],
    ]);
  });

  it('says so of a file with nothing in it', async () => {
    expect(await problemOf(Buffer.from(''))).toEqual([['empty', 1]]);
    expect(await problemOf(Buffer.from('# nothing\n'))).toEqual([['empty', 1]]);
    expect(await problemOf(Buffer.from('- a\n'))).toEqual([['wrong-type', 1]]);
  });

  it('stops at aliases that contain themselves', async () => {
    expect(await codes('rules: &r\n  - *r\n')).toEqual(['alias-bomb']);
  });
});

describe('files on disk', () => {
  it('are found without following links, in dot folders or folders by that name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    try {
      const rule = (id: string) => `rules: [{ id: ${id}, remove: temp }]\n`;
      for (const name of ['a', 'a/b', '.hidden', 'a/x.yaml']) mkdirSync(join(folder, name));
      writeFileSync(
        join(folder, 'tag-rules.yaml'),
        'version: 1\ninclude: ["**/*.yaml", "!tag-rules.yaml", "a/b/10.yaml"]\n',
      );
      writeFileSync(join(folder, 'a', '9.yaml'), rule('nine'));
      writeFileSync(join(folder, 'a', 'b', '10.yaml'), rule('ten'));
      writeFileSync(join(folder, '.hidden', 'c.yaml'), rule('hidden'));
      symlinkSync('..', join(folder, 'a', 'loop'));
      const { loaded } = await validateRules(join(folder, 'tag-rules.yaml'), diskFiles());
      expect(loaded?.set.rules.map(({ id }) => id)).toEqual(['nine', 'ten']);
      expect(loaded?.sources.map(({ file }) => file)).toEqual(['a/9.yaml', 'a/b/10.yaml', 'tag-rules.yaml']);
      expect(loaded?.places.rule('ten')?.file).toBe(join(folder, 'a', 'b', '10.yaml'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are read where the root file is a link, and what it includes is named in the folder it lies in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    try {
      // As Kubernetes mounts a volume.
      mkdirSync(join(folder, '..2026'));
      symlinkSync('..2026', join(folder, '..data'));
      const root = (include: string) =>
        `version: 1\ninclude: [${include}]\nrules: [{ id: r, remove: "temp-*" }]\n`;
      writeFileSync(join(folder, '..2026', 'tag-rules.yaml'), root('"p*.yaml"'));
      writeFileSync(join(folder, '..2026', 'protect.yaml'), 'protect: temp-x\n');
      for (const name of ['tag-rules.yaml', 'protect.yaml'])
        symlinkSync(`..data/${name}`, join(folder, name));
      const validate = () => validateRules(join(folder, 'tag-rules.yaml'), diskFiles());
      expect((await validate()).problems).toMatchObject([
        {
          code: 'include-link',
          message: '`p*.yaml` finds `protect.yaml`: links are not followed.',
          hint: 'Include the file where it lies, or take the link out: "!protect.yaml"',
        },
      ]);
      for (const include of ['..data/protect.yaml', '"..data/*.yaml", "!..data/tag-rules.yaml"']) {
        writeFileSync(join(folder, '..2026', 'tag-rules.yaml'), root(include));
        expect((await validate()).loaded?.set.protect).toEqual([{ equals: 'temp-x' }]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('may be included from beside the folder of the root file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    try {
      mkdirSync(join(folder, 'prod'));
      writeFileSync(join(folder, 'shared.yaml'), 'rules: [{ id: s, remove: temp }]\n');
      writeFileSync(join(folder, 'prod', 'r.yaml'), 'version: 1\ninclude: ../shared.yaml\n');
      const { loaded } = await validateRules(join(folder, 'prod', 'r.yaml'), diskFiles());
      expect(loaded?.sources.map(({ file }) => file)).toEqual(['../shared.yaml', 'r.yaml']);
      expect(loaded?.places.rule('s')?.file).toBe(join(folder, 'shared.yaml'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are not quoted where they are not even called rule files: they may hold keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    try {
      writeFileSync(join(folder, 'credentials'), '[default]\nsk = verysecret\n');
      writeFileSync(join(folder, 'env.txt'), 'SK=verysecret\n');
      writeFileSync(join(folder, 'r.yaml'), 'version: 1\ninclude: [credentials, env.txt]\nrulez: []\n');
      const { problems } = await validateRules(join(folder, 'r.yaml'), diskFiles());
      expect(new Set(problems.map(({ place }) => place?.file.split('/').at(-1)))).toEqual(
        new Set(['credentials', 'env.txt', 'r.yaml']),
      );
      expect(JSON.stringify(problems)).not.toContain('verysecret');
      expect(problems.filter(({ excerpt }) => excerpt !== undefined).length).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are refused as patterns that would cost too much', async () => {
    expect(await codes('include: "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"')).toEqual([
      'bad-glob',
    ]);
    expect(await codes('include: "{1..999999}.yaml"\nrules: [{ id: r, remove: x }]')).toEqual(['bad-glob']);
    expect(await codes('include: "a*a*a*a*a*a*a*a*a*a*a*a*a*b"\nrules: [{ id: r, remove: x }]')).toEqual([
      'bad-glob',
    ]);
  });
});

describe('a set of characters in a pattern', () => {
  it.each([
    ['remove: "temp-[0-9]"', "{ regex: '^temp-[0-9]$' }"],
    ['remove: "a.[!x]-*"', "{ regex: '^a\\.[^x]-.*$' }"],
    ['remove: { key: { glob: "[a-c]?" } }', "{ regex: '^[a-c].$' }"],
    ['match: { path: "/Team [0-9]/**" }\n    remove: x', '{0,1,2}'],
  ])('%s is a warning that says what to write for it', async (lines, hint) => {
    const { problems, loaded } = await validate(`rules:\n  - id: r\n    ${lines}`);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['literal-brackets', 'warning']]);
    expect(problems[0]?.hint).toContain(hint);
    expect(loaded).toBeDefined();
  });

  it.each([
    'remove: "[PROD] owner"',
    'remove: { equals: "temp-[0-9]" }',
    'remove: { regex: "^temp-[0-9]$" }',
    'remove: "a[]b[x]"',
  ])('is none in %s', async (line) => {
    expect(await codesOf(line)).toEqual([]);
  });
});
