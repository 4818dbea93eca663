import { describe, expect, it } from 'vitest';
import { RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of a regular expression', () => {
  it.each<Said>([
    [
      rule('remove: { regex: "a(" }'),
      ['4:22 bad-regex: This is no regular expression: missing closing ): "a(".'],
    ],
    [
      rule('remove: { regex: "(?=a)" }'),
      [
        '4:22 bad-regex: This is no regular expression: invalid or unsupported Perl syntax: "(?=". → RE2 has no lookaround and no backreferences; `not` beside `regex` often serves.',
      ],
    ],
    [
      rule('remove: { regex: "(?!a)" }'),
      [
        '4:22 bad-regex: This is no regular expression: invalid or unsupported Perl syntax: "(?!". → RE2 has no lookaround and no backreferences; `not` beside `regex` often serves.',
      ],
    ],
    [
      rule('remove: { regex: "(?<!a)b" }'),
      [
        '4:22 bad-regex: This is no regular expression: invalid named capture: "(?<!a)b". → RE2 has no lookaround and no backreferences; `not` beside `regex` often serves.',
      ],
    ],
    [
      rule('remove: { regex: "(a)\\\\1" }'),
      [
        '4:22 bad-regex: This is no regular expression: invalid escape sequence: "\\1". → RE2 has no lookaround and no backreferences; `not` beside `regex` often serves.',
      ],
    ],
    [
      rule('remove: { regex: "`[" }'),
      ['4:22 bad-regex: This is no regular expression: missing closing ]: "[".'],
    ],
    [
      rule('remove: { regex: "(?i)a(" }'),
      ['4:22 bad-regex: This is no regular expression: missing closing ): "(?i)a(".'],
    ],
    [
      rule('remove: { regex: "(?P<a" }'),
      ['4:22 bad-regex: This is no regular expression: invalid named capture: "(?P<a".'],
    ],
    [
      rule('remove: { regex: "\\\\8(" }'),
      [
        '4:22 bad-regex: This is no regular expression: invalid escape sequence: "\\8". → RE2 has no lookaround and no backreferences; `not` beside `regex` often serves.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of conditions that cannot hold together', () => {
  it.each<Said>([
    [
      rule('remove: { equals: a, glob: "b*" }'),
      [
        '4:13 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [
      rule('remove: { key: k, value: { after: today, before: today } }'),
      [
        '4:30 never-matches: This can never match. No day is after the one and before the other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [
      rule('remove: { key: { not: "*", glob: "a*" } }'),
      [
        '4:20 never-matches: This can never match. `not` leaves nothing over. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [
      rule('remove: { key: x, except: { not: [{ equals: a, glob: "b*" }] } }'),
      [
        '4:5 never-matches: The rule `r` can never match. `except` takes away every key.',
        '4:39 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [
      rule('remove: { not: x, ignore-case: true }'),
      [
        '4:23 idle-ignore-case: `ignore-case` has no text beside it to act on. → Put it into the map that holds the text: not: { equals: owner, ignore-case: true }',
      ],
    ],
    [
      rule('remove: { key: { not: { ignore-case: true, not: [x] } } }'),
      [
        '4:29 idle-ignore-case: `ignore-case` has no text beside it to act on. → Put it into the map that holds the text: not: { equals: owner, ignore-case: true }',
      ],
    ],
    [rule('remove: { equals: a, glob: "a*" }'), []],
    [rule('remove: { in: [a, b], glob: "b*" }'), []],
    [
      rule('remove: { in: [a, c], glob: "b*" }'),
      [
        '4:13 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('remove: { equals: A, glob: "a*", ignore-case: true }'), []],
    [
      rule('remove: { equals: a, regex: "a(" }'),
      ['4:33 bad-regex: This is no regular expression: missing closing ): "a(".'],
    ],
    [
      rule('remove: { key: k, value: { equals: soon, before: today } }'),
      [
        '4:30 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('remove: { key: k, value: { equals: 2026-01-01, before: today } }'), []],
    [
      rule('remove: { key: k, value: { equals: soon, after: 2026-01-01 } }'),
      [
        '4:30 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [
      rule('remove: { key: k, value: { equals: soon, older-than: 3d } }'),
      [
        '4:30 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [
      rule('remove: { key: k, value: { empty: true, equals: a } }'),
      [
        '4:30 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('remove: { key: k, value: { empty: true, not: a } }'), []],
    [rule('remove: { key: k, value: { empty: false, equals: a } }'), []],
    [
      rule('remove: { key: k, value: { after: today, older-than: 3d } }'),
      [
        '4:30 never-matches: This can never match. No day is after the one and before the other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('remove: { key: k, value: { after: 2026-01-01, older-than: 3d } }'), []],
    [rule('remove: { key: k, value: { after: 2026-01-01, before: today } }'), []],
    [rule('remove: { key: k, value: { after: today, before: 2030-01-01 } }'), []],
    [
      rule('remove: { key: k, value: { after: 2026-01-31, before: 2026-02-01 } }'),
      [
        '4:30 never-matches: This can never match. No day is after the one and before the other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('remove: { key: k, value: { after: 2026-01-31, before: 2026-02-02 } }'), []],
    [rule('remove: { key: k, value: { after: 9999-12-31, before: 9999-12-31 } }'), []],
    [rule('match: { path: { equals: /, glob: "/**" } }', 'remove: x'), []],
    [
      rule('match: { path: { equals: /, glob: "/*" } }', 'remove: x'),
      [
        '4:20 never-matches: This can never match. Its conditions exclude each other. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('match: { path: { equals: /A/B, glob: "/A/*" } }', 'remove: x'), []],
    [
      rule('match: { path: { not: /** } }', 'remove: x'),
      [
        '4:20 never-matches: This can never match. `not` leaves nothing over. → All conditions of one map must hold together; a list means any of them.',
      ],
    ],
    [rule('match: { path: { not: "/*" } }', 'remove: x'), []],
    [rule('remove: { equals: a, not: a, ignore-case: true }'), []],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a day or an age', () => {
  it.each<Said>([
    [
      rule('remove: { key: k, value: { before: 2026-02-30 } }'),
      ['4:40 bad-date: There is no such day as 2026-02-30.'],
    ],
    [
      rule('remove: { key: k, value: { after: 2026-02-29, before: 2026-13-01 } }'),
      [
        '4:39 bad-date: There is no such day as 2026-02-29.',
        '4:59 bad-date: There is no such day as 2026-13-01.',
      ],
    ],
    [rule('remove: { key: k, value: { after: 2024-02-29, before: 2026-12-31 } }'), []],
    [
      rule('remove: { key: k, value: { not: { before: 2026-04-31 } } }'),
      ['4:47 bad-date: There is no such day as 2026-04-31.'],
    ],
    [
      rule('remove: { key: k, value: { before: tomorrow } }'),
      ['4:40 bad-date: `before` must be `today` or a day such as 2027-01-31.'],
    ],
    [
      rule('remove: { key: k, value: { older-than: 3 weeks } }'),
      [
        '4:44 bad-duration: `older-than` must be a number of whole days such as 90d or 90 days. → Days are the only unit: for 3 weeks write 21d.',
      ],
    ],
    [
      RULE + 'waivers: [{ rule: r, reason: x, approved-by: y, expires: 2027-02-29 }]\n',
      ['3:58 bad-date: There is no such day as 2027-02-29.'],
    ],
    [
      RULE + 'waivers: [{ rule: r, reason: x, approved-by: y, expires: today }]\n',
      ['3:58 bad-date: `expires` must be a day such as 2027-01-31.'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of an entry of `remove`', () => {
  it.each<Said>([
    [
      rule('remove: { glob: a, value: x }'),
      [
        '4:15 bad-claim: `glob` stands beside keys that it does not belong to. → Put it under `key`: { key: { glob: … }, … }',
      ],
    ],
    [
      rule('remove: { key: a, equals: b }'),
      [
        '4:23 bad-claim: `equals` stands beside keys that it does not belong to. → Put it under `key`: { key: { equals: … }, … }',
      ],
    ],
    [
      rule('remove: { value: x }'),
      ['4:13 bad-claim: This entry does not say which keys it removes. → Add `key`; key: "*" is any key.'],
    ],
    [
      rule('remove: { except: x }'),
      ['4:13 bad-claim: This entry does not say which keys it removes. → Add `key`; key: "*" is any key.'],
    ],
    [
      rule('remove: { key: a, variant-of: A }'),
      [
        '4:23 bad-claim: An entry has `key` or `variant-of`, not both. → Write two entries, or put the keys that must stay under `except`.',
      ],
    ],
    [
      rule('remove: [a, { value: x }]'),
      ['4:17 bad-claim: This entry does not say which keys it removes. → Add `key`; key: "*" is any key.'],
    ],
    [
      rule('remove: [[{ except: x }]]'),
      ['4:15 bad-claim: This entry does not say which keys it removes. → Add `key`; key: "*" is any key.'],
    ],
    [rule('remove: {}'), ['4:13 empty: `remove` is empty. → Say what is meant, or take it out.']],
    [
      rule('remove: { variant-of: [] }'),
      ['4:27 empty: `variant-of` is empty. → Say what is meant, or take it out.'],
    ],
    [rule('remove: { variant-of: A, except: a }'), []],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
