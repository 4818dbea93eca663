import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { slipBetween } from '../../engine/rules/slips.ts';

describe('the search for a slip', () => {
  it.each([
    ['a list at the column of its key', 'rules:\n- id: a\n  remove: x\n- id: b\n  remove: y\n'],
    ['lists within lists', 'remove:\n  - - a\n    - b\n  - - - c\n'],
    ['a dash alone', 'rules:\n  -\n    id: a\n    remove: x\n  -\n    id: b\n'],
    ['keys in quotes and with spaces', '"a: b": c\n\'d\': e\nf g: h\n"i\\"j": k\n'],
    ['texts of many lines', 'why: |\n  a: b\n   c:d\n  -e: f\nso: >-2\n    g: h: i\nend: x\n'],
    ['a text in quotes over lines', 'why: "a\n  b, c"\nend: \'e\n  (f) g\'\nso: h\n'],
    ['lists in brackets over lines', 'a: [b,\n  { c: [e] },\n f]\ng: [\n  h\n ]\ni: j\n'],
    ['a list at the column of its key, within another', 'a:\n  - b: c\n    d:\n    - e\n    - f\n'],
    ['a text of many lines with blank ones', 'why: |\n  a\n\n  b:c\n\n\n  -d: e\nend: f\n'],
    ['comments behind keys', 'a: # b\n  c: d\ne: | # f\n  g:h\ni: &j # k\n  l: m\n'],
    ['comments', '# a: b: c\nd: e # f: g\n   # h\ni:\n  # j\n  k: l\n'],
    ['anchors and tags', 'a: &b\n  c: d\ne: !!map\n  f: g\nh: *b\n'],
    ['values with colons in them', 'a: b:c\nd: http://e\nf: "g: h"\ni: 10:30\n'],
    ['dashes within words', 'a-b: -c\nd: -e\n'],
    ['keys without values', 'a:\nb:\n  c:\n  d: e\nf:\n'],
    ['Windows line ends and no end', 'a: b\r\nc:\r\n  d: e'],
  ])('finds none in %s', (_, text) => {
    expect(parseDocument(text).errors).toEqual([]);
    expect(slipBetween(text, 0, text.length)).toBeUndefined();
  });

  it('finds a dash without its space, at the end of a line too', () => {
    for (const text of ['-id:\n', '  -id: a', '-i:'])
      expect(slipBetween(text, 0, text.length)?.message).toBe(
        'The `-` has no space behind it, so it is a part of the word.',
      );
  });

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
