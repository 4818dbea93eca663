import { describe, expect, it } from 'vitest';
import { RULE, type Said, told } from '../memory.ts';

describe('what is said of an alias', () => {
  it.each<Said>([
    ['protect: &a x\nredact: *a\n' + RULE, []],
    [
      'protect: *x\n' + RULE,
      [
        '2:10 alias-unknown: `*x` is YAML for "the value named `x`", and none has that name. → Quote it, if it is meant as a pattern: "*x"',
      ],
    ],
    [
      'protect: [*x, *y]\n' + RULE,
      [
        '2:11 alias-unknown: `*x` is YAML for "the value named `x`", and none has that name. → Quote it, if it is meant as a pattern: "*x"',
        '2:15 alias-unknown: `*y` is YAML for "the value named `y`", and none has that name. → Quote it, if it is meant as a pattern: "*y"',
      ],
    ],
    ['protect: &a [*a]\n' + RULE, ['2:14 alias-bomb: `*a` stands for a value that contains it.']],
    ['rules: &r\n  a: *r\n', ['3:6 alias-bomb: `*r` stands for a value that contains it.']],
    [
      'protect: *\n' + RULE,
      ['2:10 alias-unknown: `*` begins with `*`, which YAML takes for an alias. → Quote it: "*"'],
    ],
    [
      'protect: &\n' + RULE,
      ['2:10 alias-unknown: `&` begins with `&`, which YAML takes for an anchor. → Quote it: "&"'],
    ],
    [
      'protect: *a-*\n' + RULE,
      [
        '2:10 alias-unknown: `*a-*` is YAML for "the value named `a-*`", and none has that name. → Quote it, if it is meant as a pattern: "*a-*"',
      ],
    ],
    [
      'protect: [*-a, b]\n' + RULE,
      [
        '2:11 alias-unknown: `*-a` is YAML for "the value named `-a`", and none has that name. → Quote it, if it is meant as a pattern: "*-a"',
      ],
    ],
    [
      'protect: { *a : b }\n' + RULE,
      [
        '2:10 unknown-key: `` is not a key of a matcher. → Known here: equals, glob, regex, in, ignore-case, not.',
        '2:12 key-not-text: A key must be text, not a list, map or alias. → Quote it, if it is meant as text: "*a"',
      ],
    ],
    [
      'protect: &a [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\nredact: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n' +
        RULE,
      [
        '3:9 too-deep: Maps and lists are more than 64 levels deep here. → No rule needs that. Look at what the aliases stand for.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of what YAML takes for a map or a tag', () => {
  it.each<Said>([
    [
      'protect: {a,b}\n' + RULE,
      ['2:10 unquoted: YAML takes `{a,b}` for a map. → Quote it, if it is meant as a pattern: "{a,b}"'],
    ],
    [
      'protect: { "a", b }\n' + RULE,
      ['2:10 unquoted: YAML takes `{a,b}` for a map. → Quote it, if it is meant as a pattern: "{a,b}"'],
    ],
    ['protect: {}\n' + RULE, ['2:10 empty: `protect` is empty. → Say what is meant, or take it out.']],
    ['protect: { glob: }\n' + RULE, ['2:12 empty: `glob` has no value. → Write one, or take the key out.']],
    ['protect:\n  glob:\n' + RULE, ['3:3 empty: `glob` has no value. → Write one, or take the key out.']],
    [
      'protect: { glob: ~ }\n' + RULE,
      ['2:18 unquoted: `glob` must be text, and YAML takes `~` for nothing. → Quote it: "~"'],
    ],
    [
      'protect: { glob, not: c }\n' + RULE,
      ['2:12 empty: `glob` has no value. → Write one, or take the key out.'],
    ],
    [
      'protect: !x y\n' + RULE,
      ['2:10 yaml-tag: `!x` is a YAML tag; rule files have none. → Quote a text that begins with `!`.'],
    ],
    ['protect: !!str 7\n' + RULE, []],
    [
      'protect: !!binary aGk=\n' + RULE,
      ['2:10 yaml-tag: `!!binary` is a YAML tag; rule files have none. → Quote a text that begins with `!`.'],
    ],
    ['protect: !!map { equals: a }\n' + RULE, []],
    [
      'protect: !!set { a }\n' + RULE,
      [
        '2:10 yaml-tag: `!!set` is a YAML tag; rule files have none. → Quote a text that begins with `!`.',
        '2:16 unquoted: YAML takes `{a}` for a map. → Quote it, if it is meant as a pattern: "{a}"',
      ],
    ],
    [
      'protect: !<tag:example.com,2000:x> y\n' + RULE,
      [
        '2:10 yaml-tag: `tag:example.com,2000:x` is a YAML tag; rule files have none. → Quote a text that begins with `!`.',
      ],
    ],
    [
      'protect: !y [a]\n' + RULE,
      ['2:10 yaml-tag: `!y` is a YAML tag; rule files have none. → Quote a text that begins with `!`.'],
    ],
    [
      'protect: !y { equals: a }\n' + RULE,
      ['2:10 yaml-tag: `!y` is a YAML tag; rule files have none. → Quote a text that begins with `!`.'],
    ],
    [
      'protect: [a, !z b]\n' + RULE,
      ['2:14 yaml-tag: `!z` is a YAML tag; rule files have none. → Quote a text that begins with `!`.'],
    ],
    [
      '"lim\\u0074s": x\n' + RULE,
      ['2:1 unknown-key: `limts` is not a key of a rule file. → Did you mean `limits`?'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
