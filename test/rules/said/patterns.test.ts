import { describe, expect, it } from 'vitest';
import { OPEN, RULE, rule, type Said, told } from '../memory.ts';

describe('what is said of a pattern', () => {
  it.each<Said>([
    [
      rule('remove: "{a,b"'),
      [
        '4:13 bad-glob: `{a,b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "{ab,cd"'),
      [
        '4:13 bad-glob: `{ab,cd` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "{,"'),
      [
        '4:13 bad-glob: `{,` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "a*{b"'),
      [
        '4:13 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "a*}b"'),
      [
        '4:13 bad-glob: `a*}b` is no pattern. A `}` closes nothing. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: { glob: "a{b,c}}" }'),
      [
        '4:21 bad-glob: `a{b,c}}` is no pattern. A `}` closes nothing. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [rule('remove: "a{b"'), []],
    [rule('remove: "a}b,c"'), []],
    [
      rule('remove: "{a,b}{,"'),
      [
        '4:13 bad-glob: `{a,b}{,` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [rule('remove: "{a}, b"'), []],
    [rule('remove: "{a,b} c, d"'), []],
    [
      rule('remove: "a},b{c,d"'),
      [
        '4:13 bad-glob: `a},b{c,d` is no pattern. A `}` closes nothing. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: { key: { glob: "{a" } }'),
      [
        '4:28 bad-glob: `{a` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: { key: { not: { glob: "{a" } } }'),
      [
        '4:35 bad-glob: `{a` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"'),
      [
        '4:13 bad-glob: `{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}` is no pattern. The braces stand for more than 1000 patterns; a regex can say this without a bound. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule(
        'remove: "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"',
      ),
      [
        '4:13 bad-glob: `{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b…` is no pattern. The braces stand for more than 1000 patterns; a regex can say this without a bound. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "temp-[0-9]"'),
      [
        "4:13 literal-brackets (warning): `[0-9]` stands for itself here: patterns have no sets of characters. → If a set is meant: { regex: '^temp-[0-9]$' }. If the brackets are meant: { equals: … }.",
      ],
    ],
    [
      rule('remove: "[0-9]{a,b}"'),
      [
        "4:13 literal-brackets (warning): `[0-9]` stands for itself here: patterns have no sets of characters. → If a set is meant: { regex: '…' }. If the brackets are meant: { equals: … }.",
      ],
    ],
    [
      rule('remove: { key: { glob: "x[!a]*" } }'),
      [
        "4:28 literal-brackets (warning): `[!a]` stands for itself here: patterns have no sets of characters. → If a set is meant: { regex: '^x[^a].*$' }. If the brackets are meant: { equals: … }.",
      ],
    ],
    [
      rule('match: { path: "/T[0-9]/**" }', 'remove: x'),
      [
        '4:20 literal-brackets (warning): `[0-9]` stands for itself here: patterns have no sets of characters. → List what is meant: {0,1,2} is one of the three. If the brackets are meant, write { equals: … }.',
      ],
    ],
    [
      rule('require: "a*{b"'),
      [
        '4:14 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('match: { id: "a*{b" }', 'remove: x'),
      [
        '4:18 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('match: { name: [x, "a*{b"] }', 'remove: x'),
      [
        '4:24 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('match: { tags: { k: "a*{b" } }', 'remove: x'),
      [
        '4:25 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: { key: k, value: "a*{b", except: "a*{c" }'),
      [
        '4:30 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
        '4:46 bad-glob: `a*{c` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      RULE + 'waivers: [{ rule: r, match: { name: "a*{b" }, key: "a*{c", ' + OPEN + ' }]\n',
      [
        '3:37 bad-glob: `a*{b` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
        '3:52 bad-glob: `a*{c` is no pattern. A `{` is not closed. → To match the characters themselves, write { equals: … }.',
      ],
    ],
    [
      rule('remove: "a**[0-9].?"'),
      [
        "4:13 literal-brackets (warning): `[0-9]` stands for itself here: patterns have no sets of characters. → If a set is meant: { regex: '^a.*[0-9]\\..$' }. If the brackets are meant: { equals: … }.",
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
