import { describe, expect, it } from 'vitest';
import type { Problem } from '../../engine/model.ts';
import { renderProblems } from '../../engine/report/index.ts';

const LOOK = { color: false, width: 80 };

const UNKNOWN_KEY: Problem = {
  code: 'unknown-key',
  severity: 'error',
  message: '"remvoe" is not a key of a rule.',
  hint: 'Did you mean "remove"?',
  place: { file: 'tag-rules.yaml', line: 12, column: 5 },
  excerpt: '    remvoe: temp-*',
};

function text(problem: Partial<Problem>, width = 80): string {
  return renderProblems([{ ...UNKNOWN_KEY, ...problem }], 'text', { color: false, width });
}

describe('problems for people', () => {
  it('show the place, the line and a caret under the column', () => {
    expect(text({})).toBe(
      [
        'error[unknown-key] tag-rules.yaml:12:5',
        '  "remvoe" is not a key of a rule.',
        '  12 |     remvoe: temp-*',
        '     |     ^',
        '  hint: Did you mean "remove"?',
        '',
      ].join('\n'),
    );
  });

  it('put the caret under the right character after Chinese, tabs and escapes', () => {
    const lines = text({ excerpt: '\t研究: x', place: { file: 'f', line: 1, column: 6 } }).split('\n');
    // The tab is shown as two characters, each Chinese one takes two columns.
    expect(lines[2]).toBe(String.raw`  1 | \t研究: x`);
    expect(lines[3]).toBe(`    | ${' '.repeat(2 + 4 + 2)}^`);
  });

  it('show the part of a long line around the column', () => {
    const excerpt = `${'a'.repeat(200)}HERE${'b'.repeat(200)}`;
    const lines = text({ excerpt, place: { file: 'f', line: 3, column: 201 } }, 60).split('\n');
    const caret = lines[3]?.indexOf('^') ?? -1;
    expect(lines[2]?.slice(caret, caret + 4)).toBe('HERE');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('stand apart by an empty line', () => {
    expect(renderProblems([UNKNOWN_KEY, UNKNOWN_KEY], 'text', LOOK).split('\n\n')).toHaveLength(2);
    expect(renderProblems([], 'text', LOOK)).toBe('');
  });

  it('name the request that failed', () => {
    expect(text({ 'request-id': 'abc' })).toContain('request abc\n');
  });
});

describe('problems for programs', () => {
  it('are an array of JSON', () => {
    expect(JSON.parse(renderProblems([UNKNOWN_KEY], 'json', LOOK))).toEqual([UNKNOWN_KEY]);
    expect(renderProblems([], 'json', LOOK)).toBe('[]\n');
  });

  it('are annotations at their place on GitHub', () => {
    const hostile = { ...UNKNOWN_KEY, message: 'one\n::warning::two' };
    expect(renderProblems([hostile], 'github', LOOK)).toBe(
      '::error title=unknown-key,file=tag-rules.yaml,line=12,col=5::one\\n::warning::two%0ADid you mean "remove"?\n',
    );
  });
});
