import { type Summary, summarize } from '../../report/summary.ts';
import { emulated } from '../../report/title.ts';
import { alarms, verdict } from '../../report/verdict.ts';
import { visible } from '../../report/visible.ts';
import { count, number } from '../../report/words.ts';
import type { FleetResult, FleetRun } from '../result.ts';

/** Headings of the table that every format for people has. */
export const COLUMNS = ['organization', 'exit', 'removals', 'done', 'kept', 'findings', 'what'] as const;

/** How many of them, from the left, are words. */
export const WORDS = 1;

/** One organization as cells of that table; `what` holds the first alarm, or what the exit code means. */
export function cellsOf(result: FleetResult, fleet: Pick<FleetRun, 'workers'>): string[] {
  const { name, exit, run } = result;
  if (run === undefined) return [name, String(exit), '-', '-', '-', '-', whatOf(result, fleet)];
  const summary = summarize(run);
  const kept = [...summary.types.values()].reduce((sum, one) => sum + one.kept, 0);
  const findings = [...summary.findings.values()].reduce((sum, n) => sum + n, 0);
  return [
    name,
    String(exit),
    ...[summary.removals, summary.done, kept, findings].map(cell),
    whatOf(result, fleet),
  ];
}

function cell(n: number): string {
  return n === 0 ? '-' : number(n);
}

/** In one sentence, what came of an organization. */
export function whatOf({ run }: FleetResult, { workers }: Pick<FleetRun, 'workers'>): string {
  if (run === undefined) return workers ? GOES_ON : 'not begun: the fleet was interrupted before its turn';
  const summary = summarize(run);
  const [first] = alarms(run, summary);
  const [problem] = run.problems.filter((one) => one.severity === 'error');
  if (first === undefined) return verdict(run, summary).meaning;
  return `${first.word}: ${visible(problem?.message ?? first.sentence)}`;
}

const GOES_ON = 'not ended yet: workers go on with it, and reconcile fleet status shows how far they are';

/** Of which organizations an emulator answered, not the cloud; undefined for none. */
export function emulatedText({ organizations }: FleetRun): string | undefined {
  const names = organizations.flatMap(({ name, run }) => (run !== undefined && emulated(run) ? [name] : []));
  return names.length === 0 ? undefined : `not the cloud: an emulator answered for ${names.join(', ')}`;
}

/** What all organizations add up to. */
export interface Totals {
  readonly organizations: number;
  readonly removals: number;
  readonly done: number;
  /** Organizations by exit code, the worst first. */
  readonly exits: ReadonlyMap<number, number>;
}

/** Adds a fleet run up. */
function totalsOf({ organizations }: FleetRun): Totals {
  const summaries = organizations.flatMap(({ run }): Summary[] =>
    run === undefined ? [] : [summarize(run)],
  );
  const exits = new Map<number, number>();
  for (const { exit } of organizations) exits.set(exit, (exits.get(exit) ?? 0) + 1);
  return {
    organizations: organizations.length,
    removals: summaries.reduce((sum, one) => sum + one.removals, 0),
    done: summaries.reduce((sum, one) => sum + one.done, 0),
    exits,
  };
}

/** `3 organizations: 40 removals, 38 done; exit 0 of 2, exit 4 of 1`. */
export function totalLine(run: FleetRun): string {
  const { organizations, removals, done, exits } = totalsOf(run);
  const codes = [...exits].sort(([a], [b]) => a - b).map(([code, n]) => `exit ${code}: ${number(n)}`);
  const did = run.mode === 'apply' ? `, ${number(done)} done` : '';
  return `${count(organizations, 'organization')}, ${count(removals, 'removal')}${did} (${codes.join(', ')})`;
}

/** `Dry run of fleet group`. */
export function fleetTitle({ mode, fleet }: FleetRun): string {
  return `${mode === 'apply' ? 'Apply to' : 'Dry run of'} fleet ${fleet}`;
}
