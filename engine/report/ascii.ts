/** What our own pages draw with, in characters that every terminal has. */
const DRAWN = new Map([
  ['…', '...'],
  ['·', '.'],
  ['→', '->'],
  ['≤', '<='],
  ['×', 'x'],
  ['¨', '"'],
  ['“', '"'],
  ['”', '"'],
  ['’', "'"],
  ['‹', '<'],
  ['›', '>'],
  ['█', '#'],
  ['░', '.'],
]);

/**
 * A text in ASCII, for terminals that show nothing else: marks and lines by what looks like them, every other
 * character written out as `\u4e2d`.
 */
export function toAscii(text: string): string {
  return text.replaceAll(
    /[^\0-\x7f]/gu,
    (character) => DRAWN.get(character) ?? line(character) ?? code(character),
  );
}

/** U+2500 to U+257F are the lines of boxes. */
function line(character: string): string | undefined {
  if (character < '─' || character > '╿') return undefined;
  if (character === '─' || character === '━' || character === '═') return '-';
  return character === '│' || character === '┃' || character === '║' ? '|' : '+';
}

function code(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
