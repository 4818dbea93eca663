import { describe, expect, it } from 'vitest';
import { toldWhole } from './memory.ts';

const RULE = 'version: 1\nrules:\n  - id: a\n    match: { type: ou }\n';

/** A name for the table, the file, and what is said of it. */
type Slipped = readonly [name: string, text: string, said: string];

describe('a slip that makes a rule file no YAML is pointed at, and the hint mends it', () => {
  it.each<Slipped>([
    [
      'a key one space too far left',
      `${RULE}   remove: x\n`,
      '5:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key below the dash',
      `${RULE}  remove: x\n`,
      '5:3 yaml-syntax: `remove` has 2 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key that belongs to the rule or to the file',
      `${RULE} remove: x\n`,
      '5:2 yaml-syntax: `remove` has 1 space before it, and the keys of its map have 0 or 4. → Put it below `version` of line 1, with no space before it, or below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key one space too far right',
      `${RULE}     remove: x\n`,
      '5:6 yaml-syntax: `remove` has 5 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key two spaces too far right',
      `${RULE}      remove: x\n    why: y\n`,
      '5:7 yaml-syntax: `remove` has 6 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a condition too far right',
      'version: 1\nrules:\n  - id: a\n    match:\n      type: ou\n       name: x\n    remove: x\n',
      '6:8 yaml-syntax: `name` has 7 spaces before it, and the keys of its map have 6. → Put it below `type` of line 5, with 6 spaces before it.',
    ],
    [
      'a key of the file too far right',
      'version: 1\n rules:\n  - id: a\n    remove: x\n',
      '2:2 yaml-syntax: `rules` has 1 space before it, and the keys of its map have 0. → Put it below `version` of line 1, with no space before it.',
    ],
    [
      'a second rule without its dash',
      `${RULE}    remove: x\n  id: b\n    remove: y\n`,
      '6:3 yaml-syntax: `id` begins an entry of the list above, without its `-`. → Begin each entry with a dash: - id: …',
    ],
    [
      'a dash too far right',
      `${RULE}    remove: x\n    - id: b\n      remove: y\n`,
      '6:5 yaml-syntax: This `-` has 4 spaces before it, and the dashes beside it have 2. → Put it below the `-` of line 3, with 2 spaces before it.',
    ],
    [
      'a dash one space off',
      `${RULE}    remove: x\n   - id: b\n     remove: y\n`,
      '6:4 yaml-syntax: This `-` has 3 spaces before it, and the dashes beside it have 2. → Put it below the `-` of line 3, with 2 spaces before it.',
    ],
    [
      'no space behind the dash',
      'version: 1\nrules:\n  -id: a\n    remove: x\n',
      '3:3 yaml-syntax: The `-` has no space behind it, so it is a part of the word. → Put a space behind the dash: - id: …',
    ],
    [
      'no space behind the colon of the first line',
      'version:1\nrules:\n  - id: a\n    remove: x\n',
      '1:8 yaml-syntax: The `:` has no space behind it, so it is a part of the word. → Put a space behind the colon: version: 1',
    ],
    [
      'no space behind the colon of an id',
      'version: 1\nrules:\n  - id:a\n    remove: x\n',
      '3:7 yaml-syntax: The `:` has no space behind it, so it is a part of the word. → Put a space behind the colon: id: a',
    ],
    [
      'no space behind the colon of the last key',
      `${RULE}    remove:"temp-*"\n`,
      '5:11 yaml-syntax: The `:` has no space behind it, so it is a part of the word. → Put a space behind the colon: remove: "temp-*"',
    ],
    [
      'a tab before a key',
      `${RULE}\tremove: x\n`,
      '5:1 yaml-syntax: A tab stands in the indentation of this line, where YAML wants spaces. → Indent with spaces.',
    ],
    [
      'a tab before a dash',
      `${RULE}    remove: x\n\t- id: b\n`,
      '6:1 yaml-syntax: A tab stands in the indentation of this line, where YAML wants spaces. → Indent with spaces.',
    ],
    [
      'a tab behind spaces',
      'version: 1\nrules:\n  - id: a\n  \tremove: x\n',
      '4:3 yaml-syntax: A tab stands in the indentation of this line, where YAML wants spaces. → Indent with spaces.',
    ],
    [
      'a text with a colon in it',
      `${RULE}    why: Note: it's old\n    remove: x\n`,
      "5:14 yaml-syntax: A text with `: ` in it would begin a map. → Quote the text: 'Note: it''s old'",
    ],
    [
      'a brace that is not closed',
      'version: 1\nrules:\n  - id: a\n    match: { type: ou\n    remove: x\n',
      '4:12 yaml-syntax: This `{` is not closed where the next entry begins. → Close it with `}`.',
    ],
    [
      'a bracket that is not closed',
      `${RULE}    remove: [a, b\n  - id: b\n    remove: x\n`,
      '5:13 yaml-syntax: This `[` is not closed where the next entry begins. → Close it with `]`.',
    ],
    [
      'a quote that is not closed',
      `${RULE}    remove: "temp-*\n  - id: b\n    remove: x\n`,
      '5:13 yaml-syntax: This `"` is not closed where the next entry begins. → Close it with `"`.',
    ],
    [
      'a line that ends a text too early',
      `${RULE}    why: >\n      some text\n     bad\n    remove: x\n`,
      '7:6 yaml-syntax: This is not valid YAML: all mapping items must start at the same column. → Look at the indentation of this line and of those above.',
    ],
    [
      'a pattern that begins as a map does',
      `${RULE}    remove: {a,b}-x\n`,
      '5:18 yaml-syntax: This is not valid YAML: unexpected scalar at node end. → If `{a,b}-x` is meant as text, quote it.',
    ],
    [
      'a quoted key one space too far left',
      `${RULE}   "remove": x\n`,
      '5:4 yaml-syntax: `"remove"` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key with a space in it too far right',
      `${RULE}      'a b': x\n    remove: y\n`,
      "5:7 yaml-syntax: `'a b'` has 6 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.",
    ],
    [
      'a key too far left behind comments and blank lines',
      `${RULE}\n# note: x\n\n      # another\n   remove: x\n`,
      '9:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far left behind a text of many lines',
      `${RULE}    why: |\n      a: b\n       c: d\n\n      - e\n   remove: x\n`,
      '10:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far left behind a folded text',
      `${RULE}    why: >-\n        a\n       b\n   remove: x\n`,
      '8:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far left behind a map over two lines',
      'version: 1\nrules:\n  - id: a\n    match: { type: ou,\n      name: x }\n   remove: x\n',
      '6:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far left behind a list over three lines',
      `${RULE}    remove: [a,\n     b,\n      c]\n   why: x\n`,
      '8:4 yaml-syntax: `why` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far left behind a text in quotes over two lines',
      `${RULE}    why: "a\n      b"\n   remove: x\n`,
      '7:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far right below an anchor',
      'version: 1\nrules:\n  - id: a\n    match: &m\n      type: ou\n       name: x\n',
      '6:8 yaml-syntax: `name` has 7 spaces before it, and the keys of its map have 6. → Put it below `type` of line 5, with 6 spaces before it.',
    ],
    [
      'a key too far right in a list at the column of its key',
      'version: 1\nrules:\n- id: a\n  remove: x\n   why: y\n',
      '5:4 yaml-syntax: `why` has 3 spaces before it, and the keys of its map have 2. → Put it below `id` of line 3, with 2 spaces before it.',
    ],
    [
      'a dash too far left',
      'version: 1\nrules:\n    - id: a\n      remove: x\n   - id: b\n      remove: y\n',
      '5:4 yaml-syntax: This `-` has 3 spaces before it, and the dashes beside it have 4. → Put it below the `-` of line 3, with 4 spaces before it.',
    ],
    [
      'a dash too far left in a list within a rule',
      `${RULE}    remove:\n      - x\n     - y\n`,
      '7:6 yaml-syntax: This `-` has 5 spaces before it, and the dashes beside it have 6. → Put it below the `-` of line 6, with 6 spaces before it.',
    ],
    [
      'a key too far left of two levels, nearer to the inner one',
      'version: 1\nrules:\n  - id: a\n    match:\n        type: ou\n       name: x\n',
      '6:8 yaml-syntax: `name` has 7 spaces before it, and the keys of its map have 8. → Put it below `type` of line 5, with 8 spaces before it.',
    ],
    [
      'a list entry of a list of lists',
      `${RULE}    remove:\n      - - x\n       - y\n`,
      '7:8 yaml-syntax: This `-` has 7 spaces before it, and the dashes beside it have 8. → Put it below the `-` of line 6, with 8 spaces before it.',
    ],
    [
      'a bracket that is not closed at the end',
      `${RULE}    remove: [a, b\n`,
      '5:13 yaml-syntax: This `[` is not closed where the next entry begins. → Close it with `]`.',
    ],
    [
      'a quote that is not closed at the end',
      `${RULE}    remove: 'a\n`,
      "5:13 yaml-syntax: This `'` is not closed where the next entry begins. → Close it with `'`.",
    ],
    [
      'a brace within a list that is not closed',
      `${RULE}    remove: [{ key: a\n  - id: b\n    remove: x\n`,
      '5:13 yaml-syntax: This `[` is not closed where the next entry begins. → Close it with `]`.',
    ],
    [
      'a quote with an escaped quote in it that is not closed',
      `${RULE}    why: "a \\"b\\" c\n  - id: b\n    remove: x\n`,
      '5:10 yaml-syntax: This `"` is not closed where the next entry begins. → Close it with `"`.',
    ],
    [
      'a key behind a comment that looks like a bracket',
      `${RULE}    why: a # [b\n   remove: x\n`,
      '6:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a line that no hand wrote',
      `${RULE}   remove: ${'x'.repeat(1000)}\n`,
      '5:4 yaml-syntax: This is not valid YAML: sequence item without - indicator.',
    ],
    [
      'a long line before the slip',
      `${RULE}    why: ${'x'.repeat(991)}\n   remove: x\n`,
      '6:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far right behind a text of many lines',
      `${RULE}    why: |\n      a: b\n    remove: x\n      name: y\n`,
      '8:7 yaml-syntax: `name` has 6 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a key too far right behind an empty comment',
      'version: 1\nrules:\n  - id: a\n    match:\n      type: ou #\n       name: x\n',
      '6:8 yaml-syntax: `name` has 7 spaces before it, and the keys of its map have 6. → Put it below `type` of line 5, with 6 spaces before it.',
    ],
    [
      'a dash too far left below a key without a value',
      'version: 1\nrules:\n  - id: a\n    remove:\n   - x\n',
      '5:4 yaml-syntax: This `-` has 3 spaces before it, and the dashes beside it have 2. → Put it below the `-` of line 3, with 2 spaces before it.',
    ],
    [
      'a key too far right behind a map that ended further right',
      'version: 1\nrules:\n  - id: a\n    match:\n        type: ou\n    remove: x\n       why: y\n',
      '7:8 yaml-syntax: `why` has 7 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'a dash where the list has ended',
      'version: 1\nrules:\n- id: a\n  remove: x\nprotect: [y]\n - z\n',
      '6:2 yaml-syntax: This is not valid YAML: a block sequence may not be used as an implicit map key.',
    ],
    [
      'no space behind the colon with Windows line ends',
      'version:1\r\nrules:\r\n  - id: a\r\n    remove: x\r\n',
      '1:8 yaml-syntax: The `:` has no space behind it, so it is a part of the word. → Put a space behind the colon: version: 1',
    ],
    [
      'a key that is long',
      `${RULE}   ${'k'.repeat(61)}: x\n`,
      '5:4 yaml-syntax: `kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
    [
      'Windows line ends',
      `${RULE}   remove: x\n`.replaceAll('\n', '\r\n'),
      '5:4 yaml-syntax: `remove` has 3 spaces before it, and the keys of its map have 4. → Put it below `id` of line 3, with 4 spaces before it.',
    ],
  ])('%s', async (_, text, said) => {
    expect(await toldWhole(text)).toEqual([said]);
  });
});

describe('a slip that leaves a rule file YAML, but another file than was meant', () => {
  it.each<Slipped>([
    [
      'a key of a rule at the begin of the line',
      `${RULE}remove: x\n`,
      '5:1 unknown-key: `remove` is not a key of the file. → `remove` is a key of a rule: indent it below `- id:`.',
    ],
    [
      'a key of a rule below match',
      'version: 1\nrules:\n  - id: a\n    match:\n      type: ou\n      remove: x\n',
      '6:7 unknown-key: `remove` is not a key of a choice of resources. → `remove` is a key of the rule itself: indent it like `match`.',
    ],
    [
      'a condition beside match',
      'version: 1\nrules:\n  - id: a\n    type: ou\n    remove: x\n',
      '4:5 unknown-key: `type` is not a key of a rule. → `type` is a key of `match` and `exclude`: indent it below one of them.',
    ],
    [
      'a key of the file in a rule',
      `${RULE}    remove: x\n    waivers: []\n`,
      '6:5 unknown-key: `waivers` is not a key of a rule. → `waivers` is a key of the file: begin its line without a space.',
    ],
    [
      'a key of a waiver at the begin of the line',
      `${RULE}    remove: x\nreason: y\n`,
      '6:1 unknown-key: `reason` is not a key of the file. → `reason` is a key of a waiver: indent it below `- rule:`.',
    ],
    [
      'rules without a dash',
      'version: 1\nrules:\n  id: a\n  remove: x\n',
      '3:3 wrong-type: `rules` must be a list, and is a map. → Begin each rule with a dash, `- id: …`, and put its other keys below `id`.',
    ],
    [
      'a rule that is one word',
      `${RULE}    remove: x\n  - id:b\n`,
      '6:5 wrong-type: Entry 2 of `rules` must be a map, and is text. → Put a space behind the colon: id: …',
    ],
    [
      'a dash before a key of the rule above',
      `${RULE}    why: y\n    remove: x\n  - require: x\n`,
      '7:5 missing-key: A rule needs `id`. → A dash begins a new rule. Take it out where this belongs to the rule above; else add `id`.',
    ],
  ])('%s', async (_, text, said) => {
    expect(await toldWhole(text)).toEqual([said]);
  });
});
