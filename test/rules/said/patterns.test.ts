import { describe, expect, it } from 'vitest';
import { rule, type Said, told } from '../memory.ts';

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
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a path', () => {
  it.each<Said>([
    [
      rule('match: { path: Production }', 'remove: x'),
      [
        '4:20 bad-path: `Production` is no path. A path begins with "/", which is the root. → Did you mean "/Production"?',
      ],
    ],
    [
      rule('match: { path: //Production//A/// }', 'remove: x'),
      [
        '4:20 bad-path: `//Production//A///` is no path. A path has no empty level. → Did you mean "/Production/A"?',
      ],
    ],
    [
      rule('match: { path: "A///B/" }', 'remove: x'),
      [
        '4:20 bad-path: `A///B/` is no path. A path begins with "/", which is the root. → Did you mean "/A/B"?',
      ],
    ],
    [
      rule('match: { path: { equals: A/B, ignore-case: true } }', 'remove: x'),
      ['4:30 bad-path: `A/B` is no path. A path begins with "/", which is the root. → Did you mean "/A/B"?'],
    ],
    [
      rule('match: { path: { in: [/A, /B/] } }', 'remove: x'),
      ['4:31 bad-path: `/B/` is no path. A path has no empty level. → Did you mean "/B"?'],
    ],
    [
      rule('match: { path: { glob: "A/*" } }', 'remove: x'),
      ['4:28 bad-path: `A/*` is no path. A path begins with "/", which is the root. → Did you mean "/A/*"?'],
    ],
    [
      rule('match: { path: "/A/{B,}/C" }', 'remove: x'),
      ['4:20 bad-path: `/A/{B,}/C` is no path. A path has no empty level.'],
    ],
    [
      rule('match: { path: "/Production**" }', 'remove: x'),
      [
        '4:20 bad-path: `/Production**` is no path. `**` spans levels only as a level of its own: "/Production/**".',
      ],
    ],
    [
      rule('match: { path: "/{A,B**}/**" }', 'remove: x'),
      [
        '4:20 bad-path: `/{A,B**}/**` is no path. `**` spans levels only as a level of its own: "/Production/**".',
      ],
    ],
    [rule('match: { path: "/A/**/B" }', 'remove: x'), []],
    [
      rule('match: { path: "/**A" }', 'remove: x'),
      ['4:20 bad-path: `/**A` is no path. `**` spans levels only as a level of its own: "/Production/**".'],
    ],
    [
      rule('match: { path: "**" }', 'remove: x'),
      ['4:20 bad-path: `**` is no path. A path begins with "/", which is the root. → Did you mean "/**"?'],
    ],
    [
      rule('match: { path: "///" }', 'remove: x'),
      ['4:20 bad-path: `///` is no path. A path has no empty level. → Did you mean "/"?'],
    ],
    [
      rule('exclude: { path: { not: "A/**" } }', 'remove: x'),
      [
        '4:29 bad-path: `A/**` is no path. A path begins with "/", which is the root. → Did you mean "/A/**"?',
      ],
    ],
    [
      rule('match: { path: { equals: "A*" } }', 'remove: x'),
      ['4:30 bad-path: `A*` is no path. A path begins with "/", which is the root. → Did you mean "/A*"?'],
    ],
    [rule('match: { name: "A//B**" }', 'remove: "/a//b**"'), []],
    [
      rule('match: { path: { equals: A/B, glob: "/A/*" } }', 'remove: x'),
      ['4:30 bad-path: `A/B` is no path. A path begins with "/", which is the root. → Did you mean "/A/B"?'],
    ],
    [
      rule('match: { type: root, path: A }', 'remove: x'),
      ['4:32 bad-path: `A` is no path. A path begins with "/", which is the root. → Did you mean "/A"?'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
