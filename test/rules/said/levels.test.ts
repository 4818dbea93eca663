import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of a key at the wrong level', () => {
  it.each<Said>([
    [
      'match: { type: ou }\n' + RULE,
      [
        '2:1 unknown-key: `match` is not a key of the file. → `match` is a key of a rule: indent it below `- id:`.',
      ],
    ],
    [
      RULE.replace('rules:', 'rule:'),
      expect.arrayContaining([
        '2:1 unknown-key: `rule` is not a key of a rule file. → Did you mean `rules`?',
      ]),
    ],
    [
      'rule: x\n' + RULE,
      [
        '2:1 unknown-key: `rule` is not a key of the file. → `rule` is a key of a waiver: indent it below `- rule:`.',
      ],
    ],
    [
      'limits: { per-type: { vm: { removals: 1 } } }\n' + RULE,
      ['2:23 unknown-key: `vm` is not a key of limits per type. → Known here: root, ou, account, policy.'],
    ],
    [
      'ticket: x\n' + RULE,
      [
        '2:1 unknown-key: `ticket` is not a key of the file. → `ticket` is a key of a waiver: indent it below `- rule:`.',
      ],
    ],
    [
      rule('remove: x', 'rules: []'),
      [
        '5:5 unknown-key: `rules` is not a key of a rule. → `rules` is a key of the file: begin its line without a space.',
      ],
    ],
    [
      rule('remove: x', 'name: x'),
      [
        '5:5 unknown-key: `name` is not a key of a rule. → `name` is a key of `match` and `exclude`: indent it below one of them.',
      ],
    ],
    [
      rule('remove: x', 'tags: {}'),
      [
        '5:5 unknown-key: `tags` is not a key of a rule. → `tags` is a key of `match` and `exclude`: indent it below one of them.',
      ],
    ],
    [
      rule('remove: x', 'except: y'),
      [
        '5:5 unknown-key: `except` is not a key of a rule. → `except` is a key of `remove`: indent it below that.',
      ],
    ],
    [
      rule('remove: x', 'value: y'),
      [
        '5:5 unknown-key: `value` is not a key of a rule. → `value` is a key of `remove`: indent it below that.',
      ],
    ],
    [
      rule('remove: x', 'match: { why: y }'),
      [
        '5:14 unknown-key: `why` is not a key of a choice of resources. → `why` is a key of the rule itself: indent it like `match`.',
      ],
    ],
    [
      rule('remove: x', 'match: { waivers: [] }'),
      [
        '5:14 unknown-key: `waivers` is not a key of a choice of resources. → `waivers` is a key of the file: begin its line without a space.',
      ],
    ],
    [
      rule('remove: { key: x, why: y }'),
      [
        '4:23 unknown-key: `why` is not a key of a choice of tags. → `why` is a key of the rule itself: indent it like `remove`.',
      ],
    ],
    [
      rule('remove: { key: x, match: { type: ou } }'),
      [
        '4:23 unknown-key: `match` is not a key of a choice of tags. → `match` is a key of the rule itself: indent it like `remove`.',
      ],
    ],
    [
      rule('remove: { key: x, limits: {} }'),
      [
        '4:23 unknown-key: `limits` is not a key of a choice of tags. → `limits` is a key of the file: begin its line without a space.',
      ],
    ],
    [
      rule('remove: { key: { protect: x } }'),
      [
        '4:22 unknown-key: `protect` is not a key of a map like this. → `protect` is a key of the file: begin its line without a space.',
      ],
    ],
    [
      rule('remove: x', 'match: { type: ou, ticket: y }'),
      [
        '5:24 unknown-key: `ticket` is not a key of a choice of resources. → `ticket` is a key of the waiver itself: indent it like `match`.',
      ],
    ],
    [
      RULE + 'waivers: [{ rule: r, ' + OPEN + ', match: { reason: y } }]\n',
      [
        '3:79 unknown-key: `reason` is not a key of a choice of resources. → `reason` is a key of the waiver itself: indent it like `match`.',
      ],
    ],
    [
      RULE + 'waivers: [{ rule: r, ' + OPEN + ', limits: {} }]\n',
      [
        '3:70 unknown-key: `limits` is not a key of a waiver. → `limits` is a key of the file: begin its line without a space.',
      ],
    ],
    [
      RULE + 'waivers: [{ rule: r, ' + OPEN + ', name: y }]\n',
      [
        '3:70 unknown-key: `name` is not a key of a waiver. → Known here: rule, match, key, reason, approved-by, expires, ticket.',
      ],
    ],
    [
      RULE + 'freeze: [{ from: 2026-12-20, until: 2026-12-21, why: x, rules: [] }]\n',
      [
        '3:57 unknown-key: `rules` is not a key of a map like this. → `rules` is a key of the file: begin its line without a space.',
      ],
    ],
    [
      RULE + 'waivers: [{ rule: r, ' + OPEN + ', except: y }]\n',
      [
        '3:70 unknown-key: `except` is not a key of a waiver. → Known here: rule, match, key, reason, approved-by, expires, ticket.',
      ],
    ],
    [
      RULE + 'freeze: [{ from: 2026-12-20, until: 2026-12-21, why: x, value: y }]\n',
      ['3:57 unknown-key: `value` is not a key of a freeze. → Known here: from, until, why.'],
    ],
    [
      rule('remove: { key: { why: y } }'),
      [
        '4:22 unknown-key: `why` is not a key of a matcher. → Known here: equals, glob, regex, in, ignore-case, not.',
      ],
    ],
    [
      RULE + 'limits: { per-rule: { r: { why: y } } }\n',
      ['3:28 unknown-key: `why` is not a key of a limit. → Known here: removals, resources, share.'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what has one mistake is no cause of a second:', () => {
  it.each<Said>([
    [
      'rules: [{ id: a, remove: 7 }]\nwaivers: [{ rule: a, ' + OPEN + ' }, { rule: b, ' + OPEN + ' }]\n',
      [
        '2:26 unquoted: `remove` must be text, and YAML takes `7` for the number 7. → Quote it: "7"',
        '3:80 no-such-rule: There is no rule `b`.',
      ],
    ],
    [
      'rules: [{ id: a, remove: 7 }, { remove: x }]\nwaivers: [{ rule: b, ' + OPEN + ' }]\n',
      [
        '2:26 unquoted: `remove` must be text, and YAML takes `7` for the number 7. → Quote it: "7"',
        '2:31 missing-key: A rule needs `id`. → A dash begins a new rule. Take it out where this belongs to the rule above; else add `id`.',
      ],
    ],
    [
      'rules: [{ id: 7, remove: x }]\nwaivers: [{ rule: b, ' + OPEN + ' }]\n',
      ['2:15 unquoted: `id` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
    [
      'rules: { id: a }\nwaivers: [{ rule: b, ' + OPEN + ' }]\n',
      [
        '2:8 wrong-type: `rules` must be a list, and is a map. → Begin each rule with a dash, `- id: …`, and put its other keys below `id`.',
      ],
    ],
    [
      'rules: [null, { id: a, remove: x }]\nwaivers: [{ rule: b, ' + OPEN + ' }]\n',
      ['2:9 wrong-type: Entry 1 of `rules` must be a map, and is nothing.'],
    ],
    [
      'rules: [{ id: a, remove: "*", match: 7 }, { id: b, remove: "*" }]\n',
      [
        '2:38 wrong-type: `match` must be a map, and is the number 7.',
        '2:52 claims-everything: The rule `b` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [
      'rules: [{ id: a, remove: "*", zzzzzz: 7 }, { id: b, remove: "*" }]\n',
      [
        '2:31 unknown-key: `zzzzzz` is not a key of a rule. → Known here: id, why, severity, enforce, really, match, exclude, remove, require.',
        '2:53 claims-everything: The rule `b` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
    [
      'rules: [{ id: a, match: { type: { a: 7 } } }, { id: b }]\n',
      [
        '2:33 wrong-type: `type` must be text, and is a map.',
        '2:47 idle-rule: The rule `b` neither removes nor requires anything. → Add `remove` or `require`.',
      ],
    ],
    ['waivers: 7\n' + RULE, ['2:10 wrong-type: `waivers` must be a list, and is the number 7.']],
    [
      'protect: 7\nredact: [x, 8]\n' + RULE,
      [
        '2:10 unquoted: `protect` must be text, and YAML takes `7` for the number 7. → Quote it: "7"',
        '3:13 unquoted: Entry 2 of `redact` must be text, and YAML takes `8` for the number 8. → Quote it: "8"',
      ],
    ],
    [
      'redact: "a*}"\nprotect: "b*}"\n' + RULE,
      [
        '2:9 bad-glob: `a*}` is no pattern. A `}` closes nothing. → To match the characters themselves, write { equals: … }.',
        '3:10 bad-glob: `b*}` is no pattern. A `}` closes nothing. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      'protect: ["a*{b"]\nrules: 7\n',
      [
        '2:11 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
        '3:8 wrong-type: `rules` must be a list, and is the number 7.',
      ],
    ],
    [
      'include: 7\nrules: [{ id: a, remove: x }]\nwaivers: [{ rule: b, ' + OPEN + ' }]\n',
      ['2:10 unquoted: `include` must be text, and YAML takes `7` for the number 7. → Quote it: "7"'],
    ],
    [
      'include: x.yaml\nrules: [{ id: a, remove: x }]\nwaivers: [{ rule: b, ' + OPEN + ' }]\n',
      [
        '2:10 include-empty: `x.yaml` finds no file. → It is relative to the folder of this file; `**` crosses folders.',
      ],
    ],
    [
      'include: x.yaml\nprotect: y\n',
      [
        '2:10 include-empty: `x.yaml` finds no file. → It is relative to the folder of this file; `**` crosses folders.',
      ],
    ],
    ['limits: 7\n' + RULE, ['2:9 wrong-type: `limits` must be a map, and is the number 7.']],
    [
      'zzzzzz: 7\nrules: [{ id: a, remove: "*" }]\n',
      [
        '2:1 unknown-key: `zzzzzz` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
        '3:18 claims-everything: The rule `a` removes every tag of everything. → Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
