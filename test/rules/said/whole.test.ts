import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of rules together', () => {
  it.each<Said>([
    [
      '',
      [
        '1:1 no-rules: There is not a single rule, so every organization would be found in order. → Add one under `rules`, or include files that have some.',
      ],
    ],
    [
      'protect: owner\n',
      [
        '1:1 no-rules: There is not a single rule, so every organization would be found in order. → Add one under `rules`, or include files that have some.',
      ],
    ],
    ['rules: []\n', ['2:8 empty: `rules` is empty. → Say what is meant, or take it out.']],
    ['rules: [null]\n', ['2:9 wrong-type: Entry 1 of `rules` must be a map, and is nothing.']],
    [
      'rules:\n  - { id: a, remove: x }\n  - { id: b, remove: x }\n  - { id: a, remove: y }\n  - { id: a, remove: z }\n',
      [
        '5:11 duplicate-rule: The id `a` is already that of the rule at tag-rules.yaml:3. → Rename one of the two.',
        '6:11 duplicate-rule: The id `a` is already that of the rule at tag-rules.yaml:3. → Rename one of the two.',
      ],
    ],
    [
      RULE +
        'waivers: [{ rule: s, ' +
        OPEN +
        ' }]\nlimits: { per-rule: { rr: { removals: 1 }, something: { removals: 1 } } }\n',
      [
        '3:19 no-such-rule: There is no rule `s`.',
        '4:23 no-such-rule: There is no rule `rr`. → Did you mean `r`?',
        '4:44 no-such-rule: There is no rule `something`.',
      ],
    ],
    [
      'rules: [{ id: temp-keys, remove: temp }]\nwaivers: [{ rule: temp-key, ' + OPEN + ' }]\n',
      ['3:19 no-such-rule: There is no rule `temp-key`. → Did you mean `temp-keys`?'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of keys that an exception takes away, or not', () => {
  it.each<Said>([
    [
      rule('remove: { key: { regex: a }, except: "*" }'),
      ['4:5 never-matches: The rule `r` can never match. `except` takes away every key.'],
    ],
    [
      rule('remove: { key: { regex: a }, except: { regex: a } }'),
      ['4:5 never-matches: The rule `r` can never match. `except` takes away every key.'],
    ],
    [rule('remove: { key: { regex: u }, except: "u*" }'), []],
    [rule('remove: { key: [a, b], except: a }'), []],
    [rule('remove: { key: { in: [a, b] }, except: a }'), []],
    [
      rule('remove: { key: { in: [a, b] }, except: [b, a] }'),
      ['4:5 never-matches: The rule `r` can never match. `except` takes away every key.'],
    ],
    [
      rule('remove: { key: a, except: { regex: "a(" } }'),
      ['4:40 bad-regex: This is no regular expression: missing closing ): "a(".'],
    ],
    [rule('remove: { key: "ab*", except: { glob: "a*", not: abc } }'), []],
    [rule('remove: { key: "ab*", except: "x?a*" }'), []],
    [rule('remove: { key: "ac*", except: "a*b" }'), []],
    [
      rule('remove: { key: "ab*", except: "a**" }'),
      ['4:5 never-matches: The rule `r` can never match. `except` takes away every key.'],
    ],
    [rule('remove: { key: { glob: "ab*", ignore-case: true }, except: "ab*" }'), []],
    [rule('remove: { key: { equals: A, ignore-case: true }, except: "A*" }'), []],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a rule that removes everything, or nearly', () => {
  it.each<Said>([
    [
      rule('remove: "*"'),
      [
        '4:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [rule('remove: "*"', 'really: true'), []],
    [
      rule('remove: [{ key: "*", except: x }, { key: "*" }, { variant-of: x }]'),
      [
        '4:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [
      rule('remove: { key: "*", value: "*" }'),
      [
        '4:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [
      rule('remove: { key: "*", value: { glob: "**", ignore-case: true } }'),
      [
        '4:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [
      rule('remove: { glob: "*", ignore-case: true }'),
      [
        '4:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [rule('remove: { glob: "*", not: x }'), []],
    [rule('remove: { regex: a }'), []],
    [
      rule('remove: { regex: "^(.*)$" }'),
      [
        '4:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [rule('remove: { regex: "" }'), ['4:22 empty: `regex` is empty. → Say what is meant, or take it out.']],
    [rule('remove: "a*"'), []],
    [rule('remove: "*a"'), []],
    [
      rule('match: { id: "*" }', 'remove: "*"'),
      [
        '5:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [rule('match: { id: ou-abcdefgh }', 'remove: "*"'), []],
    [rule('match: { name: "a*" }', 'remove: "*"'), []],
    [
      rule('match: { name: [a, "*"] }', 'remove: "*"'),
      [
        '5:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [
      rule('match: { path: /** }', 'remove: "*"'),
      [
        '5:5 claims-everything: The rule `r` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [rule('match: { path: /A/** }', 'remove: "*"'), []],
    [rule('match: { path: /* }', 'remove: "*"'), []],
    [rule('match: { tags: { a: "*" } }', 'remove: "*"'), []],
    [rule('match: { type: [root, ou, account] }', 'remove: "*"'), []],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a rule whose every key is protected', () => {
  it.each<Said>([
    [
      'protect: [a, "b*"]\n' + rule('remove: [a, bb]'),
      [
        '5:5 shadowed (warning): The rule `r` can never remove anything: every key it claims is protected. → `protect` and `_sys_*` come before any rule.',
      ],
    ],
    ['protect: [a, "b*"]\n' + rule('remove: [a, { key: c }]'), []],
    [
      'protect: [a, "b*"]\n' + rule('remove: [{ key: a, value: x }, { key: bb }]'),
      [
        '5:5 shadowed (warning): The rule `r` can never remove anything: every key it claims is protected. → `protect` and `_sys_*` come before any rule.',
      ],
    ],
    ['protect: [a, "b*"]\n' + rule('remove: [a, bb]', 'require: x'), []],
    [
      rule('remove: [_sys_a, "_sys_b*"]'),
      [
        '4:5 shadowed (warning): The rule `r` can never remove anything: every key it claims is protected. → `protect` and `_sys_*` come before any rule.',
      ],
    ],
    [
      'protect: "*"\n' + rule('remove: [x, "y*"]'),
      [
        '5:5 shadowed (warning): The rule `r` can never remove anything: every key it claims is protected. → `protect` and `_sys_*` come before any rule.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('a regular expression that holds of every text', () => {
  it.each(['.*', '.*?', '^', '$', '^.*', '.*$', '^.*$', '(.*)', '^(.*)$'])(
    'claims everything: %j',
    async (regex) => {
      const problems = await told(rule(`remove: { key: { regex: ${JSON.stringify(regex)} } }`));
      expect(problems).toEqual([expect.stringMatching(/^\d+:\d+ claims-everything: /)]);
    },
  );

  it('is none that wants a letter', async () => {
    expect(await told(rule('remove: { key: { regex: ".+x" } }'))).toEqual([]);
  });
});
