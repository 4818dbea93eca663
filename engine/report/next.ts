import { compareText, type Finding, type Objection, type Run } from '../model.ts';
import type { Asked } from './report.ts';
import { planOf, rowsOf } from './rows.ts';
import { atOrAbove, excused, type Summary } from './summary.ts';
import { visible } from './visible.ts';
import { neededLimit } from './words.ts';

/** What to do about removals that were shown and not made. */
export function nextAfterPlan(run: Run, asked: Asked = {}): string {
  const { mode, declined } = run;
  if (declined) return 'run again and say yes, or give `--yes`.';
  if (mode === 'undo') return 'the same command without `--dry-run` does it.';
  if (asked.apply !== undefined) {
    const saved = asked.saved === undefined ? '' : `the plan is saved in ${visible(asked.saved)}; `;
    return `${saved}\`${visible(asked.apply)}\` carries it out.`;
  }
  const them = leftToRemove(run) === 1 ? 'it' : 'them';
  if (asked.offline === true) {
    const same = asked.same === undefined ? '' : ` ${visible(asked.same)}`;
    // What an emulator held that is gone is in no other service.
    const live =
      asked.ended === true ? '' : `, or leave \`--inventory\` and \`--dry-run\` out to remove ${them}`;
    return `a snapshot is only read: add \`--out PLAN\` for \`reconcile apply PLAN${same}\`${live}.`;
  }
  const instead = asked.fleet?.again ?? asked.instead;
  if (instead !== undefined) return `\`${visible(instead)}\` removes ${them}.`;
  return `the same command without \`--dry-run\` removes ${them}; \`--out PLAN\` saves this very plan for \`reconcile apply PLAN\`.`;
}

/** How many tags of a run are left to remove. */
function leftToRemove(run: Run): number {
  let planned = 0;
  for (const { state } of rowsOf(run)) if (state === 'planned') planned++;
  return planned;
}

/** The command about a run that was, with the options by which it finds that. */
export function laterCommand(verb: 'resume' | 'undo', { id }: Pick<Run, 'id'>, { same }: Asked = {}): string {
  return `reconcile ${verb} ${visible(id)}${same === undefined ? '' : ` ${visible(same)}`}`;
}

/** The command that does what is left of a run. A fleet finds by itself what it did not end, with its credentials. */
export function againCommand(run: Pick<Run, 'id'>, asked: Asked = {}): string {
  return asked.fleet === undefined ? laterCommand('resume', run, asked) : visible(asked.fleet.again);
}

/** What to know instead, where the service is not there any more. */
export function endedText({ states }: Summary): string {
  const lost = states.has('removed') || states.has('in-doubt') ? ', and with it what was removed' : '';
  return `the embedded emulator ended with this command${lost}; \`reconcile emulator\` serves one that stays`;
}

/** How to put back what a run removed. */
export interface WayBack {
  /** In words, the command in backticks. */
  readonly said: string;
  /** The command alone; none where none can do it any more. */
  readonly command?: string;
}

/** The way back of a run that removed something; where it was done in part, the verdict says so beside going on. */
export function wayBack(run: Run, summary: Summary, asked?: Asked): WayBack | undefined {
  if (!summary.states.has('removed') || run.exit === 4) return undefined;
  if (asked?.ended === true) return { said: endedText(summary) };
  const command = laterCommand('undo', run, asked);
  return { said: `\`${command}\``, command };
}

/** What stands before a way back. */
export const BACK = 'To put it back: ';

/** What to do about findings that fail the gate: what a rule would remove if it were enforced, an untag does repair. */
export function nextAfterFindings(run: Run): string {
  const standing = planOf(run)?.findings.filter((one) => !excused(one) && isAtOrAbove(one, run)) ?? [];
  const unenforced = standing.filter(({ kind }) => kind === 'unenforced').length;
  if (unenforced === 0)
    return 'no untag repairs a finding: set what is missing, or mend the rules and waivers.';
  const enforce = 'leave `enforce: false` out of the rules that are to remove';
  return unenforced === standing.length
    ? `${enforce}, or mend them.`
    : `${enforce}, set what is missing, or mend the rules and waivers.`;
}

function isAtOrAbove({ severity }: Finding, run: Run): boolean {
  return atOrAbove(new Map([[severity, 1]]), run['fail-on']) > 0;
}

/** What to do about a plan that is past its limits or falls into a freeze. */
export function nextAfterRefusal({ objections, frozen }: Run, asked: Asked = {}): string {
  const last = frozen
    .map(({ until }) => until)
    .sort(byEnd)
    .at(-1);
  return [
    objections.length === 0 ? undefined : `if this many is right, ${howToAllow(objections, asked)}`,
    last === undefined ? undefined : `wait until the freeze ends (${endText(last)})`,
  ]
    .filter((one) => one !== undefined)
    .join('; ')
    .concat('.');
}

/** `T24` puts a day, which is frozen to its end, behind every instant of it. */
function byEnd(a: string, b: string): number {
  return compareText(isDay(a) ? `${a}T24` : a, isDay(b) ? `${b}T24` : b);
}

function endText(until: string): string {
  return isDay(until) ? `its last day is ${visible(until)}, UTC` : visible(until);
}

function isDay(moment: string): boolean {
  return !moment.includes('T');
}

/** What lets a plan pass its limits. A fleet has them in its file, a saved plan in itself. */
export function howToAllow(objections: readonly Objection[], { apply, fleet }: Asked = {}): string {
  const limits = objections.map(neededLimit);
  if (fleet !== undefined) {
    const entries = limits.map(({ limit, value }) => `\`limits.${limit}: ${value}\``).join(' and ');
    return `give the organization ${entries}, in ${visible(fleet.file)} or in its rules`;
  }
  const flags = limits.map(({ limit, value }) => `--limit ${limit}=${value}`).join(' ');
  return `${apply === undefined ? 'allow it with' : 'plan again with'} \`${flags}\``;
}
