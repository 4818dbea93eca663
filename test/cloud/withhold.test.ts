import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withhold } from '../../engine/cloud/withhold.ts';

const TOKEN = 'TOKENgQpjbi1ub3J0aC00+def/ghi==Zz9+/xQ7';

describe('what a stranger says of a secret', () => {
  it.each([
    ['whole', `bad token ${TOKEN}, sorry`, 'bad token [secret], sorry'],
    ['cut off', `bad token ${TOKEN.slice(0, 20)}… sorry`, 'bad token [secret]… sorry'],
    ['from its middle', `…${TOKEN.slice(8, 24)} is bad`, '…[secret] is bad'],
    ['percent-encoded', `?token=${encodeURIComponent(TOKEN)}&x`, '?token=[secret]&x'],
    ['wrapped', `bad:\n${TOKEN.replaceAll(/(.{10})/g, '$1\n')} end`, 'bad:\n[secret] end'],
    ['twice', `${TOKEN} or ${TOKEN}`, '[secret] or [secret]'],
    ['a few letters of it', 'TOKEN expired', 'TOKEN expired'],
  ])('is not shown: %s', (_, text, shown) => {
    expect(withhold(text, ['', TOKEN])).toBe(shown);
  });

  it('is not shown where it is short, but whole', () => {
    expect(withhold('the value hunter2 is not allowed', ['hunter2'])).toBe(
      'the value [secret] is not allowed',
    );
  });

  it('leaves no twelve characters of it in a row, wherever it stands', () => {
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(word, fc.string(), fc.string(), fc.nat(48), (secret, before, after, from) => {
        const part = secret.slice(Math.min(from, secret.length - 12));
        const shown = withhold(`${before}${part}${after}`, [secret]);
        const squeezed = (text: string) => text.replaceAll(/\s/g, '');
        for (let at = 0; at + 12 <= squeezed(secret).length; at++)
          expect(squeezed(shown)).not.toContain(squeezed(secret).slice(at, at + 12));
      }),
    );
  });
});
