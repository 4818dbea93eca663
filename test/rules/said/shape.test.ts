import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of a key that is not known', () => {
  it.each<Said>([
    [
      'limts: {}\nprotekt: x\n' + RULE,
      [
        '2:1 unknown-key: `limts` is not a key of a rule file. → Did you mean `limits`?',
        '3:1 unknown-key: `protekt` is not a key of a rule file. → Did you mean `protect`?',
      ],
    ],
    [
      'zzzzzzz: 1\n' + RULE,
      [
        '2:1 unknown-key: `zzzzzzz` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      '<<: { a: b }\n' + RULE,
      ['2:1 unknown-key: `<<` is not a key of a rule file. → YAML 1.2 has no merge keys.'],
    ],
    [
      'toString: 1\n' + RULE,
      [
        '2:1 unknown-key: `toString` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      rule('remove: x', 'matchh: { type: ou }'),
      ['5:5 unknown-key: `matchh` is not a key of a rule. → Did you mean `match`?'],
    ],
    [
      rule('remove: x', 'zebra: 1'),
      [
        '5:5 unknown-key: `zebra` is not a key of a rule. → Known here: id, why, severity, enforce, really, match, exclude, remove, require.',
      ],
    ],
    [
      rule('remove: { kee: x }'),
      ['4:15 unknown-key: `kee` is not a key of a choice of tags. → Did you mean `key`?'],
    ],
    [
      rule('remove: x', 'match: { tipe: ou }'),
      ['5:14 unknown-key: `tipe` is not a key of a choice of resources. → Did you mean `type`?'],
    ],
    [
      rule('remove: { key: { globb: x } }'),
      ['4:22 unknown-key: `globb` is not a key of a matcher. → Did you mean `glob`?'],
    ],
    [
      rule('match: { path: { globb: x } }', 'remove: x'),
      ['4:22 unknown-key: `globb` is not a key of a path matcher. → Did you mean `glob`?'],
    ],
    [
      rule('match: { tags: { a: { befor: today } } }', 'remove: x'),
      ['4:27 unknown-key: `befor` is not a key of a value matcher. → Did you mean `before`?'],
    ],
    [
      RULE + 'limits: { removal: 1 }\n',
      ['3:11 unknown-key: `removal` is not a key of limits. → Did you mean `removals`?'],
    ],
    [
      RULE + 'limits: { per-type: { ous: { removals: 1 } } }\n',
      ['3:23 unknown-key: `ous` is not a key of limits per type. → Did you mean `ou`?'],
    ],
    [
      RULE + 'limits: { per-rule: { r: { sharre: 1% } } }\n',
      ['3:28 unknown-key: `sharre` is not a key of a limit. → Did you mean `share`?'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a key that is missing', () => {
  it.each<Said>([
    [
      RULE + 'freeze: [{ form: 2026-12-20 }]\n',
      [
        '3:10 missing-key: A freeze needs `from`. → from: First day (UTC), or the instant it begins.',
        '3:10 missing-key: A freeze needs `until`. → until: Last day (UTC, that day included), or the instant it ends.',
        '3:10 missing-key: A freeze needs `why`. → why: Why nothing may be applied. The refusal shows it.',
        '3:12 unknown-key: `form` is not a key of a freeze. → Did you mean `from`?',
      ],
    ],
    [
      RULE + 'waivers: [{ rul: r }]\n',
      [
        '3:11 missing-key: A waiver needs `rule`. → rule: Id of the rule whose claim is waived. Other rules are not affected.',
        '3:11 missing-key: A waiver needs `reason`. → reason: Why the exception is right. Reports show it.',
        '3:11 missing-key: A waiver needs `approved-by`. → approved-by: The person or group that answers for it.',
        '3:11 missing-key: A waiver needs `expires`. → expires: Its last day (UTC): in force through that day, reported from 30 days before.',
        '3:13 unknown-key: `rul` is not a key of a waiver. → Did you mean `rule`?',
      ],
    ],
    [
      'rules: [{ remove: x }, { remove: y }]\n',
      [
        '2:9 missing-key: A rule needs `id`. → id: Name of the rule, unique over all files. Reports, waivers and `--only rule=ID` use it.',
        '2:24 missing-key: A rule needs `id`. → A dash begins a new rule. Take it out where this belongs to the rule above; else add `id`.',
      ],
    ],
    [
      RULE + 'waivers:\n  - { rule: r, ' + OPEN + ' }\n  - { reason: x }\n',
      [
        '5:5 missing-key: A waiver needs `rule`. → A dash begins a new waiver. Take it out where this belongs to the waiver above; else add `rule`.',
        '5:5 missing-key: A waiver needs `approved-by`. → approved-by: The person or group that answers for it.',
        '5:5 missing-key: A waiver needs `expires`. → expires: Its last day (UTC): in force through that day, reported from 30 days before.',
      ],
    ],
    [
      RULE +
        'freeze:\n  - { from: 2026-12-20, until: 2026-12-21, why: x }\n  - { until: 2026-12-21, why: x }\n',
      [
        '5:5 missing-key: A freeze needs `from`. → A dash begins a new freeze. Take it out where this belongs to the freeze above; else add `from`.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a condition on values where there is none', () => {
  it.each<Said>([
    [
      rule('remove: { empty: true }'),
      [
        '4:15 value-only: `empty` is a condition on tag values only. → Put it under `value`: { key: …, value: { empty: … } }',
      ],
    ],
    [
      rule('remove: { key: { older-than: 3d } }'),
      [
        '4:22 value-only: `older-than` is a condition on tag values only. → Put it under `value`: { key: …, value: { older-than: … } }',
      ],
    ],
    [
      rule('match: { path: { before: today } }', 'remove: x'),
      [
        '4:22 value-only: `before` is a condition on tag values only. → Put it under `value`: { key: …, value: { before: … } }',
      ],
    ],
    [
      rule('match: { path: { regex: a } }', 'remove: x'),
      [
        '4:22 regex-on-path: A path is matched level by level and cannot have a `regex`. → Use a pattern such as "/Production/**".',
      ],
    ],
    [
      rule('match: { name: { after: today } }', 'remove: x'),
      [
        '4:22 value-only: `after` is a condition on tag values only. → Put it under `value`: { key: …, value: { after: … } }',
      ],
    ],
    [
      rule('remove: { key: x, before: today }'),
      [
        '4:23 value-only: `before` is a condition on tag values only. → Put it under `value`: { key: …, value: { before: … } }',
      ],
    ],
    [
      rule('match: { regex: x }', 'remove: x'),
      [
        '4:14 unknown-key: `regex` is not a key of a choice of resources. → Known here: type, id, name, path, tags.',
      ],
    ],
    [
      rule('regex: x', 'remove: y'),
      [
        '4:5 unknown-key: `regex` is not a key of a rule. → `regex` is a key of `remove`: indent it below that.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
