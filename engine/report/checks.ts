import { prose, type Span, wrap } from './layout.ts';
import { painter } from './paint.ts';
import { visible } from './visible.ts';

/** One line of `doctor`. */
export interface Checked {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly detail: string;
  readonly hint?: string;
}

/** What was checked, one line each, and what to do about what is wrong. */
export function* renderChecks(
  checks: readonly Checked[],
  look: { readonly color: boolean; readonly width: number },
): Iterable<string> {
  const paint = painter(look.color);
  const names = Math.max(...checks.map((check) => check.name.length));
  for (const { name, state, detail, hint } of checks) {
    const label = `${state.padEnd(7)}  ${name.padEnd(names)}  `;
    const spans: Span[] = [prose(label, STYLES[state]), prose(visible(detail))];
    yield wrap(spans, look.width, 0, label.length, paint);
    if (hint !== undefined) yield wrap([prose(visible(hint))], look.width, label.length, label.length, paint);
  }
}

const STYLES = { ok: 'good', warn: 'caution', fail: 'bad', skipped: 'quiet' } as const;
