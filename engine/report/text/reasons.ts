import { prose } from '../layout.ts';
import { grouped, type Row, rowsOf } from '../rows.ts';
import { visible } from '../visible.ts';
import { count, number, stateWord } from '../words.ts';
import type { Page } from './page.ts';

/** Reasons that are shown; the rest is counted. */
const MOST = 5;

/** Why tags are not as the run wanted them, put together: for a page without the tags themselves. */
export function* reasonSection(page: Page): Iterable<string> {
  const rows = [...rowsOf(page.run)].filter(({ state, why }) => TROUBLE.has(state) && why !== undefined);
  const groups = [...grouped(rows, (row) => `${row.state} ${reasonOf(row)}`).values()];
  if (groups.length > 0) yield page.heading('Why');
  for (const [first, ...others] of groups.slice(0, MOST)) {
    if (first === undefined) continue;
    const { state, requestId } = first;
    const head = `${number(others.length + 1)} ${stateWord(state, page.run)}: ${visible(reasonOf(first))}`;
    const request = requestId === undefined ? '' : ` (request ${visible(requestId)})`;
    yield page.line([prose(head, state === 'stale' ? 'caution' : 'bad'), prose(request, 'quiet')], 2, 4);
  }
  if (groups.length > MOST)
    yield page.line([prose(`and ${count(groups.length - MOST, 'other reason')}`)], 2, 4);
}

const TROUBLE: ReadonlySet<Row['state']> = new Set(['failed', 'in-doubt', 'stale']);

/** What a resource's own reason has in common with those of others. */
function reasonOf({ why = '', resource }: Row): string {
  return why.replace(` for ${resource.id}`, '');
}
