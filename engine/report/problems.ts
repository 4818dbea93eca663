import type { Problem } from '../model.ts';
import { characters, columns, exact, prose, type Span, wrap } from './layout.ts';
import { painter } from './paint.ts';
import { streamJson } from './stream.ts';
import { visible } from './visible.ts';
import { commandLine, placeProperties } from './workflow.ts';

export type ProblemFormat = 'text' | 'json' | 'github';

/** How problems are to look; see `ReportOptions`. */
export interface ProblemLook {
  readonly color: boolean;
  readonly width: number;
}

/**
 * Problems outside a run, such as those of a rule file: `text` for people, with the line and a caret; `json` as one
 * array; `github` as workflow commands. Empty for no problems, but for `json`.
 */
export function renderProblems(
  problems: readonly Problem[],
  format: ProblemFormat,
  look: ProblemLook,
): string {
  switch (format) {
    case 'text':
      return problems.map((problem) => problemText(problem, look)).join('\n');
    case 'json':
      return [...streamJson(problems, 0)].join('');
    case 'github':
      return problems.map(problemCommand).join('');
  }
}

/**
 * One problem for people:
 *
 *     error[unknown-key] tag-rules.yaml:12:5
 *       "remvoe" is not a key of a rule.
 *       12 |   remvoe: temp-*
 *          |   ^
 *       hint: did you mean "remove"?
 */
export function problemText(problem: Problem, { color, width }: ProblemLook): string {
  const paint = painter(color);
  const draw = (spans: Span[], first: number, hang: number) => wrap(spans, width, first, hang, paint);
  const { severity, code, place, message, hint, 'request-id': request } = problem;
  const style = severity === 'error' ? 'bad' : 'caution';
  const where =
    place === undefined
      ? []
      : [prose(' '), exact(`${visible(place.file)}:${place.line}:${place.column}`, 'name')];
  return [
    draw([exact(`${severity}[${visible(code)}]`, style), ...where], 0, 4),
    draw([prose(visible(message), 'strong')], 2, 2),
    excerpt(problem, width, draw),
    hint === undefined ? '' : draw([prose('hint: ', 'name'), prose(visible(hint))], 2, 8),
    request === undefined ? '' : draw([prose(`request ${visible(request)}`, 'quiet')], 2, 4),
  ].join('');
}

function excerpt(
  { place, excerpt, severity }: Problem,
  width: number,
  draw: (spans: Span[], first: number, hang: number) => string,
): string {
  if (place === undefined || excerpt === undefined) return '';
  const number = String(place.line);
  const room = width === 0 ? Number.POSITIVE_INFINITY : Math.max(20, width - number.length - 6);
  const { shown, caret } = windowOf(excerpt, place.column, room);
  const bar = `${' '.repeat(number.length)} | `;
  return (
    draw([exact(`${number} | `, 'quiet'), exact(shown)], 2, 2) +
    draw(
      [exact(bar, 'quiet'), exact(' '.repeat(caret)), exact('^', severity === 'error' ? 'bad' : 'caution')],
      2,
      2,
    )
  );
}

/** The part of a long line around its column, and how many columns of screen stand before the caret. */
function windowOf(line: string, column: number, room: number): { shown: string; caret: number } {
  const before = visible(line.slice(0, column - 1));
  const after = visible(line.slice(column - 1));
  if (columns(before + after) <= room) return { shown: before + after, caret: columns(before) };
  const left = keepEnd(before, Math.floor(room / 2));
  return { shown: left + keepStart(after, room - columns(left)), caret: columns(left) };
}

function keepEnd(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let kept = '';
  for (const character of characters(text).reverse()) {
    if (columns(kept) + columns(character) > room - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

function keepStart(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let kept = '';
  for (const character of characters(text)) {
    if (columns(kept) + columns(character) > room - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function problemCommand({ severity, code, place, message, hint }: Problem): string {
  const lines = hint === undefined ? [message] : [message, hint];
  return commandLine(
    severity,
    { title: visible(code), ...placeProperties(place) },
    lines.map(visible).join('\n'),
  );
}
