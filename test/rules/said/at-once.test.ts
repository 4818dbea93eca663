import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, told } from '../memory.ts';

/** Codes with their places: `4:18 not-allowed`. */
async function codesOf(text: string): Promise<string[]> {
  return (await told(text)).map((said) => said.split(':', 2).join(':'));
}

describe('a mistake of shape hides no other', () => {
  it.each<readonly [text: string, said: readonly string[]]>([
    [
      rule('match: { type: OU, path: Production/** }', 'remove: { key: { regex: "([a" } }'),
      ['4:20 not-allowed', '4:30 bad-path', '5:29 bad-regex'],
    ],
    [
      rule('wy: x', 'remove: { key: a, value: { before: 2026-13-13 } }'),
      ['4:5 unknown-key', '5:40 bad-date'],
    ],
    ['rules: [{ match: { path: A }, remove: x }]\n', ['2:9 missing-key', '2:26 bad-path']],
    [rule('exclude: { id: 7, name: "a{b,c" }', 'remove: x'), ['4:20 unquoted', '4:29 bad-glob']],
    [
      `${RULE}limits: { resources: -1, per-rule: { nope: { removals: 1 }, r: { removals: 1 } } }\n`,
      ['3:22 bad-limit', '3:38 no-such-rule'],
    ],
    [
      `${RULE}waivers: [{ rule: nope, match: { path: A }, reason: x, expires: 2026-02-30 }]\n`,
      ['3:11 missing-key', '3:19 no-such-rule', '3:40 bad-path', '3:65 bad-date'],
    ],
    [`${RULE}protect: [{ regex: "([" }, 7]\n`, ['3:20 bad-regex', '3:28 unquoted']],
  ])('%s', async (text, said) => {
    expect(await codesOf(text)).toEqual(said);
  });

  it.each<readonly [text: string, said: readonly string[]]>([
    // What stands in a part that is wrong, and what a rule lacks for it, is the same mistake.
    [
      rule('match: { name: { glop: "a{b", regex: "([" } }', 'remov: x'),
      ['4:22 unknown-key', '5:5 unknown-key'],
    ],
    [rule('match: { path: [A, 7] }', 'remove: x'), ['4:24 unquoted']],
    [rule('enforce: 1', 'remove: { key: "*" }'), ['4:14 wrong-type']],
    [rule('severity: bad', 'match: { type: policy, path: /A }', 'remove: x'), ['4:15 not-allowed']],
    [`${RULE}limits: { per-rule: { removals: 5 } }\n`, ['3:33 wrong-type']],
    [`${RULE}waivers: [{ rule: r, ${OPEN}, match: { type: OU } }]\n`, ['3:85 not-allowed']],
    [
      `rules: [7, { id: r, remove: x }]\nwaivers: [{ rule: nope, ${OPEN}, tiket: x }]\n`,
      ['2:9 wrong-type', '3:73 unknown-key'],
    ],
  ])('and is told once: %s', async (text, said) => {
    expect(await codesOf(text)).toEqual(said);
  });
});
