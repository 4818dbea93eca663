import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  quoted,
  showKey,
  showName,
  showPath,
  showResource,
  showValue,
  visible,
} from '../../engine/report/visible.ts';
import { HOSTILE } from './hostile.ts';
import { account, ou, policy } from './make.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0]/u;

describe('a text by strangers, made visible', () => {
  it.each([
    ['\u001b[31m', String.raw`\x1b[31m`],
    ['a\nb\rc\td\0', String.raw`a\nb\rc\td\0`],
    ['\u202egnp.exe', String.raw`\u202egnp.exe`],
    ['\u009b', String.raw`\x9b`],
    ['\ud83d!', String.raw`\ud83d!`],
    ['a\u200db', String.raw`a\u200db`],
    ['\u{e0041}', String.raw`\u{e0041}`],
    ['a\u00a0b', String.raw`a\xa0b`],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['❤️ 1️⃣ 🧑🏽‍🔬', '❤️ 1️⃣ 🧑🏽‍🔬'],
    ['研究与开发\u3000Ñandú', '研究与开发\u3000Ñandú'],
    ['##[error]x', String.raw`##\[error]x`],
    ['##vso[x]', String.raw`##\vso[x]`],
    ['# ## a', '# ## a'],
  ])('%j is shown as %s', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('holds nothing unseen, and is the same made visible twice', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE.values())), (text) => {
        const shown = visible(text);
        expect(shown.replace(/\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f\u200d]*/gu, '')).not.toMatch(
          UNSEEN,
        );
        expect(visible(shown)).toBe(shown);
      }),
    );
  });

  it('is told from a text that looks like its escapes, in quotes', () => {
    expect(quoted('\n')).toBe(String.raw`"\n"`);
    expect(quoted(String.raw`\n`)).toBe(String.raw`"\\n"`);
    expect(quoted('"')).toBe(String.raw`"\""`);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => a === b || quoted(a) !== quoted(b)));
  });
});

describe('keys, values, names and paths', () => {
  it('show the empty value and spaces by quotes, and a redacted value bare', () => {
    expect([showValue(''), showValue(' a '), showValue('‹redacted›')]).toEqual(['""', '" a "', '‹redacted›']);
  });

  it('leave ordinary keys bare and quote the others', () => {
    expect(showKey('team:cost-center')).toBe('team:cost-center');
    expect(showKey('阶段')).toBe('阶段');
    expect(showKey('a = b')).toBe('"a = b"');
    expect(showKey('')).toBe('""');
  });

  it('keep levels of a path apart though a name holds a slash', () => {
    expect(showPath([])).toBe('/');
    expect(showPath(['A', 'B C'])).toBe('/A/B C');
    expect(showPath(['A/B'])).toBe('/"A/B"');
    expect(showName(' a')).toBe('" a"');
  });

  it('say where a resource stands', () => {
    expect(showResource(ou('12345678', 'A', 'B'))).toBe('ou /A/B (ou-12345678)');
    expect(showResource(account('01', 'lab', 'A'))).toBe('account lab in /A (01)');
    expect(showResource(account('01', 'lab'))).toBe('account lab in / (01)');
    // A name that looks like the end of a sentence about another account is told from one by its quotes.
    expect(showResource(account('01', 'lab in /B', 'A'))).toBe('account "lab in /B" in /A (01)');
    expect(showResource(policy('12345678', 'deny'))).toBe('policy deny (p-12345678)');
    expect(showResource({ type: 'account', id: '01', name: '' })).toBe('account 01');
  });
});
