import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateRules } from '../../engine/rules/load.ts';
import { slipBetween } from '../../engine/rules/slips.ts';
import { memoryFiles } from './memory.ts';

const RULE = 'version: 1\nrules:\n  - id: a\n    match: { type: ou }\n';

/** Code, line, column and hint of each problem of a file. */
async function found(text: string): Promise<[code: string, at: string, hint: string | undefined][]> {
  const { problems } = await validateRules('tag-rules.yaml', memoryFiles({ 'tag-rules.yaml': text }));
  return problems.map(({ code, place, hint }) => [code, `${place?.line}:${place?.column}`, hint]);
}

/** A name for the table, the file, where it is wrong, and what to do. */
type Slipped = readonly [name: string, text: string, at: string, hint: string];

const BELOW_ID = 'Put it below `id` of line 3, with 4 spaces before it.';

describe('a slip that makes a rule file no YAML is pointed at, and the hint mends it', () => {
  it.each<Slipped>([
    ['a key one space too far left', `${RULE}   remove: x\n`, '5:4', BELOW_ID],
    ['a key below the dash', `${RULE}  remove: x\n`, '5:3', BELOW_ID],
    [
      'a key that belongs to the rule or to the file',
      `${RULE} remove: x\n`,
      '5:2',
      'Put it below `version` of line 1, with no space before it, or below `id` of line 3, with 4 spaces before it.',
    ],
    ['a key one space too far right', `${RULE}     remove: x\n`, '5:6', BELOW_ID],
    ['a key two spaces too far right', `${RULE}      remove: x\n    why: y\n`, '5:7', BELOW_ID],
    [
      'a condition too far right',
      'version: 1\nrules:\n  - id: a\n    match:\n      type: ou\n       name: x\n    remove: x\n',
      '6:8',
      'Put it below `type` of line 5, with 6 spaces before it.',
    ],
    [
      'a key of the file too far right',
      'version: 1\n rules:\n  - id: a\n    remove: x\n',
      '2:2',
      'Put it below `version` of line 1, with no space before it.',
    ],
    [
      'a second rule without its dash',
      `${RULE}    remove: x\n  id: b\n    remove: y\n`,
      '6:3',
      'Begin each entry with a dash: - id: …',
    ],
    [
      'a dash too far right',
      `${RULE}    remove: x\n    - id: b\n      remove: y\n`,
      '6:5',
      'Put it below the `-` of line 3, with 2 spaces before it.',
    ],
    [
      'a dash one space off',
      `${RULE}    remove: x\n   - id: b\n     remove: y\n`,
      '6:4',
      'Put it below the `-` of line 3, with 2 spaces before it.',
    ],
    [
      'no space behind the dash',
      'version: 1\nrules:\n  -id: a\n    remove: x\n',
      '3:3',
      'Put a space behind the dash: - id: …',
    ],
    [
      'no space behind the colon of the first line',
      'version:1\nrules:\n  - id: a\n    remove: x\n',
      '1:8',
      'Put a space behind the colon: version: 1',
    ],
    [
      'no space behind the colon of an id',
      'version: 1\nrules:\n  - id:a\n    remove: x\n',
      '3:7',
      'Put a space behind the colon: id: a',
    ],
    [
      'no space behind the colon of the last key',
      `${RULE}    remove:"temp-*"\n`,
      '5:11',
      'Put a space behind the colon: remove: "temp-*"',
    ],
    ['a tab before a key', `${RULE}\tremove: x\n`, '5:1', 'Indent with spaces.'],
    ['a tab before a dash', `${RULE}    remove: x\n\t- id: b\n`, '6:1', 'Indent with spaces.'],
    ['a tab behind spaces', 'version: 1\nrules:\n  - id: a\n  \tremove: x\n', '4:3', 'Indent with spaces.'],
    [
      'a text with a colon in it',
      `${RULE}    why: Note: it's old\n    remove: x\n`,
      '5:14',
      "Quote the text: 'Note: it''s old'",
    ],
    [
      'a brace that is not closed',
      'version: 1\nrules:\n  - id: a\n    match: { type: ou\n    remove: x\n',
      '4:12',
      'Close it with `}`.',
    ],
    [
      'a bracket that is not closed',
      `${RULE}    remove: [a, b\n  - id: b\n    remove: x\n`,
      '5:13',
      'Close it with `]`.',
    ],
    [
      'a quote that is not closed',
      `${RULE}    remove: "temp-*\n  - id: b\n    remove: x\n`,
      '5:13',
      'Close it with `"`.',
    ],
    [
      'a line that ends a text too early',
      `${RULE}    why: >\n      some text\n     bad\n    remove: x\n`,
      '7:6',
      'Look at the indentation of this line and of those above.',
    ],
    [
      'a pattern that begins as a map does',
      `${RULE}    remove: {a,b}-x\n`,
      '5:18',
      'If `{a,b}-x` is meant as text, quote it.',
    ],
  ])('%s', async (_, text, at, hint) => {
    expect(await found(text)).toEqual([['yaml-syntax', at, hint]]);
  });
});

