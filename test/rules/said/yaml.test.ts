import { describe, expect, it } from 'vitest';
import { RULE, type Said, told } from '../memory.ts';

describe('what is said of a key that is none', () => {
  it.each<Said>([
    [
      'protect: { ? [a] : b }\n' + RULE,
      [
        '2:10 unknown-key: `` is not a key of a matcher. → Known here: equals, glob, regex, in, ignore-case, not.',
        '2:14 key-not-text: A key must be text, not a list, map or alias.',
      ],
    ],
    [
      ': x\n' + RULE,
      [
        '2:1 key-not-text: A key is missing before the `:`.',
        '2:1 unknown-key: `` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      '7: x\n' + RULE,
      [
        '2:1 key-not-text: The key `7` is not text to YAML. → Quote it: "7"',
        '2:1 unknown-key: `7` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      'true: x\n' + RULE,
      [
        '2:1 key-not-text: The key `true` is not text to YAML. → Quote it: "true"',
        '2:1 unknown-key: `true` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      '~: x\n' + RULE,
      [
        '2:1 key-not-text: The key `~` is not text to YAML. → Quote it: "~"',
        '2:1 unknown-key: `~` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      '"": x\n' + RULE,
      [
        '2:1 unknown-key: `` is not a key of a rule file. → Known here: version, include, protect, redact, limits, freeze, rules, waivers.',
      ],
    ],
    [
      'protect: a\nprotect: b\nprotect: c\n' + RULE,
      [
        '3:1 duplicate-key: The key `protect` is there twice in one map. → Remove one of the two, or join them.',
        '4:1 duplicate-key: The key `protect` is there twice in one map. → Remove one of the two, or join them.',
      ],
    ],
    [
      'rules:\n  - { id: a, id: b, remove: x }\n',
      ['3:14 duplicate-key: The key `id` is there twice in one map. → Remove one of the two, or join them.'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('what is said of a text that is no YAML', () => {
  it.each<Said>([
    [
      'protect: "\\ud800"\n' + RULE,
      [
        '2:10 not-text: The escapes of this text name half a character (a lone surrogate). → Write the character itself.',
      ],
    ],
    [
      'protect: "a\\uDC00b"\n' + RULE,
      [
        '2:10 not-text: The escapes of this text name half a character (a lone surrogate). → Write the character itself.',
      ],
    ],
    [
      'protect: "\\q"\n' + RULE,
      [
        "2:11 yaml-syntax: This is not valid YAML: invalid escape sequence \\q. → In double quotes a `\\` begins an escape: put the text into single quotes, as in '\\d+'.",
      ],
    ],
    [
      'protect: @a\n' + RULE,
      [
        '2:10 yaml-syntax: This is not valid YAML: plain value cannot start with reserved character @. → Quote it: "@a"',
      ],
    ],
    [
      'protect: [@a, `b]\n' + RULE,
      [
        '2:11 yaml-syntax: This is not valid YAML: plain value cannot start with reserved character @. → Quote it: "@a"',
        '2:15 yaml-syntax: This is not valid YAML: plain value cannot start with reserved character `. → Quote it: "`b"',
      ],
    ],
    [
      'protect: %a\n' + RULE,
      [
        '2:10 yaml-syntax: This is not valid YAML: plain value cannot start with directive indicator character %. → Quote it: "%a"',
      ],
    ],
    [
      'protect: [a, b\n' + RULE,
      ['2:10 yaml-syntax: This `[` is not closed where the next entry begins. → Close it with `]`.'],
    ],
    [
      'protect: "a\n' + RULE,
      ['2:10 yaml-syntax: This `"` is not closed where the next entry begins. → Close it with `"`.'],
    ],
    [
      'protect: a: b\n' + RULE,
      ["2:11 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'a: b'"],
    ],
    [
      'protect: [a, b]]\n' + RULE,
      ['2:16 yaml-syntax: This is not valid YAML: unexpected flow-seq-end token in YAML stream: "]".'],
    ],
    [
      'protect: {a: b}}\n' + RULE,
      ['2:16 yaml-syntax: This is not valid YAML: unexpected flow-map-end token in YAML stream: "}".'],
    ],
    [
      'protect: [a]x\n' + RULE,
      [
        '2:13 yaml-syntax: This is not valid YAML: unexpected scalar at node end. → If `[a]x` is meant as text, quote it.',
      ],
    ],
    [
      'protect: {a,b}-x\n' + RULE,
      [
        '2:15 yaml-syntax: This is not valid YAML: unexpected scalar at node end. → If `{a,b}-x` is meant as text, quote it.',
      ],
    ],
    ...[
      ['protect: [ {a,b}-x ]', '2:17', 'scalar', '{a,b}-x'],
      ['protect: [temp, {a,b}-x]', '2:22', 'scalar', '{a,b}-x'],
      ['protect: [{a,b}-x, c]', '2:16', 'scalar', '{a,b}-x'],
      ['protect: {glob: x{a,b}}', '2:18', 'flow-map-start', 'x{a,b}'],
      ['protect: { glob: x-[0-9]*, ignore-case: true }', '2:20', 'flow-seq-start', 'x-[0-9]*'],
    ].map(([line, at, token, meant]): Said => {
      const said = `This is not valid YAML: unexpected ${token} at node end.`;
      return [
        `${line}\n${RULE}`,
        [`${at} yaml-syntax: ${said} → If \`${meant}\` is meant as text, quote it.`],
      ];
    }),
    [
      'protect: [x-[0-9], y]\n' + RULE,
      [
        '2:13 yaml-syntax: This is not valid YAML: missing , or : between flow sequence items. → If `x-[0-9]` is meant as text, quote it.',
      ],
    ],
    [
      "protect: 'it's'\n" + RULE,
      [
        "2:14 yaml-syntax: This is not valid YAML: unexpected scalar at node end. → Within single quotes a `'` is written twice: 'it''s'.",
      ],
    ],
    ['protect: "a" b\n' + RULE, ['2:14 yaml-syntax: This is not valid YAML: unexpected scalar at node end.']],
    ['protect: | x\n' + RULE, ['2:12 yaml-syntax: This is not valid YAML: not a YAML token: x.']],
    ['- a\nb: c\n', ['2:1 yaml-syntax: This is not valid YAML: implicit keys need to be on a single line.']],
    [
      'protect: a\n\tredact: b\n' + RULE,
      [
        '3:1 yaml-syntax: A tab stands in the indentation of this line, where YAML wants spaces. → Indent with spaces.',
      ],
    ],
    [
      'protect: [\n\ta ]\n' + RULE,
      [
        '3:2 yaml-syntax: This is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]. → Look at the indentation of this line and of those above.',
      ],
    ],
    [
      '---\n' + RULE,
      [
        '2:1 second-document: A second YAML document begins here. → Put each document into a file of its own, and name them in `include`.',
      ],
    ],
    [
      '...\n---\n' + RULE,
      [
        '3:1 second-document: A second YAML document begins here. → Put each document into a file of its own, and name them in `include`.',
      ],
    ],
    [
      '[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{',
      [
        '2:66 too-deep: Maps and lists are more than 64 levels deep here. → No rule needs that. Look for a bracket that is not closed.',
      ],
    ],
    [
      'protect: a\tb: c\n' + RULE,
      ["2:13 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'a\tb: c'"],
    ],
    [
      'protect: -x: y\n' + RULE,
      ["2:12 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: '-x: y'"],
    ],
    [
      'rules:\n  -rule: a\n    remove: x\n',
      [
        '3:3 yaml-syntax: The `-` has no space behind it, so it is a part of the word. → Put a space behind the dash: - rule: …',
      ],
    ],
    [
      'rules:\n  -id:\n    remove: x\n',
      [
        '3:3 wrong-type: `rules` must be a list, and is a map. → Begin each rule with a dash, `- id: …`, and put its other keys below `id`.',
      ],
    ],
    [
      'protect: see x:y and: z\n' + RULE,
      ["2:21 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'see x:y and: z'"],
    ],
    [
      'rules:\n  -  id:a\n     remove: x\n',
      [
        '3:8 yaml-syntax: The `:` has no space behind it, so it is a part of the word. → Put a space behind the colon: id: a',
      ],
    ],
    [
      'protect:a  \n' + RULE,
      [
        '2:8 yaml-syntax: The `:` has no space behind it, so it is a part of the word. → Put a space behind the colon: protect: a',
      ],
    ],
    [
      'a b: c: d\n' + RULE,
      ['2:6 yaml-syntax: This is not valid YAML: nested mappings are not allowed in compact mappings.'],
    ],
    [
      'rules:\n  - why: a: b\n',
      ["3:11 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'a: b'"],
    ],
    [
      'rules:\n  -  why:  a: b  \n',
      ["3:13 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'a: b'"],
    ],
    [
      'protect: a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n' + RULE,
      [
        "2:11 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'",
      ],
    ],
    [
      'protect: a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n' + RULE,
      [
        "2:11 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'",
      ],
    ],
    [
      'rules:\n  -\tid: a\n    remove: x\n',
      ['3:4 yaml-syntax: This is not valid YAML: tabs are not allowed as indentation. → Indent with spaces.'],
    ],
    [
      'protect: a # b: c: d\n  redact: e\n' + RULE,
      [
        '3:3 yaml-syntax: `redact` has 2 spaces before it, and the keys of its map have 0. → Put it below `version` of line 1, with no space before it.',
      ],
    ],
    [
      'protect: http://x: y\n' + RULE,
      ["2:18 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'http://x: y'"],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});

describe('a tag of YAML', () => {
  it.each(['!!str owner', '!!seq [owner]', '!!map { glob: x }'])(
    'that says what a value is anyway is let pass: %s',
    async (value) => {
      expect(await told(`protect: ${value}\n${RULE}`)).toEqual([]);
    },
  );

  it('of another kind is not', async () => {
    const [first] = await told(`protect: !!binary owner\n${RULE}`);
    expect(first).toMatch(/^2:10 [a-z-]+: .*!!binary/);
  });
});
