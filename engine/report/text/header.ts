import { exact, prose, type Span } from '../layout.ts';
import {
  dayOf,
  emulated,
  givenOf,
  readText,
  rulesText,
  runText,
  sourceKind,
  sourceText,
  title,
} from '../title.ts';
import { callerTexts } from '../words.ts';
import type { Page } from './page.ts';

/** What ran, against what, on which day. */
export function* header(page: Page): Iterable<string> {
  const { run } = page;
  yield page.line([prose(title(run), 'strong')]);
  yield page.line([...service(run), prose(` on ${dayOf(run)}`)]);
  const rules = rulesText(run);
  if (rules !== undefined) yield page.line([prose(`judged by ${rules}`, 'quiet')]);
  const read = readText(run);
  yield page.line([prose(`${runText(run)}${read === undefined ? '' : `, ${read}`}`, 'quiet')]);
  // Whom the service saw: what a reader matches with the cloud's own log.
  if (run.outcomes.length > 0)
    for (const caller of callerTexts(run)) yield page.line([prose(`called by ${caller}`, 'quiet')]);
  for (const { sentence } of givenOf(run)) yield page.line([prose(sentence, 'caution')]);
}

/** Which service answered, or which file stood in for it. */
export function service(run: Parameters<typeof sourceKind>[0]): Span[] {
  const source = sourceText(run);
  switch (sourceKind(run)) {
    case 'nothing':
      return [prose(source, 'caution')];
    case 'service':
      if (!emulated(run)) return [exact(source)];
      // A journal does not tell at which address an emulator was.
      if (run.endpoint === run.origin) return [...EMULATED, prose('an emulator')];
      return [...EMULATED, prose('the embedded emulator, '), exact(source)];
    default:
      return [...(emulated(run) ? EMULATED : []), exact(source), prose(',')];
  }
}

const EMULATED: readonly Span[] = [prose('EMULATED', 'caution'), prose('  not the cloud: ')];
