import type {
  Caller,
  Finding,
  Gap,
  Objection,
  Path,
  ResourceRef,
  Revision,
  RuleSet,
  Run,
  Shield,
  Waiver,
} from '../model.ts';
import { doingOf } from './doing.ts';
import type { RowState } from './rows.ts';
import { showKey, showPath, showResource, showValue, visible } from './visible.ts';

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const shares = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** `1,204`. */
export function number(n: number): string {
  return numbers.format(n);
}

/** `1 tag`, `1,204 tags`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

const STATES = {
  gone: 'gone already',
  restored: 'put back',
  present: 'there already',
  stale: 'stale',
  failed: 'failed',
  'in-doubt': 'in doubt',
  'not-sent': 'not sent',
} as const satisfies Record<Exclude<RowState, 'planned' | 'removed'>, string>;

/** What became of a tag, in the tense that fits: what an undo removes it removes again. */
export function stateWord(state: RowState, run: Pick<Run, 'mode' | 'action'>): string {
  if (state === 'planned') return `would ${doingOf(run).verb}`;
  if (state === 'removed') return run.mode === 'undo' ? 'removed again' : 'removed';
  return STATES[state];
}

/** What a tag was that needed nothing to be sent: `gone already`, or for an undo `there already`. */
export function needlessWord(run: Pick<Run, 'mode' | 'action'>): string {
  return STATES[doingOf(run).at === 'on' ? 'present' : 'gone'];
}

/** Who asked the service: `access key AKSD…0000 of account d1, from ECS metadata`. */
export function callerText({ source, 'access-key': key, account }: Caller): string {
  const of = account === undefined ? '' : ` of account ${visible(account)}`;
  return `access key ${visible(key)}${of}, from ${visible(source)}`;
}

/** Everybody who asked in the parts of a run, each once. */
export function callerTexts({ callers = [] }: Pick<Run, 'callers'>): string[] {
  return [...new Set(callers.map(callerText))];
}

/** Which commit rules stood in: `4f2e9c0b7d1a…`, and whether they were changed since. */
export function revisionText({ commit, dirty }: Revision): string {
  return `${commit}${dirty ? ', with changes that are not in it' : ''}`;
}

/** What a finding says, without its resource, which stands beside it. */
export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'missing':
      return `has no tag ${showKey(finding.key)}${finding.waiver === undefined ? '' : ', which a waiver excuses'}`;
    case 'unenforced':
      return `would lose ${showKey(finding.key)} = ${showValue(finding.value)} if the rule were enforced`;
    case 'waiver-expired':
      return `a waiver expired on ${finding.expires} and shields nothing any more: renew it or delete it`;
    case 'waiver-unused':
      return `a waiver (until ${finding.expires}) shields nothing: delete it, or mend what it matches`;
    case 'waiver-ending':
      return `a waiver ends on ${finding.expires}; after that day it shields nothing any more`;
    case 'exclude-unused':
      return `exclude ${visible(finding.what)} matches nothing: was something renamed?`;
    case 'match-unused':
      return `match ${visible(finding.what)} takes no resource: was something renamed?`;
    case 'path-unused':
      return `path ${visible(finding.what)} matches nothing: ${pathHint(finding.what, finding.near)}`;
    case 'shield-unused':
      return `${visible(finding.what)} spares nothing, and ${showKey(finding.removed)} is removed: is one a slip for the other?`;
    case 'date-unreadable':
      return `${showKey(finding.key)} = ${showValue(finding.value)} is not a date, so the rule leaves it alone`;
  }
}

function pathHint(what: string, near: Path | undefined): string {
  if (near !== undefined) return `letter case counts, and there is ${showPath(near)}`;
  return /^\/root(?:\/|$)/i.test(what)
    ? 'the root has no name in a path, which begins with an OU below it'
    : 'was an OU renamed?';
}

/** The resource a finding speaks of, where it speaks of one. */
export function findingResource(finding: Finding): ResourceRef | undefined {
  return 'resource' in finding ? finding.resource : undefined;
}

/** A finding as one sentence. */
export function findingSentence(finding: Finding): string {
  const resource = findingResource(finding);
  return `${resource === undefined ? '' : `${showResource(resource)} `}${findingText(finding)}`;
}

/** Something with the rules that indexes of waivers count in. */
export interface Ruled {
  readonly plan?: { readonly rules: Pick<RuleSet, 'waivers'> };
}

/** Why a claimed tag stays. */
export function shieldText(shield: Shield, run: Ruled): string {
  switch (shield.kind) {
    case 'system':
      return 'a system tag, which the service never removes';
    case 'protect':
      return `protected by ${visible(shield.matcher)}`;
    case 'unknown':
      return `undecided for ${visible(shield.rule)}: ${visible(shield.why)}`;
    case 'waiver':
      return waiverText(run.plan?.rules.waivers[shield.waiver], shield.rule);
  }
}

function waiverText(waiver: Waiver | undefined, rule: string): string {
  return waiver === undefined ? `waived for ${visible(rule)}` : `waived ${waiverTerms(waiver)}`;
}

/** Until when, why and by whom. */
export function waiverTerms({ expires, reason, 'approved-by': approver }: Waiver): string {
  return `until ${expires}: ${visible(reason)} (approved by ${visible(approver)})`;
}

/** What could not be read. */
export function gapText(gap: Gap): string {
  return `${gapSubject(gap)}: ${visible(gap.why)}`;
}

function gapSubject(gap: Gap): string {
  switch (gap.kind) {
    case 'type':
      return `resources of type ${gap.type}`;
    case 'resource':
      return `tags of ${gap.type} ${visible(gap.id)}`;
    case 'tree':
      return `what lies below ${visible(gap.parent)}`;
    case 'need':
      return gap.what === 'tree' ? 'the tree of OUs' : `resources of type ${gap.what}`;
  }
}

/** When nothing may be applied, and why. */
export function freezeText({ from, until, why }: Run['frozen'][number]): string {
  return `${visible(from)} to ${visible(until)}: ${visible(why)}`;
}

const isShare = (objection: Objection) => /(?:^|\.)share$/.test(objection.limit);

/** A limit with both numbers. */
export function objectionText(objection: Objection): string {
  const { limit, allowed, actual, of } = objection;
  const name = visible(limit);
  if (!isShare(objection)) return `${name}: ${number(actual)} planned, ${number(allowed)} allowed`;
  const base = of === undefined ? '' : ` of ${count(of, 'tag')}`;
  const [is, may] = [shares.format(actual), shares.format(allowed)];
  return `${name}: ${is === may ? `just over ${is}` : is}%${base} planned, ${may}% allowed`;
}

/** The limit that would let the plan pass: its name, and the value to give it. */
export function neededLimit(objection: Objection): { readonly limit: string; readonly value: string } {
  const value = `${Math.ceil(objection.actual)}${isShare(objection) ? '%' : ''}`;
  return { limit: visible(objection.limit), value };
}

/** With a capital letter, as at the begin of a sentence or heading. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
