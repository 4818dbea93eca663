import { describe, expect, it } from 'vitest';
import { RULE, type Said, told } from '../memory.ts';

describe('what is said of a limit', () => {
  it.each<Said>([
    [
      RULE + 'limits: { removals: -1 }\n',
      ['3:21 bad-limit: `removals` must be a whole number such as 200, or `none`.'],
    ],
    [
      RULE + 'limits: { share: 25 }\n',
      ['3:18 bad-limit: `share` must be a percentage such as 25%, or `none`. → Write it with its sign: 25%.'],
    ],
    [
      RULE + 'limits: { share: 100.1% }\n',
      ['3:18 bad-limit: `share` must be a percentage such as 25%, or `none`.'],
    ],
    [
      RULE + 'limits: { per-type: { ou: { resources: x } } }\n',
      ['3:40 bad-limit: `resources` must be a whole number such as 200, or `none`.'],
    ],
    [RULE + 'limits: []\n', ['3:9 wrong-type: `limits` must be a map, and is a list.']],
    [RULE + 'limits: {}\n', ['3:9 empty: `limits` is empty. → Say what is meant, or take it out.']],
    [RULE + 'limits: { per-rule: { r: { removals: 1 } } }\n', []],
    [
      RULE + 'limits: { per-rule: { s: { removals: x } } }\n',
      ['3:38 bad-limit: `removals` must be a whole number such as 200, or `none`.'],
    ],
    [RULE + 'limits: { per-rule: [] }\n', ['3:21 wrong-type: `per-rule` must be a map, and is a list.']],
    [
      RULE + 'limits: { removals: }\n',
      ['3:11 empty: `removals` has no value. → Write one, or take the key out.'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a freeze', () => {
  it.each<Said>([
    [
      RULE + 'freeze: [{ from: 2026-12-20, until: 2026-12-19, why: x }]\n',
      ['3:37 backwards-freeze: This freeze ends before it begins.'],
    ],
    [RULE + 'freeze: [{ from: 2026-12-20, until: 2026-12-20, why: x }]\n', []],
    [RULE + 'freeze: [{ from: "2026-12-20T10:00:00Z", until: "2026-12-20T10:00:00Z", why: x }]\n', []],
    [
      RULE + 'freeze: [{ from: "2026-12-20T10:00:00Z", until: "2026-12-20T09:59:59Z", why: x }]\n',
      ['3:49 backwards-freeze: This freeze ends before it begins.'],
    ],
    [RULE + 'freeze: [{ from: "2026-12-20T10:00:00Z", until: 2026-12-20, why: x }]\n', []],
    [
      RULE + 'freeze: [{ from: 2026-12-20, until: "2026-12-19T23:59:59Z", why: x }]\n',
      ['3:37 backwards-freeze: This freeze ends before it begins.'],
    ],
    [
      RULE + 'freeze: [{ from: "2026-12-21T00:00:00Z", until: 2026-12-20, why: x }]\n',
      ['3:49 backwards-freeze: This freeze ends before it begins.'],
    ],
    [
      RULE + 'freeze: [{ from: 2026-02-30, until: 2026-13-01, why: x }]\n',
      [
        '3:18 bad-date: There is no such day as 2026-02-30.',
        '3:37 bad-date: There is no such day as 2026-13-01.',
      ],
    ],
    [
      RULE + 'freeze: [{ from: "2026-02-30T10:00:00Z", until: 2026-12-31, why: x }]\n',
      ['3:18 bad-date: There is no such day as 2026-02-30.'],
    ],
    [
      RULE + 'freeze: [{ from: "2026-12-20T25:00:00Z", until: 2026-12-21, why: x }]\n',
      ['3:18 bad-date: There is no such time as 2026-12-20T25:00:00Z.'],
    ],
    [
      RULE + 'freeze: [{ from: 2026-12-20, until: "2026-12-21T10:00:60Z", why: x }]\n',
      ['3:37 bad-date: There is no such time as 2026-12-21T10:00:60Z.'],
    ],
    [
      RULE + 'freeze: [{ from: soon, until: "2026-12-21T10:00", why: x }]\n',
      [
        '3:18 bad-date: `from` must be a day such as 2026-12-24, or an instant such as 2026-12-24T18:00:00Z.',
        '3:31 bad-date: `until` must be a day such as 2026-12-24, or an instant such as 2026-12-24T18:00:00Z.',
      ],
    ],
    [
      RULE + 'freeze: [{ from: 2026-02-30, until: 2026-03-01 }]\n',
      ['3:10 missing-key: A freeze needs `why`. → why: Why nothing may be applied. The refusal shows it.'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
