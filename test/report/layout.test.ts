import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { columns, exact, pad, prose, wrap } from '../../engine/report/layout.ts';
import { painter } from '../../engine/report/paint.ts';

const plain = painter(false);

describe('laying out lines', () => {
  it('moves text by strangers to the next line as a whole', () => {
    expect(wrap([prose('key '), exact('"two words"'), prose(' because of it')], 16, 2, 4, plain)).toBe(
      '  key\n    "two words"\n    because of\n    it\n',
    );
  });

  it('breaks a text longer than a line and loses nothing of it', () => {
    expect(wrap([exact('x'.repeat(25))], 12, 0, 2, plain)).toBe(
      `${'x'.repeat(12)}\n  ${'x'.repeat(10)}\n  xxx\n`,
    );
  });

  it('counts Chinese and emoji as two columns and breaks no emoji', () => {
    expect(columns('宽宽')).toBe(4);
    expect(pad('宽', 4)).toBe('宽  ');
    expect(wrap([exact('👩‍👩‍👧‍👦'.repeat(3))], 4, 0, 0, plain)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦\n👩‍👩‍👧‍👦\n');
  });

  it('keeps a CI runner from taking a broken text for an order', () => {
    const lines = wrap([exact(`${'x'.repeat(10)}::error::y`)], 10, 0, 4, plain).split('\n');
    for (const line of lines) expect(line).not.toMatch(/^\s*::/);
  });

  it('never passes the width, whatever is laid out, and keeps every visible character', () => {
    const span = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 60 }), exact: fc.boolean() });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), fc.integer({ min: 12, max: 40 }), (spans, width) => {
        const clean = spans.map((one) => ({ ...one, text: one.text.replaceAll('::', '') }));
        const page = wrap(clean, width, 2, 4, plain);
        for (const line of page.split('\n')) expect(stringWidth(line.trimEnd())).toBeLessThanOrEqual(width);
        expect(page.replace(/\s/g, '')).toBe(clean.map(({ text }) => text.replace(/\s/g, '')).join(''));
      }),
    );
  });

  it('paints words side by side at once, on each line', () => {
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
    const spans = [prose('one two three ', 'bad'), prose('four')];
    expect(wrap(spans, 8, 0, 2, painter(true))).toBe(`${red('one two')}\n  ${red('three')}\n  four\n`);
  });

  it('paints only where colours are wanted', () => {
    expect(wrap([prose('bad', 'bad')], 0, 0, 0, painter(true))).toBe('\u001b[31mbad\u001b[39m\n');
    expect(wrap([prose('bad', 'bad')], 0, 0, 0, plain)).toBe('bad\n');
  });
});
