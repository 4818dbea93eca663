import type { TagState } from '../model.ts';
import { columns, exact, pad, prose, type Span, wrap } from './layout.ts';
import { painter, type Style } from './paint.ts';
import { visible } from './visible.ts';
import { stateWord } from './words.ts';

/** What the list of runs shows of one. */
export interface ListedRun {
  readonly id: string;
  readonly mode: 'apply' | 'undo';
  readonly of?: string;
  readonly state: string;
  readonly organization: string;
  readonly origin: string;
  readonly wrote: boolean;
  readonly counts: Readonly<Partial<Record<TagState, number>>>;
}

/** Past runs, one line each, the last one last. */
export function* renderRuns(
  runs: readonly ListedRun[],
  look: { readonly color: boolean; readonly width: number },
): Iterable<string> {
  const paint = painter(look.color);
  if (runs.length === 0) yield 'no runs yet\n';
  const ids = runs.reduce((widest, { id }) => Math.max(widest, columns(visible(id))), 0);
  for (const run of runs) {
    const { id, mode, of, state, organization, origin, wrote, counts } = run;
    const tags = Object.entries(counts).map(([name, n]) => `${n} ${stateWord(name as TagState, run)}`);
    const what = of === undefined ? mode : `${mode} of ${visible(of)}`;
    const spans: Span[] = [
      exact(pad(visible(id), ids), 'strong'),
      prose(`  ${state.padEnd(11)}`, STYLES.get(state)),
      prose(
        `  ${what}: ${tags.length === 0 ? 'nothing recorded' : tags.join(', ')}${wrote ? '' : ' (sent nothing)'}  `,
      ),
      exact(visible(`${organization} at ${origin}`), 'quiet'),
    ];
    yield wrap(spans, look.width, 0, 4, paint);
  }
}

const STYLES = new Map<string, Style>([
  ['running', 'strong'],
  ['done', 'good'],
  ['partial', 'bad'],
  ['interrupted', 'caution'],
  ['unfinished', 'caution'],
  ['undone', 'quiet'],
]);
