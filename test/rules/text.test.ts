import { describe, expect, it } from 'vitest';
import { decodeText, MOST_BYTES } from '../../engine/rules/text.ts';

const at = (line: number) => ({ file: 'r.yaml', line, column: 1 });
const decoded = (bytes: Uint8Array) => decodeText(bytes, 'r.yaml');

describe('the bytes of a file', () => {
  it('are text up to 1 MiB, without a byte order mark', () => {
    expect(decoded(Buffer.from('\ufeffa: ü 😀\r\n'))).toEqual({ text: 'a: ü 😀\r\n' });
    expect(decoded(Buffer.alloc(MOST_BYTES, '#'))).toEqual({ text: '#'.repeat(MOST_BYTES) });
    expect(decoded(Buffer.alloc(MOST_BYTES + 1, '#'))).toStrictEqual({
      code: 'file-too-large',
      severity: 'error',
      message: 'r.yaml has 1048577 bytes; a file may have 1048576.',
      hint: 'Split it, and name the parts in `include`.',
      place: at(1),
    });
  });

  it.each([
    ['at its begin', '\0a\nb\n', 1],
    ['in its second line', 'a\nb\0\nc\nd\n', 2],
    ['twice', 'a\n\n\0\n\0\n', 3],
  ])('are no text with a NUL %s', (_name, text, line) => {
    expect(decoded(Buffer.from(text))).toStrictEqual({
      code: 'not-text',
      severity: 'error',
      message: 'r.yaml holds a NUL character, which no text has.',
      hint: 'Save it as UTF-8 text again. Editors often call UTF-16 "Unicode".',
      place: at(line),
    });
  });

  it.each([
    ['is a byte of no character', 3, [0xff]],
    ['ends within a character', 3, [0xc3]],
    ['ends within a character of four bytes', 3, [0xf0, 0x9f, 0x98]],
    ['has lines behind the byte', 3, [0xff, 0x0a, 0x0a, 0xff]],
  ])('are no text where it %s, whatever stands before', (_name, line, bad) => {
    for (const before of ['a\nb\n', 'ü😀\nüüü\n', `${'ü'.repeat(50)}\n${'😀'.repeat(51)}\n`]) {
      expect(decoded(Buffer.concat([Buffer.from(before), Buffer.from(bad)]))).toStrictEqual({
        code: 'not-text',
        severity: 'error',
        message: 'r.yaml is not UTF-8 text.',
        hint: 'Save it as UTF-8. Editors often call UTF-16 "Unicode".',
        place: at(line),
      });
    }
  });
});
