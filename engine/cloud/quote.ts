const LONGEST = 300;

/** Characters that act on a terminal or hide: controls, formats such as right-to-left marks, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text of a stranger for one line of a message: shortened, with characters that cannot be seen written out. */
export function quote(text: string, longest = LONGEST): string {
  const characters = Array.from(text.slice(0, longest * 2).trim());
  const short =
    characters.length > longest ? `${characters.slice(0, longest).join('')}…` : characters.join('');
  return short.replace(UNSEEN, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
