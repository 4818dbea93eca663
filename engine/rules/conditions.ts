import type { Day, Matcher } from '../model.ts';
import { alternatives } from './braces.ts';
import type { Report } from './collect.ts';
import { readDay } from './date.ts';
import { globFault, isGlob } from './glob.ts';
import { canonical } from './order.ts';
import { pathFault, pathGlobFault } from './path.ts';
import { below, type Located, type Spot } from './places.ts';
import { regexMeant, setIn } from './sets.ts';
import { isList, type WrittenConditions, type WrittenMatcher } from './written.ts';

/** What a matcher is matched with: a key, an id or a name; a tag's value; or a path. */
export type Subject = 'text' | 'value' | 'path';

/** A matcher in normal form, where it was written, and for what. */
export interface LocatedMatcher extends Located<Matcher> {
  readonly subject: Subject;
}

/** What normalising notes on its way. */
export interface Notes {
  readonly report: Report;
  /** Every matcher, those below `not` too, for checks that look at one matcher alone. */
  readonly matchers: LocatedMatcher[];
}

/** Matchers in normal form: strings become `equals` or `glob`, lists are flat and sorted, each matcher once. */
export function normaliseMatchers(
  written: WrittenMatcher,
  subject: Subject,
  spot: Spot,
  notes: Notes,
): Matcher[] {
  return canonical(locateMatchers(written, subject, spot, notes).map(({ value }) => value));
}

/** As `normaliseMatchers`, as written: in the order of the file, with the place of each. */
export function locateMatchers(
  written: WrittenMatcher,
  subject: Subject,
  spot: Spot,
  notes: Notes,
): LocatedMatcher[] {
  if (isList(written)) {
    return written.flatMap((entry, index) => locateMatchers(entry, subject, below(spot, index), notes));
  }
  const value =
    typeof written === 'string'
      ? fromString(written, subject, spot, notes)
      : fromConditions(written, subject, spot, notes);
  const located = { value, spot, subject };
  notes.matchers.push(located);
  return [located];
}

function fromString(text: string, subject: Subject, spot: Spot, notes: Notes): Matcher {
  if (isGlob(text) || hasOpenBrace(text)) return { glob: checkedGlob(text, subject, spot, notes) };
  warnOfSet(text, subject, spot, notes);
  return { equals: checkedLiteral(text, subject, spot, notes) };
}

function fromConditions(written: WrittenConditions, subject: Subject, spot: Spot, notes: Notes): Matcher {
  const at = (key: string) => below(spot, key);
  const { equals, glob, regex, in: list, not, empty, before, after } = written;
  const ignoreCase = written['ignore-case'];
  const olderThan = written['older-than'];
  if (ignoreCase === true && (equals ?? glob ?? regex ?? list) === undefined) {
    notes.report(at('ignore-case'), 'idle-ignore-case', '`ignore-case` has no text beside it to act on.', {
      part: 'key',
      hint: 'Put it into the map that holds the text: not: { equals: owner, ignore-case: true }',
    });
  }
  return {
    ...(equals !== undefined && { equals: checkedLiteral(equals, subject, at('equals'), notes) }),
    ...(glob !== undefined && { glob: checkedGlob(glob, subject, at('glob'), notes) }),
    ...(regex !== undefined && { regex }),
    ...(list !== undefined && {
      in: canonical(list.map((text, i) => checkedLiteral(text, subject, below(at('in'), i), notes))),
    }),
    ...(ignoreCase === true && { 'ignore-case': true as const }),
    ...(not !== undefined && { not: normaliseMatchers(not, subject, at('not'), notes) }),
    ...(empty !== undefined && { empty }),
    ...(before !== undefined && { before: checkedDay(before, at('before'), notes) }),
    ...(after !== undefined && { after: checkedDay(after, at('after'), notes) }),
    ...(olderThan !== undefined && { 'older-than': Number.parseInt(olderThan, 10) }),
  };
}

function checkedLiteral(text: string, subject: Subject, spot: Spot, notes: Notes): string {
  const fault = subject === 'path' ? pathFault(text) : undefined;
  if (fault !== undefined) reportPath(fault, text, spot, notes);
  return text;
}

function checkedGlob(text: string, subject: Subject, spot: Spot, notes: Notes): string {
  warnOfSet(text, subject, spot, notes);
  const fault = braceFault(text) ?? globFault(text);
  if (fault !== undefined) {
    const hint = 'To match the characters themselves, write { equals: … }.';
    notes.report(spot, 'bad-glob', `\`${shown(text)}\` is no pattern. ${fault}`, { hint });
  } else if (subject === 'path') {
    const pathProblem = pathGlobFault(text) ?? spanFault(text);
    if (pathProblem !== undefined) reportPath(pathProblem, text, spot, notes);
  }
  return text;
}

/** Whoever writes `temp-[0-9]` seldom means a key with brackets. */
function warnOfSet(text: string, subject: Subject, spot: Spot, notes: Notes): void {
  const set = setIn(text);
  if (set === undefined) return;
  const regex = regexMeant(text) ?? '…';
  const message = `\`${shown(set)}\` stands for itself here: patterns have no sets of characters.`;
  notes.report(spot, 'literal-brackets', message, {
    severity: 'warning',
    hint:
      subject === 'path'
        ? 'List what is meant: {0,1,2} is one of the three. If the brackets are meant, write { equals: … }.'
        : `If a set is meant: { regex: '${shown(regex)}' }. If the brackets are meant: { equals: … }.`,
  });
}

function reportPath(fault: string, text: string, spot: Spot, notes: Notes): void {
  const levels = text.replaceAll(/^\/+|\/+$/g, '').replaceAll(/\/{2,}/g, '/');
  // An OU may be called Root, but then its path begins with a slash.
  const below = text.startsWith('/') ? levels : levels.replace(/^root(?:\/|$)/i, '');
  const why = below === levels ? '' : ' The root has no name in a path.';
  const hint = pathFault(text) === undefined ? undefined : `Did you mean "${shown(`/${below}`)}"?${why}`;
  notes.report(spot, 'bad-path', `\`${shown(text)}\` is no path. ${fault}`, { hint });
}

/** `/Production**` looks as if it spanned levels, and an exclude that does not is an accident. */
function spanFault(glob: string): string | undefined {
  const levels = (alternatives(glob) ?? []).flatMap((one) => one.split('/'));
  if (levels.every((level) => level === '**' || !level.includes('**'))) return undefined;
  return '`**` spans levels only as a level of its own: "/Production/**".';
}

/** A brace with a comma behind it and no partner: a pattern that was not finished. */
function hasOpenBrace(text: string): boolean {
  return /\{[^}]*,[^}]*$/.test(text);
}

function braceFault(text: string): string | undefined {
  let open = 0;
  for (const character of text) {
    if (character === '{') open++;
    if (character === '}' && --open < 0) return 'A `}` closes nothing.';
  }
  return open > 0 ? 'A `{` is not closed.' : undefined;
}

function checkedDay(text: string, spot: Spot, notes: Notes): Day {
  if (text !== 'today') checkDay(text, spot, notes.report);
  return text;
}

/** Reports a day that the calendar does not have. */
export function checkDay(text: string, spot: Spot, report: Report): void {
  if (readDay(text) === text) return;
  report(spot, 'bad-date', `There is no such day as ${text}.`);
}

/** Text from a file within a message: whole lines of it would hide the message. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
