import type { Run } from '../../model.ts';
import { exact, prose } from '../layout.ts';
import { dayOf, emulated, runText, title } from '../title.ts';
import { visible } from '../visible.ts';
import { callerTexts, count } from '../words.ts';
import type { Page } from './page.ts';

/** What ran, against what, on which day. */
export function* header(page: Page): Iterable<string> {
  const { run } = page;
  yield page.line([prose(title(run), 'strong')]);
  const where = service(run);
  yield page.line([...where, prose(`${where.length === 0 ? '' : ' '}on ${dayOf(run)}`)]);
  yield page.line([prose(`${runText(run)}${whatWasRead(run)}`, 'quiet')]);
  // Whom the service saw: what a reader matches with the cloud's own log.
  if (run.outcomes.length > 0)
    for (const caller of callerTexts(run)) yield page.line([prose(`called by ${caller}`, 'quiet')]);
  const { only = [], overrides = [] } = run.plan ?? {};
  if (only.length > 0) yield page.line([prose(`narrowed to ${only.map(visible).join(', ')}`, 'caution')]);
  if (overrides.length > 0) {
    yield page.line([prose(`limits overridden: ${overrides.map(visible).join(', ')}`, 'caution')]);
  }
}

function service(run: Run) {
  const endpoint = visible(run.endpoint);
  return emulated(run)
    ? [prose('EMULATED', 'caution'), prose('  not the cloud: the embedded emulator, '), exact(endpoint)]
    : [exact(endpoint)];
}

function whatWasRead(run: Run): string {
  const counts = run.plan?.counts;
  return counts === undefined
    ? ''
    : `, ${count(counts.resources, 'resource')} and ${count(counts.tags, 'tag')} read`;
}
