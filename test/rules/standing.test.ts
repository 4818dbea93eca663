import { describe, expect, it } from 'vitest';
import type { RuleFiles } from '../../engine/rules/disk.ts';
import { validateRules } from '../../engine/rules/load.ts';
import { memoryFiles, OPEN, RULE, rule, told, validate } from './memory.ts';

/** What is said of a root file by that name, each problem with its place and hint. */
async function problemsOf(files: RuleFiles, root = 'conf/tag-rules.yaml') {
  const { problems, loaded } = await validateRules(root, files);
  expect(loaded).toBeUndefined();
  return problems;
}

/** Files of which some cannot be read. */
function unreadable(texts: Record<string, string>, errors: Record<string, Error>): RuleFiles {
  const files = memoryFiles({
    ...texts,
    ...Object.fromEntries(Object.keys(errors).map((name) => [name, ''])),
  });
  return {
    ...files,
    read: (path) => (errors[path] === undefined ? files.read(path) : Promise.reject(errors[path])),
  };
}

describe('a root file', () => {
  it('says which version of the rule language it is in', async () => {
    const problems = await problemsOf(memoryFiles({ 'conf/tag-rules.yaml': RULE }));
    expect(problems).toEqual([
      {
        code: 'missing-key',
        severity: 'error',
        message: 'The root file needs `version`.',
        place: { file: 'conf/tag-rules.yaml', line: 1, column: 1 },
        excerpt: 'rules: [{ id: r, remove: temp }]',
        hint: 'Begin it with: version: 1',
      },
    ]);
  });

  it.each([
    ['2', 'must be 1, the only version of the rule language so far'],
    ['"1"', 'must be 1, the only version of the rule language so far'],
  ])('is refused in version %s', async (version, why) => {
    const problems = await problemsOf(memoryFiles({ 'conf/tag-rules.yaml': `version: ${version}\n${RULE}` }));
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['not-allowed', `\`version\` ${why}.`],
    ]);
  });

  it.each([
    ['- a\n', 'The file must be a map, and is a list.'],
    ['text\n', 'The file must be a map, and is text.'],
    ['7\n', 'The file must be a map, and is the number 7.'],
  ])('that is %j is said to be no map, and nothing more', async (text, message) => {
    const problems = await problemsOf(memoryFiles({ 'conf/tag-rules.yaml': text }));
    expect(problems.map((one) => [one.code, one.message])).toEqual([['wrong-type', message]]);
  });

  it('that may not be read is named with the reason, and a first step', async () => {
    const denied = Object.assign(new Error('no'), { code: 'EACCES' });
    expect(await problemsOf(unreadable({}, { 'conf/tag-rules.yaml': denied }))).toEqual([
      {
        code: 'rules-unreadable',
        severity: 'error',
        message: 'conf/tag-rules.yaml cannot be read: EACCES.',
        place: { file: 'conf/tag-rules.yaml', line: 1, column: 1 },
        hint: 'Check that it is a file that you may read.',
      },
    ]);
    const odd = await problemsOf(unreadable({}, { 'conf/tag-rules.yaml': new Error('cable') }));
    expect(odd.map(({ message }) => message)).toEqual(['conf/tag-rules.yaml cannot be read: Error: cable.']);
  });
});

describe('a folder that is named in place of a root file', () => {
  const folder = { conf: Object.assign(new Error('no'), { code: 'EISDIR' }) };

  it.each([
    [{ 'conf/tag-rules.yaml': RULE }, 'Name the file in it: conf/tag-rules.yaml'],
    [{ 'conf/other.yaml': RULE }, 'Name the file itself; there is no tag-rules.yaml in this folder.'],
  ])('is told as one, with the file that is meant where it has %o', async (texts, hint) => {
    expect(await problemsOf(unreadable(texts, folder), 'conf')).toEqual([
      {
        code: 'rules-unreadable',
        severity: 'error',
        message: 'conf is a folder, and a rule file is wanted here.',
        hint,
      },
    ]);
  });
});

