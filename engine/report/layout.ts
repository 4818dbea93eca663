import stringWidth from 'string-width';
import type { Paint, Style } from './paint.ts';

/**
 * A piece of a line. `exact` text is by strangers: its spaces mean something, so it is moved to the next line as a
 * whole and broken only where it is longer than a line.
 */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  readonly exact?: boolean;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A text character by character, as people count them. */
export function characters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Columns a text takes: two for Chinese and emoji. */
export function columns(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** Pads to a number of columns; a longer text stays whole. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text;
}

/** Prose in the style given. */
export function prose(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

/** Text by strangers in the style given. */
export function exact(text: string, style?: Style): Span {
  return style === undefined ? { text, exact: true } : { text, style, exact: true };
}

/**
 * Lays spans out as lines of at most `width` columns (0: one line), the first indented by `first`, the others by
 * `hang`. Nothing is ever cut off.
 */
export function wrap(
  spans: readonly Span[],
  width: number,
  first: number,
  hang: number,
  paint: Paint,
): string {
  const size = spans.reduce((sum, span) => sum + columns(span.text), first);
  if (width === 0 || size <= width) return drawn({ pieces: [...spans], used: size }, first, paint);
  const lines: Line[] = [{ pieces: [], used: first }];
  for (const span of spans) for (const word of words(span)) place(lines, word, width, hang);
  return lines.map((line, i) => drawn(line, i === 0 ? first : hang, paint)).join('');
}

interface Line {
  pieces: Span[];
  used: number;
}

function words(span: Span): Span[] {
  if (span.exact === true) return [span];
  return span.text.split(/(?<= )(?=[^ ])/).map((text) => ({ ...span, text }));
}

function place(lines: Line[], word: Span, width: number, hang: number): void {
  const line = lines.at(-1);
  if (line === undefined) return;
  // A space at the end of a word may stand past the edge: it shows nothing.
  const size = columns(word.exact === true ? word.text : word.text.trimEnd());
  if (line.used + size <= width) {
    line.pieces.push(word);
    line.used += columns(word.text);
  } else if (line.pieces.some((piece) => piece.text.trim() !== '') && hang + size <= width) {
    lines.push({ pieces: [word], used: hang + columns(word.text) });
  } else breakUp(lines, word, width, hang);
}

/** Fills line after line with a word that is longer than a line, never inside a character as people see it. */
function breakUp(lines: Line[], word: Span, width: number, hang: number): void {
  let line = lines.at(-1);
  let text = '';
  const flush = () => {
    if (text !== '') line?.pieces.push({ ...word, text });
    text = '';
  };
  for (const character of characters(word.text)) {
    const size = columns(character);
    if (line === undefined || (line.used + size > width && line.used > hang)) {
      flush();
      line = { pieces: [], used: hang };
      lines.push(line);
    }
    text += character;
    line.used += size;
  }
  flush();
}

function drawn(line: Line, indent: number, paint: Paint): string {
  const pieces = joined(line.pieces);
  const last = pieces.length - 1;
  const text = pieces.map(({ text, style, exact }, i) =>
    paint(style, i === last && exact !== true ? text.trimEnd() : text),
  );
  // A CI runner obeys a line that begins with `::`, however far it is indented.
  return `${' '.repeat(indent)}${text.join('')}\n`.replace(/^ +$/m, '').replace(/^ *(?=::)/, '$&…');
}

/** Words side by side in one style as one piece, so that it is painted once. */
function joined(pieces: readonly Span[]): Span[] {
  const joint: Span[] = [];
  for (const piece of pieces) {
    const before = joint.at(-1);
    if (before === undefined || before.style !== piece.style || before.exact !== piece.exact)
      joint.push(piece);
    else joint[joint.length - 1] = { ...before, text: before.text + piece.text };
  }
  return joint;
}
