import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, type Said, told, toldWhole } from '../memory.ts';

/** The hints of all that is said of such a file. */
async function hints(text: string): Promise<string[]> {
  return (await told(text)).map((line) => line.split(' → ')[1] ?? '');
}

describe('what was meant by a value', () => {
  it.each([
    ['25', 'Write it with its sign: 25%.'],
    ['"25"', 'Write it with its sign: 25%.'],
    ['100', 'Write it with its sign: 100%.'],
    ['0.25', 'Write it with its sign: 25%, for 0.25 of all.'],
    ['101', ''],
    ['-1', ''],
    ['some', ''],
  ])('is a share: %s', async (share, hint) => {
    expect(await hints(`${RULE}limits: { share: ${share} }\n`)).toEqual([hint]);
  });

  it.each([
    ['31.12.2026', 'Write the year first, with dashes: 2026-12-31.'],
    ['1.2.2026', 'Write the year first, with dashes: 2026-02-01.'],
    ['2026/12/31', 'Write two digits each, with dashes: 2026-12-31.'],
    ['2026-1-3', 'Write two digits each, with dashes: 2026-01-03.'],
    ['12/11/2026', 'Write year, month and day, with dashes: YYYY-MM-DD.'],
    ['tomorrow', ''],
  ])('is a day: %s', async (day, hint) => {
    expect(await hints(rule(`remove: { key: x, value: { before: ${day} } }`))).toEqual([hint]);
    const open = OPEN.replace('2027-01-31', day);
    expect(await hints(`${RULE}waivers: [{ rule: r, ${open} }]\n`)).toEqual([hint]);
  });

  it.each([
    ['ou', 'Write what it is that is matched: { type: ou }.'],
    ['OU', 'Write what it is that is matched: { type: ou }.'],
    ['/Production/**', 'Write what it is that is matched: { path: "/Production/**" }.'],
    ['Sandbox', 'Write what is matched by: { type: ou }, or id, name, path or tags in its place.'],
  ])('is a scope: %s', async (scope, hint) => {
    for (const key of ['match', 'exclude']) {
      expect(await told(rule('remove: x', `${key}: ${scope}`))).toEqual([
        `5:${key.length + 7} wrong-type: \`${key}\` must be a map, and is text. → ${hint}`,
      ]);
    }
  });

  it.each<Said>([
    [
      `version: "1"\n${RULE}`,
      [
        '1:10 not-allowed: `version` must be 1, the only version of the rule language so far. → Write it without quotes: `version: 1`.',
      ],
    ],
    [
      `version: 2\n${RULE}`,
      [
        '1:10 not-allowed: `version` must be 1, the only version of the rule language so far. → Write `version: 1`.',
      ],
    ],
    [
      '',
      ['1:1 empty: The file is empty. → Begin it with the line `version: 1`; docs/rules.md has every key.'],
    ],
    [
      '# later\n',
      ['1:1 empty: The file is empty. → Begin it with the line `version: 1`; docs/rules.md has every key.'],
    ],
  ])('is the version of a file: %j', async (text, said) => {
    expect(await toldWhole(text)).toEqual(said);
  });
});

describe('what was meant by a condition of another language', () => {
  it.each([
    ['starts-with: temp-', 'Write a pattern in its place: "temp-*".'],
    ['startsWith: temp-', 'Write a pattern in its place: "temp-*".'],
    ['prefix: temp-', 'Write a pattern in its place: "temp-*".'],
    ['ends-with: -old', 'Write a pattern in its place: "*-old".'],
    ['contains: temp', 'Write a pattern in its place: "*temp*".'],
    ['contains: "a*b"', 'Write a pattern in its place: "*text*".'],
    ['contains: [a]', 'Write a pattern in its place: "*text*".'],
    ['resembles: temp', 'Known here: equals, glob, regex, in, ignore-case, not.'],
  ])('is a pattern: %s', async (condition, hint) => {
    expect(await hints(rule(`remove: { key: { ${condition} } }`))).toEqual([hint]);
  });

  it('is a pattern in a value and in a path too', async () => {
    expect(await hints(rule('remove: { key: x, value: { starts-with: a } }'))).toEqual([
      'Write a pattern in its place: "a*".',
    ]);
    expect(await hints(rule('match: { path: { starts-with: /Prod } }', 'remove: x'))).toEqual([
      'Write a pattern in its place: "/Prod*".',
    ]);
  });
});

describe('a condition named as something that every object has', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is an unknown key: %s',
    async (key) => {
      const problems = await told(rule(`remove: { ${key}: x }`));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^4:\d+ unknown-key: /);
      expect(problems[0]).not.toContain('Write a pattern');
    },
  );
});
