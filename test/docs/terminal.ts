import stringWidth from 'string-width';

/** A piece of a line in one look. */
interface Piece {
  readonly text: string;
  readonly classes: string;
}

const COLUMNS = 112;
const [CELL, LINE, EDGE, BAR] = [8.4, 19, 18, 34];

/** SGR parameters that the painter of reports uses, and the class of each. */
const LOOKS: ReadonlyMap<number, string> = new Map([
  [1, 'b'],
  [2, 'd'],
  [4, 'u'],
  [31, 'red'],
  [32, 'green'],
  [33, 'yellow'],
  [36, 'cyan'],
]);
const ENDS: ReadonlyMap<number, readonly string[]> = new Map([
  [22, ['b', 'd']],
  [24, ['u']],
  [39, ['red', 'green', 'yellow', 'cyan']],
]);

/** A picture of a terminal: lines as they were printed, with their colours. Lines are cut at its right edge. */
export function pictureOf(title: string, lines: readonly string[]): string {
  const width = Math.ceil(COLUMNS * CELL + 2 * EDGE);
  const height = BAR + EDGE + lines.length * LINE;
  const rows = lines.map((line, at) => row(cut(piecesOf(line)), BAR + (at + 1) * LINE));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;fill:#d8dee9;white-space:pre}.b{font-weight:bold;fill:#fff}.d{fill:#8a94a6}.u{text-decoration:underline}.red{fill:#ff7b72}.green{fill:#7ee787}.yellow{fill:#f2cc60}.cyan{fill:#76e3ea}</style>
<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="7.5" fill="none" stroke="#6e7681" stroke-opacity=".5"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
${rows.join('\n')}
</svg>
`;
}

/** The lines that a picture shows, without their colours. */
export function linesOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, inner = '']) =>
    inner
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
}

function piecesOf(line: string): Piece[] {
  const on = new Set<string>();
  const pieces: Piece[] = [];
  // Text and colour codes take turns: a split by a group keeps both.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what begins a colour code.
  line.split(/\x1b\[([\d;]*)m/).forEach((part, at) => {
    if (at % 2 === 0) {
      if (part !== '') pieces.push({ text: part, classes: [...on].join(' ') });
      return;
    }
    for (const code of part.split(';').map(Number)) {
      const look = LOOKS.get(code);
      if (look !== undefined) on.add(look);
      for (const ended of ENDS.get(code) ?? []) on.delete(ended);
    }
  });
  return pieces;
}

function cut(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  let left = COLUMNS;
  for (const piece of pieces) {
    if (stringWidth(piece.text) <= left) {
      kept.push(piece);
      left -= stringWidth(piece.text);
      continue;
    }
    let text = piece.text;
    while (stringWidth(text) >= left && text !== '') text = text.slice(0, -1);
    return [...kept, { ...piece, text: `${text}…` }];
  }
  return kept;
}

/** Each piece begins at its column, so that a font of another width moves nothing. */
function row(pieces: readonly Piece[], y: number): string {
  let column = 0;
  const spans = pieces.map(({ text, classes }) => {
    const x = (EDGE + column * CELL).toFixed(1);
    column += stringWidth(text);
    return `<tspan x="${x}"${classes === '' ? '' : ` class="${classes}"`}>${escaped(text)}</tspan>`;
  });
  return `<text y="${y}" xml:space="preserve">${spans.join('')}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
