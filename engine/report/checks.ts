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

/** What was checked, one line each, and what to do about what is wrong. What was skipped for one reason is one line. */
export function* renderChecks(
  all: readonly Checked[],
  look: { readonly color: boolean; readonly width: number },
): Iterable<string> {
  const paint = painter(look.color);
  const checks = folded(all);
  const names = Math.max(...checks.map((check) => check.name.length));
  for (const { name, state, detail, hint } of checks) {
    const label = `${state.padEnd(7)}  ${name.padEnd(names)}  `;
    const spans: Span[] = [prose(label, STYLES[state]), prose(visible(detail))];
    yield wrap(spans, look.width, 0, label.length, paint);
    if (hint !== undefined) yield wrap([prose(visible(hint))], look.width, label.length, label.length, paint);
  }
}

/** Neighbours that were skipped for the same reason, as one check that names them. */
function folded(checks: readonly Checked[]): Checked[] {
  const runs: Checked[][] = [];
  for (const check of checks) {
    const last = runs.at(-1);
    const before = last?.[0];
    if (check.state === 'skipped' && before?.state === 'skipped' && before.detail === check.detail)
      last?.push(check);
    else runs.push([check]);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    if (first === undefined || run.length === 1) return run;
    const detail = `${first.detail} These are: ${run.map(({ name }) => name).join(', ')}.`;
    return [{ ...first, name: `${run.length} checks`, detail }];
  });
}

const STYLES = { ok: 'good', warn: 'caution', fail: 'bad', skipped: 'quiet' } as const;