describe('an included file', () => {
  it('has nothing that holds for the whole run', async () => {
    const said = await told('include: more.yaml\n', {
      'more.yaml': `include: x.yaml\nlimits: { removals: 1 }\nfreeze: [{ from: 2026-12-20, until: 2026-12-21, why: x }]\n${RULE}`,
    });
    expect(said).toEqual([
      'more.yaml 1:1 only-in-root: `include` stands in an included file, and holds for the whole run. → Move it into the root file.',
      'more.yaml 2:1 only-in-root: `limits` stands in an included file, and holds for the whole run. → Move it into the root file.',
      'more.yaml 3:1 only-in-root: `freeze` stands in an included file, and holds for the whole run. → Move it into the root file.',
    ]);
  });

  it.each(['- a\n', 'text\n', 'null\n', ''])('may be no map, as %j', async (text) => {
    const problems = await problemsOf(
      memoryFiles({ 'conf/tag-rules.yaml': 'version: 1\ninclude: more.yaml\n', 'conf/more.yaml': text }),
    );
    expect(problems.map(({ place }) => [place?.file, place?.line, place?.column])).toEqual([
      ['conf/more.yaml', 1, 1],
    ]);
  });

  it('that cannot be read leaves open which rules there are', async () => {
    const root = `version: 1\ninclude: "a*"\n${RULE}waivers: [{ rule: b, ${OPEN} }]\n`;
    const missing = Object.assign(new Error('no'), { code: 'ENOENT' });
    const files = unreadable(
      { 'conf/tag-rules.yaml': root },
      { 'conf/a2.yaml': missing, 'conf/a1.yaml': missing },
    );
    expect((await problemsOf(files)).map(({ code, message }) => [code, message])).toEqual([
      ['rules-unreadable', 'There is no file conf/a1.yaml.'],
      ['rules-unreadable', 'There is no file conf/a2.yaml.'],
    ]);
  });

  it('that is no YAML leaves open which rules there are', async () => {
    const said = await told(`include: more.yaml\n${RULE}waivers: [{ rule: b, ${OPEN} }]\n`, {
      'more.yaml': 'rules: [\n',
    });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^more.yaml .*yaml-syntax/);
  });

  it('that is whole, though it has no rule, leaves nothing open', async () => {
    const said = await told(`include: more.yaml\n${RULE}waivers: [{ rule: b, ${OPEN} }]\n`, {
      'more.yaml': 'protect: x\n',
    });
    expect(said).toEqual(['4:19 no-such-rule: There is no rule `b`.']);
  });
});

describe('a pattern of files', () => {
  it('is looked for with all that is left out, and never where it has a fault', async () => {
    const asked: (readonly string[])[] = [];
    const files = memoryFiles({
      'tag-rules.yaml': 'version: 1\ninclude: [a*, "!b", "{1..2}", "!{3..4}", c]\n',
    });
    const spied: RuleFiles = {
      ...files,
      glob(patterns, base) {
        asked.push([base, ...patterns]);
        return files.glob(patterns, base);
      },
    };
    await validateRules('tag-rules.yaml', spied);
    expect(asked).toEqual([
      ['.', 'a*', '!b'],
      ['.', 'c', '!b'],
    ]);
  });

  it.each([
    [1024, 'include-empty'],
    [1025, 'bad-glob'],
  ])('of %i characters: %s', async (length, code) => {
    const said = await told(`include: ${'a'.repeat(length)}\n${RULE}`);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(code);
    expect(said[0]?.includes('It has more than 1024 characters.')).toBe(code === 'bad-glob');
  });
});