describe('a slip that leaves a rule file YAML, but another file than was meant', () => {
  it.each<readonly [...Slipped, code: string]>([
    [
      'a key of a rule at the begin of the line',
      `${RULE}remove: x\n`,
      '5:1',
      '`remove` is a key of a rule: indent it below `- id:`.',
      'unknown-key',
    ],
    [
      'a key of a rule below match',
      'version: 1\nrules:\n  - id: a\n    match:\n      type: ou\n      remove: x\n',
      '6:7',
      '`remove` is a key of the rule itself: indent it like `match`.',
      'unknown-key',
    ],
    [
      'a condition beside match',
      'version: 1\nrules:\n  - id: a\n    type: ou\n    remove: x\n',
      '4:5',
      '`type` is a key of `match` and `exclude`: indent it below one of them.',
      'unknown-key',
    ],
    [
      'a key of the file in a rule',
      `${RULE}    remove: x\n    waivers: []\n`,
      '6:5',
      '`waivers` is a key of the file: begin its line without a space.',
      'unknown-key',
    ],
    [
      'a key of a waiver at the begin of the line',
      `${RULE}    remove: x\nreason: y\n`,
      '6:1',
      '`reason` is a key of a waiver: indent it below `- rule:`.',
      'unknown-key',
    ],
    [
      'rules without a dash',
      'version: 1\nrules:\n  id: a\n  remove: x\n',
      '3:3',
      'Begin each rule with a dash, `- id: …`, and put its other keys below `id`.',
      'wrong-type',
    ],
    [
      'a rule that is one word',
      `${RULE}    remove: x\n  - id:b\n`,
      '6:5',
      'Put a space behind the colon: id: …',
      'wrong-type',
    ],
    [
      'a dash before a key of the rule above',
      `${RULE}    why: y\n    remove: x\n  - require: x\n`,
      '7:5',
      'A dash begins a new rule. Take it out where this belongs to the rule above; else add `id`.',
      'missing-key',
    ],
  ])('%s', async (_, text, at, hint, code) => {
    expect(await found(text)).toEqual([[code, at, hint]]);
  });
});

describe('the search for a slip', () => {
  it('points into the text, whatever the text is', () => {
    const line = fc.constantFrom(
      'rules:',
      '  - id: a',
      '    match: { type: ou',
      '\tx: "',
      " - - 'a",
      '   k:v',
      '    w: a: b',
      '',
      '# c',
      '  |',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.nat(200), fc.nat(40), (lines, first, more) => {
        const text = lines.join('\n');
        const slip = slipBetween(text, first, first + more);
        return (
          slip === undefined || (slip.offset >= 0 && slip.offset < text.length && slip.hint.length < 400)
        );
      }),
    );
  });

  it('comes to an end for a megabyte that no hand wrote', () => {
    const texts = [
      '[{'.repeat(500_000),
      '- '.repeat(500_000),
      'a: [\n'.repeat(170_000),
      '- - - -\n'.repeat(120_000),
    ];
    for (const text of texts) {
      const slip = slipBetween(text, 0, text.length);
      expect(slip?.hint.length ?? 0, 'a hint is no copy of the file').toBeLessThan(400);
    }
  });
});
