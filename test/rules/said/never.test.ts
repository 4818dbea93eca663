import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of a rule that does nothing', () => {
  it.each<Said>([
    [
      'rules:\n  - { id: r }\n  - { id: s, why: x }\n',
      [
        '3:5 idle-rule: The rule `r` neither removes nor requires anything. → Add `remove` or `require`.',
        '4:5 idle-rule: The rule `s` neither removes nor requires anything. → Add `remove` or `require`.',
      ],
    ],
    [rule('require: x'), []],
    [rule('remove: x'), []],
    [
      'remove: x\nrules: [{ id: r }]\n',
      [
        '2:1 unknown-key: `remove` is not a key of the file. → `remove` is a key of a rule: indent it below `- id:`.',
      ],
    ],
    [
      'require: x\nrules: [{ id: r }, { id: s }]\n',
      [
        '2:1 unknown-key: `require` is not a key of the file. → `require` is a key of a rule: indent it below `- id:`.',
      ],
    ],
    [
      'why: x\nrules: [{ id: r }]\n',
      [
        '2:1 unknown-key: `why` is not a key of the file. → `why` is a key of a rule: indent it below `- id:`.',
        '3:9 idle-rule: The rule `r` neither removes nor requires anything. → Add `remove` or `require`.',
      ],
    ],
    [
      rule('match: { type: policy, path: /A }', 'remove: x'),
      ['4:5 never-matches: `match` can never match. A policy has no path.'],
    ],
    [
      rule('exclude: { type: root, path: /A }', 'remove: x'),
      ['4:5 never-matches: `exclude` can never match. The path of the root is "/".'],
    ],
    [
      rule('match: { type: ou, id: r-abcd }', 'remove: x'),
      ['4:5 never-matches: `match` can never match. No resource has such a type, id and path.'],
    ],
    [
      RULE + 'waivers: [{ rule: r, match: { type: policy, path: /A }, ' + OPEN + ' }]\n',
      ['3:22 never-matches: `match` can never match. A policy has no path.'],
    ],
    [
      rule('match: { type: ou }', 'exclude: { type: ou }', 'remove: x'),
      ['5:5 never-matches: The rule `r` can never match. `exclude` takes away all of `match`.'],
    ],
    [
      rule('match: { type: ou }', 'remove: { key: a, except: "a*" }'),
      ['5:5 never-matches: The rule `r` can never match. `except` takes away every key.'],
    ],
    [rule('match: { type: ou }', 'remove: { key: a, except: "a*" }', 'require: x'), []],
    [rule('match: { type: ou }', 'remove: [{ key: a, except: "a*" }, b]'), []],
    [rule('match: { name: a }', 'exclude: { type: ou }', 'remove: x'), []],
    [
      rule('match: { tags: { a: x } }', 'exclude: { tags: { a: x } }', 'remove: x'),
      ['5:5 never-matches: The rule `r` can never match. `exclude` takes away all of `match`.'],
    ],
    [
      rule('match: { tags: { a: x, b: y } }', 'exclude: { tags: { b: y } }', 'remove: x'),
      ['5:5 never-matches: The rule `r` can never match. `exclude` takes away all of `match`.'],
    ],
    [rule('match: { tags: { a: x } }', 'exclude: { tags: { a: y } }', 'remove: x'), []],
    [rule('match: { tags: { a: x } }', 'exclude: { tags: { a: x, b: y } }', 'remove: x'), []],
    [rule('match: { type: ou }', 'exclude: { tags: { a: x } }', 'remove: x'), []],
    [
      rule('match: { id: ou-abcdefgh }', 'exclude: { id: "ou-*" }', 'remove: x'),
      ['5:5 never-matches: The rule `r` can never match. `exclude` takes away all of `match`.'],
    ],
    [rule('match: { id: ou-abcdefgh }', 'exclude: { id: ou-hgfedcba }', 'remove: x'), []],
    [rule('match: { name: a }', 'exclude: { id: ou-hgfedcba }', 'remove: x'), []],
    [
      rule('match: { path: /A/** }', 'exclude: { path: /A/** }', 'remove: x'),
      ['5:5 never-matches: The rule `r` can never match. `exclude` takes away all of `match`.'],
    ],
    [rule('match: { path: /A/** }', 'exclude: { path: /A/B }', 'remove: x'), []],
    [rule('match: { name: a }', 'exclude: { path: /A/B }', 'remove: x'), []],
    [
      rule('match: { type: policy, id: ou-x }', 'remove: x'),
      ['4:5 never-matches: `match` can never match. No resource has such a type, id and path.'],
    ],
    [
      rule('match: { id: p-abcdefgh, path: /A }', 'remove: x'),
      ['4:5 never-matches: `match` can never match. No resource has such a type, id and path.'],
    ],
    [
      rule('match: { type: [account, policy], id: p-abcdefgh, path: /A }', 'remove: x'),
      ['4:5 never-matches: `match` can never match. No resource has such a type, id and path.'],
    ],
    [
      rule('match: { type: root, path: "/*" }', 'remove: x'),
      ['4:5 never-matches: `match` can never match. The path of the root is "/".'],
    ],
    [rule('match: { type: root, path: / }', 'remove: x'), []],
    [rule('match: { type: [ou, account] }', 'exclude: { type: ou }', 'remove: x'), []],
    [rule('exclude: { type: ou }', 'remove: x'), []],
    [rule('exclude: { id: ou-abcdefgh }', 'remove: x'), []],
    [rule('exclude: { name: a }', 'remove: x'), []],
    [
      rule('match: { type: ou, path: /A/** }', 'exclude: { type: ou }', 'remove: x'),
      ['5:5 never-matches: The rule `r` can never match. `exclude` takes away all of `match`.'],
    ],
    [rule('exclude: { tags: { a: x } }', 'remove: x'), []],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
