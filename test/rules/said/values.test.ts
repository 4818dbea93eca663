import { describe, expect, it } from 'vitest';
import { RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of a value of another kind', () => {
  it.each<Said>([
    ['rules: x\n', ['2:8 wrong-type: `rules` must be a list, and is text.']],
    ['rules: 7\n', ['2:8 wrong-type: `rules` must be a list, and is the number 7.']],
    ['rules: true\n', ['2:8 wrong-type: `rules` must be a list, and is the truth value true.']],
    ['rules:\n', ['2:1 empty: `rules` has no value. → Write one, or take the key out.']],
    ['rules: null\n', ['2:8 wrong-type: `rules` must be a list, and is nothing.']],
    ['rules: ~\n', ['2:8 wrong-type: `rules` must be a list, and is nothing.']],
    [
      'rules: { id: a }\n',
      [
        '2:8 wrong-type: `rules` must be a list, and is a map. → Begin each rule with a dash, `- id: …`, and put its other keys below `id`.',
      ],
    ],
    ['rules: [[]]\n', ['2:9 wrong-type: Entry 1 of `rules` must be a map, and is a list.']],
    ['rules: [a]\n', ['2:9 wrong-type: Entry 1 of `rules` must be a map, and is text.']],
    [
      'rules: ["id:a"]\n',
      [
        '2:9 wrong-type: Entry 1 of `rules` must be a map, and is text. → Put a space behind the colon: id: …',
      ],
    ],
    ['rules: [7]\n', ['2:9 wrong-type: Entry 1 of `rules` must be a map, and is the number 7.']],
    [
      'waivers: { rule: r }\n' + RULE,
      [
        '2:10 wrong-type: `waivers` must be a list, and is a map. → Begin each waiver with a dash, `- rule: …`, and put its other keys below `rule`.',
      ],
    ],
    [
      'freeze: { from: x }\n' + RULE,
      [
        '2:9 wrong-type: `freeze` must be a list, and is a map. → Begin each freeze with a dash, `- from: …`, and put its other keys below `from`.',
      ],
    ],
    ['freeze: [x]\n' + RULE, ['2:10 wrong-type: Entry 1 of `freeze` must be a map, and is text.']],
    [
      'waivers: ["rule:r"]\n' + RULE,
      [
        '2:11 wrong-type: Entry 1 of `waivers` must be a map, and is text. → Put a space behind the colon: rule: …',
      ],
    ],
    [
      rule('remove: 7'),
      ['4:13 unquoted: `remove` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
    [
      rule('remove: null'),
      ['4:13 unquoted: `remove` must be text, and YAML takes `null` for nothing. → Quote it: "null"'],
    ],
    [rule('remove:'), ['4:5 empty: `remove` has no value. → Write one, or take the key out.']],
    [
      rule('remove: 0x1F'),
      ['4:13 unquoted: `remove` must be text, and YAML takes `0x1F` for the number 31. → Quote it: "0x1F"'],
    ],
    [
      rule('remove: [x, 1.50]'),
      [
        '4:17 unquoted: Entry 2 of `remove` must be text, and YAML takes `1.50` for the number 1.5. → Quote it: "1.50"',
      ],
    ],
    [
      rule('remove: [x, [y, true]]'),
      [
        '4:21 unquoted: Entry 2 of `remove` must be text, and YAML takes `true` for the truth value true. → Quote it: "true"',
      ],
    ],
    [
      rule('remove: x', 'why: 2026'),
      ['5:10 unquoted: `why` must be text, and YAML takes `2026` for the number 2026. → Quote it: "2026"'],
    ],
    [
      rule('remove: x', 'why: [a]'),
      ['5:10 wrong-type: `why` must be a sentence of at most 2000 characters, and is a list.'],
    ],
    [
      rule('remove: x', 'why: { a: b }'),
      ['5:10 wrong-type: `why` must be a sentence of at most 2000 characters, and is a map.'],
    ],
    [
      rule('remove: x', 'why: " "'),
      ['5:10 not-allowed: `why` must be a sentence of at most 2000 characters.'],
    ],
    [rule('remove: x', 'why: ""'), ['5:10 empty: `why` is empty. → Say what is meant, or take it out.']],
    [
      rule('remove: x', 'enforce: "no"'),
      [
        '5:14 wrong-type: `enforce` must be true or false, and is text. → Write false: `no` is text in YAML 1.2.',
      ],
    ],
    [
      rule('remove: x', 'enforce: 0'),
      ['5:14 wrong-type: `enforce` must be true or false, and is the number 0.'],
    ],
    [
      rule('remove: x', 'really: [true]'),
      ['5:13 wrong-type: `really` must be true or false, and is a list.'],
    ],
    [
      rule('remove: x', 'really: { a: b }'),
      ['5:13 wrong-type: `really` must be true or false, and is a map.'],
    ],
    [
      rule('remove: x', 'match: ou'),
      [
        '5:12 wrong-type: `match` must be a map, and is text. → Write what it is that is matched: { type: ou }.',
      ],
    ],
    [rule('remove: x', 'match: { tags: [] }'), ['5:20 wrong-type: `tags` must be a map, and is a list.']],
    [rule('remove: { in: x }'), ['4:19 wrong-type: `in` must be a list of texts, and is text.']],
    [
      rule('remove: { in: [x, 7] }'),
      ['4:23 unquoted: Entry 2 of `in` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
    [
      'include: 7\n' + RULE,
      ['2:10 unquoted: `include` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
    [
      'include: {}\n' + RULE,
      ['2:10 wrong-type: `include` must be a path or glob, or a list of them, and is a map.'],
    ],
    ['rules:\n  -\n', ['3:4 empty: Entry 1 of `rules` has no value. → Write one, or take the key out.']],
    [
      'rules:\n  - # later\n  - { id: a, remove: x }\n',
      ['3:5 empty: Entry 1 of `rules` has no value. → Write one, or take the key out.'],
    ],
    ['rules: ["see id:a"]\n', ['2:9 wrong-type: Entry 1 of `rules` must be a map, and is text.']],
    [
      rule('remove: { variant-of: { a: b } }'),
      ['4:27 wrong-type: `variant-of` must be text or a list, and is a map.'],
    ],
    [
      rule('match: { tags: { a: 7 } }', 'remove: x'),
      ['4:25 unquoted: `a` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a value that is none of those allowed', () => {
  it.each<Said>([
    [
      rule('remove: x', 'severity: warn'),
      ['5:15 not-allowed: `severity` must be error, warning or info, and is `warn`.'],
    ],
    [
      rule('remove: x', 'severity: infos'),
      ['5:15 not-allowed: `severity` must be error, warning or info, and is `infos`. → Did you mean `info`?'],
    ],
    [
      rule('remove: x', 'severity: 3'),
      ['5:15 not-allowed: `severity` must be error, warning or info, and is the number 3.'],
    ],
    [
      rule('remove: x', 'severity: [error]'),
      ['5:15 not-allowed: `severity` must be error, warning or info, and is a list.'],
    ],
    [
      rule('remove: x', 'severity: { a: b }'),
      ['5:15 not-allowed: `severity` must be error, warning or info, and is a map.'],
    ],
    [
      rule('remove: x', 'severity: true'),
      ['5:15 not-allowed: `severity` must be error, warning or info, and is the truth value true.'],
    ],
    [
      rule('remove: x', 'severity:'),
      ['5:5 not-allowed: `severity` must be error, warning or info, and is nothing.'],
    ],
    [
      rule('remove: x', 'match: { type: acount }'),
      [
        '5:20 not-allowed: `type` must be root, ou, account or policy, and is `acount`. → Did you mean `account`?',
      ],
    ],
    [
      rule('remove: x', 'match: { type: [ou, 7, OU] }'),
      [
        '5:25 unquoted: Entry 2 of `type` must be text, and YAML takes `7` for the number 7. → Quote it: "7"',
        '5:28 not-allowed: Entry 3 of `type` must be root, ou, account or policy, and is `OU`. → Did you mean `ou`?',
      ],
    ],
    [rule('remove: x', 'match: { type: {} }'), ['5:20 wrong-type: `type` must be text, and is a map.']],
    [
      'rules: [{ id: "a b", remove: x }]\n',
      [
        '2:15 not-allowed: `id` must be a word of at most 128 letters, digits, `-`, `_` and `.`, such as no-temp-keys.',
      ],
    ],
    [
      'rules: [{ id: 7, remove: x }]\n',
      ['2:15 unquoted: `id` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
    ['rules: [{ id: "", remove: x }]\n', ['2:15 empty: `id` is empty. → Say what is meant, or take it out.']],
    ['rules: [{ id: , remove: x }]\n', ['2:11 empty: `id` has no value. → Write one, or take the key out.']],
    [
      'rules: [{ id: -x, remove: x }]\n',
      [
        '2:15 not-allowed: `id` must be a word of at most 128 letters, digits, `-`, `_` and `.`, such as no-temp-keys.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of nothing where something is meant', () => {
  it.each<Said>([
    [rule('remove: x', 'match: {}'), ['5:12 empty: `match` is empty. → Say what is meant, or take it out.']],
    [
      rule('remove: x', 'match: { type: [] }'),
      ['5:20 empty: `type` is empty. → Say what is meant, or take it out.'],
    ],
    [
      rule('remove: x', 'match: { name: "" }'),
      ['5:20 empty: `name` is empty. → Say what is meant, or take it out.'],
    ],
    [rule('remove: { key: "" }'), ['4:20 empty: `key` is empty. → Say what is meant, or take it out.']],
    [
      rule('remove: { key: { equals: "" } }'),
      ['4:30 empty: `equals` is empty. → Say what is meant, or take it out.'],
    ],
    [
      rule('remove: { key: k, value: { equals: "" } }'),
      ['4:40 empty: `equals` is empty. → For the empty value write { empty: true }.'],
    ],
    [
      rule('remove: { key: k, value: [a, ""] }'),
      ['4:34 empty: Entry 2 of `value` is empty. → For the empty value write { empty: true }.'],
    ],
    [
      rule('remove: { key: x, value: { in: ["", n/a] } }'),
      [
        '4:37 empty: Entry 1 of `in` is empty. → For the empty value and others write a list in place of `in`: [{ empty: true }, other].',
      ],
    ],
    [
      rule('remove: x', 'match: { tags: { value: { not: "" } } }'),
      ['5:36 empty: `not` is empty. → For the empty value write { empty: true }.'],
    ],
    [rule('remove: { in: [] }'), ['4:19 empty: `in` is empty. → Say what is meant, or take it out.']],
    [
      rule('remove: x', 'match: { tags: { "a/b~c": "" } }'),
      ['5:31 empty: `a/b~c` is empty. → For the empty value write { empty: true }.'],
    ],
    ['include: []\n' + RULE, ['2:10 empty: `include` is empty. → Say what is meant, or take it out.']],
    ['include: ""\n' + RULE, ['2:10 empty: `include` is empty. → Say what is meant, or take it out.']],
    [
      'include: [""]\n' + RULE,
      ['2:11 empty: Entry 1 of `include` is empty. → Say what is meant, or take it out.'],
    ],
    [
      rule('match: { tags: { a: [] } }', 'remove: x'),
      ['4:25 empty: `a` is empty. → Say what is meant, or take it out.'],
    ],
    [
      rule('match: { tags: { a: {} } }', 'remove: x'),
      ['4:25 empty: `a` is empty. → Say what is meant, or take it out.'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