describe('text that is too long', () => {
  const long = 'a'.repeat(1025);

  it.each([
    [`remove: ${long}`, '`remove` must have at most 1024 characters.'],
    [`remove: { equals: ${long} }`, '`equals` must be text of at most 1024 characters.'],
    [`remove: { glob: ${long} }`, '`glob` must be a pattern of at most 1024 characters.'],
    [`remove: { variant-of: [x, ${long}] }`, 'Entry 2 of `variant-of` must have at most 1024 characters.'],
  ])('is refused: %.30s', async (line, message) => {
    const { problems } = await validate(rule(line));
    expect(problems.map((one) => [one.code, one.message])).toEqual([['not-allowed', message]]);
  });

  it('is no excerpt, and is cut off within a message', async () => {
    const { problems } = await validate(rule(`severity: ${long}`));
    expect(problems.map(({ message }) => message)).toEqual([
      `\`severity\` must be error, warning or info, and is \`${'a'.repeat(80)}\`.`,
    ]);
    expect(problems[0]).not.toHaveProperty('excerpt');
  });

  it('is cut off at 80 characters where it is a key', async () => {
    const said = await told(rule('remove: x', `match: { tags: { ${'a'.repeat(81)}: "" } }`));
    expect(said).toEqual([
      `5:105 empty: \`${'a'.repeat(80)}\` is empty. → For the empty value write { empty: true }.`,
    ]);
  });

  it.each([
    [80, 'a'.repeat(80)],
    [81, `${'a'.repeat(79)}…`],
  ])('is cut off past 80 characters: an id of %i', async (length, shown) => {
    const id = 'a'.repeat(length);
    expect(await told(`rules:\n  - { id: ${id}, remove: x }\n  - { id: ${id}, remove: y }\n`)).toEqual([
      `4:11 duplicate-rule: The id \`${shown}\` is already that of the rule at tag-rules.yaml:3. → Rename one of the two.`,
    ]);
  });

  it('of a file has at most 400,000 keys, values and marks', async () => {
    const { problems } = await validate(`protect: [${'a,'.repeat(200_000)}]\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: 'file-too-large',
      message: 'tag-rules.yaml has more than 400000 keys, values and marks.',
      hint: 'Split it, and name the parts in `include`.',
      place: { file: 'tag-rules.yaml', line: 2 },
    });
  });
});

describe('the line that a problem points at', () => {
  it.each([
    ['a.yaml', true],
    ['a.yml', true],
    ['a.YAML', true],
    ['a.yaml.txt', false],
    ['a.yam', false],
    ['yaml', false],
  ])('is shown of %s: %s', async (name, shown) => {
    const { problems } = await validate(`include: ${name}\n${RULE}`, { [name]: 'freeze: 7\n' });
    expect(problems.map(({ place }) => place?.file)).toEqual([name, name]);
    expect(problems.map((one) => one.excerpt)).toEqual(
      shown ? ['freeze: 7', 'freeze: 7'] : [undefined, undefined],
    );
  });

  it('is shown up to 1000 characters', async () => {
    const of = async (length: number) =>
      (await validate(`why: ${'a'.repeat(length - 5)}\n${RULE}`)).problems.map(
        ({ excerpt }) => excerpt?.length,
      );
    expect([await of(1000), await of(1001)]).toEqual([[1000], [undefined]]);
  });

  it('is all that is said beside place and message, where there is nothing to advise', async () => {
    const { problems } = await validate(`${RULE}freeze: [{ from: 2026-12-20, until: 2026-12-19, why: x }]\n`);
    expect(problems).toStrictEqual([
      {
        code: 'backwards-freeze',
        severity: 'error',
        message: 'This freeze ends before it begins.',
        place: { file: 'tag-rules.yaml', line: 3, column: 37 },
        excerpt: 'freeze: [{ from: 2026-12-20, until: 2026-12-19, why: x }]',
      },
    ]);
  });
});

describe('problems', () => {
  it('stand by file, the root first, then by line and column', async () => {
    const said = await told(
      'include: ["b*", "a*"]\nprotect: { b: c, a: d }\nrules: [{ id: r, remove: 7, why: 8 }]\n',
      {
        'b1.yaml': 'redact: x\nredact: y\nprotect: 8\n',
        'a1.yaml': 'rules: [{ id: s }]\n',
      },
    );
    expect(said.map((one) => one.slice(0, one.indexOf(': ')))).toEqual([
      '3:12 unknown-key',
      '3:18 unknown-key',
      '4:26 unquoted',
      '4:34 unquoted',
      'a1.yaml 1:9 idle-rule',
      'b1.yaml 2:1 duplicate-key',
      'b1.yaml 3:10 unquoted',
    ]);
  });

  it('of which a file has more than 100 are counted from there on, whoever finds them', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => `k${i}: 1\n`).join('');
    const twice = (n: number) => Array.from({ length: n + 1 }, () => 'protect: x\n').join('');
    for (const mistakes of [many, twice]) {
      const { problems: hundred } = await validate(mistakes(100) + RULE);
      expect(hundred).toHaveLength(100);
      expect(new Set(hundred.map(({ code }) => code)).size).toBe(1);
      const { problems } = await validate(mistakes(107) + RULE);
      expect(problems).toHaveLength(101);
      expect(problems.at(-1)).toEqual({
        code: 'too-many-problems',
        severity: 'error',
        message: 'At least 7 more problems of this file are not listed.',
        hint: 'Mend the ones above first: many of the rest may be the same mistake.',
        place: { file: 'tag-rules.yaml', line: 1, column: 1 },
      });
    }
  });

  it('are counted for each file by itself', async () => {
    const many = Array.from({ length: 101 }, (_, i) => `k${i}: 1\n`).join('');
    const { problems } = await validate(`include: more.yaml\n${many}${RULE}`, { 'more.yaml': many });
    expect(
      problems.filter(({ code }) => code === 'too-many-problems').map(({ place }) => place?.file),
    ).toEqual(['tag-rules.yaml', 'more.yaml']);
    expect(problems).toHaveLength(202);
  });
});
