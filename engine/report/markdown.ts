import { Buffer } from 'node:buffer';
import type { Run } from '../model.ts';
import { RESOURCE_TYPES } from '../model.ts';
import { type Fold, foldsOf } from './markdown/folds.ts';
import { code, plain, words } from './markdown/inert.ts';
import { BACK, wayBack } from './next.ts';
import type { ReportOptions } from './report.ts';
import { planOf } from './rows.ts';
import { type Summary, summarize } from './summary.ts';
import { dayOf, emulated, givenOf, originText, rulesText, runText, sourceKind, title } from './title.ts';
import { alarms, verdict } from './verdict.ts';
import { callerTexts, count, number } from './words.ts';

/** Below the 65,536 characters that a comment on GitHub may have, whatever the characters are. */
const COMMENT_BYTES = 65_000;

/**
 * Markdown for a pull request: a short summary, then every list folded. Stays below `limitBytes`; what does not fit
 * is counted, and `fullReport` named. Texts by strangers are inert: no markup, link, mention or HTML.
 */
export function markdown(run: Run, options: ReportOptions): Iterable<string> {
  const summary = summarize(run);
  return foldedPage(top(run, summary, options), foldsOf(run, summary, options), options);
}

/** A page of a top, which is always whole, and of lists as far as there is room. */
export function* foldedPage(top: string, folds: readonly Fold[], options: ReportOptions): Iterable<string> {
  const end = pointer(options);
  const room = roomOf(options.limitBytes ?? COMMENT_BYTES, end);
  yield room.take(top);
  let leftOut = 0;
  for (const fold of folds) {
    if (options.summaryOnly === true && !fold.open) leftOut += fold.total;
    else leftOut += yield* written(fold, room, options.maxRows ?? Number.POSITIVE_INFINITY);
  }
  if (leftOut > 0) yield end;
}

/** Bytes that are left, after what has to come last. */
interface Room {
  fits(text: string): boolean;
  take(text: string): string;
}

function roomOf(limit: number, reserved: string): Room {
  let left = limit - Buffer.byteLength(reserved);
  return {
    fits: (text) => Buffer.byteLength(text) <= left,
    take(text) {
      left -= Buffer.byteLength(text);
      return text;
    },
  };
}

/** Writes a list as far as there is room. Gives how many entries were left out. */
function* written(fold: Fold, room: Room, most: number): Generator<string, number> {
  const open = `\n<details${fold.open ? ' open' : ''}>\n<summary>${fold.title}</summary>\n\n`;
  const close = '\n</details>\n';
  const frame = open + moreLine(fold.total) + close;
  if (!room.fits(frame)) return fold.total;
  room.take(frame);
  yield open;
  let shown = 0;
  for (const entry of fold.entries) {
    if (shown >= most || !room.fits(entry)) break;
    yield room.take(entry);
    shown++;
  }
  const rest = fold.total - shown;
  if (rest > 0) yield moreLine(rest);
  yield close;
  return rest;
}

function moreLine(n: number): string {
  return `- … and ${count(n, 'more', 'more')}\n`;
}

function pointer({ fullReport }: ReportOptions): string {
  const where = fullReport === undefined ? 'the json or csv report' : code(fullReport);
  return `\nThis is not everything. The full list: ${where}\n`;
}

function top(run: Run, summary: Summary, { asked }: ReportOptions): string {
  const { meaning, next } = verdict(run, summary, asked);
  const back = wayBack(run, summary, asked);
  const by = rulesText(run);
  const heard = alarms(run, summary).map(({ word, sentence }) => `> **${word}** ${plain(sentence)}\n`);
  return [
    heard.length === 0 ? '' : `${heard.join('>\n')}\n`,
    `### reconcile: ${plain(title(run))}\n\n`,
    rehearsal(run),
    `**Exit ${run.exit}: ${words(meaning)}**${next === undefined ? '' : ` Next: ${words(next)}`}\n\n`,
    back === undefined ? '' : `${BACK}${words(back.said)}\n\n`,
    typeTable(run, summary),
    `${code(runText(run))} ${against(run)} on ${code(dayOf(run))}${by === undefined ? '' : `, judged by ${code(by)}`}\n`,
    ...givenOf(run).map(({ name, said }) => `\n${name} ${code(said)}\n`),
    ...(run.outcomes.length > 0 ? callerTexts(run) : []).map((one) => `\ncalled by ${code(one)}\n`),
  ].join('');
}

/** Says before anything else that no cloud is behind these tags. */
export function rehearsal(run: Parameters<typeof sourceKind>[0]): string {
  if (!emulated(run)) return '';
  return sourceKind(run) === 'service'
    ? '**EMULATED**: the embedded emulator answered, not the cloud\n\n'
    : '**EMULATED**: the tags are of an emulator, not of the cloud\n\n';
}

/** What tags were read from: a service, or a file and the service that its tags are of. */
export function against(run: Parameters<typeof sourceKind>[0]): string {
  const kind = sourceKind(run);
  if (kind === 'nothing') return '(no service was asked)';
  return kind === 'service'
    ? `against ${code(run.endpoint)}`
    : `from the ${kind} ${code(run.endpoint)} of ${code(originText(run))}`;
}

function typeTable(run: Run, summary: Summary): string {
  const counts = planOf(run)?.counts['per-type'];
  if (counts === undefined) return '';
  const rows = RESOURCE_TYPES.filter((type) => counts[type] !== undefined).map((type) => {
    const { removals = 0, kept = 0, findings = 0 } = summary.types.get(type) ?? {};
    const cells = [counts[type]?.resources ?? 0, counts[type]?.tags ?? 0, removals, kept, findings];
    return `| ${[type, ...cells.map(number)].join(' | ')} |\n`;
  });
  return `| type | resources | tags | removals | kept | findings |\n| --- | ---: | ---: | ---: | ---: | ---: |\n${rows.join('')}\n`;
}
