import type { Decision, Reason, RuleSet, RuleView, Tag, TagView, WaiverView } from '../../model.ts';
import type { RulePlaces } from '../../rules/rule-places.ts';
import { showMatcher } from '../../rules/show.ts';
import type { CompiledRule, CompiledRules } from '../compile.ts';
import type { Verdict } from '../judge.ts';
import { claimReason, type Subject } from './reasons.ts';
import { viewWaivers } from './waivers.ts';

/** A rule that speaks of the resource, or may. */
export interface Speaking {
  readonly rule: CompiledRule;
  /** Its match or exclude cannot be decided. */
  readonly undecided?: { readonly part: 'match' | 'exclude'; readonly because: Reason };
}

/** What the views of one resource's tags are made from: the planner's own rules and verdict. */
export interface Judged extends Subject {
  readonly set: RuleSet;
  readonly places: RulePlaces;
  readonly compiled: CompiledRules;
  readonly verdict: Verdict;
  readonly speaking: readonly Speaking[];
}

export function viewTag(tag: Tag, judged: Judged): TagView {
  const shield = shieldOf(tag, judged);
  const rules = judged.speaking.flatMap((speaking) =>
    speaking.rule.rule.remove === undefined ? [] : [viewRule(speaking, tag, shield !== undefined, judged)],
  );
  return {
    key: tag.key,
    value: judged.shown(tag),
    decision: decide(tag, shield, rules, judged.verdict),
    ...(shield && { shield }),
    rules,
  };
}

function shieldOf({ key }: Tag, { compiled, set, places }: Judged): TagView['shield'] {
  const { system, protect } = compiled.view(key);
  if (system) return { kind: 'system' };
  if (protect === undefined) return undefined;
  const index = set.protect.findIndex((one) => showMatcher(one) === protect);
  const place = places.condition('', `protect/${index}`);
  return { kind: 'protect', matcher: protect, ...(place && { place }) };
}

/** The planner's verdict on a tag in one word. */
function decide(
  { key }: Tag,
  shield: TagView['shield'],
  rules: readonly RuleView[],
  { remove, kept, findings }: Verdict,
): Decision {
  if (remove.some((one) => one.key === key)) return 'goes';
  const stays = kept.find((one) => one.key === key);
  const undecided =
    stays?.shields.some((one) => one.kind === 'unknown') === true ||
    rules.some((one) => one.enforce && one.standing === 'undecided');
  if (shield !== undefined && (stays !== undefined || undecided)) {
    return shield.kind === 'system' ? 'system' : 'protected';
  }
  if (undecided) return 'unknown';
  if (stays !== undefined) return 'waived';
  return findings.some((one) => one.kind === 'unenforced' && one.key === key) ? 'stays' : 'unclaimed';
}

function viewRule({ rule, undecided }: Speaking, tag: Tag, whole: boolean, judged: Judged): RuleView {
  const { id, why, severity, enforce, remove = [] } = rule.rule;
  const place = judged.places.rule(id);
  const seen = { rule: id, ...(why !== undefined && { why }), severity, enforce, ...(place && { place }) };
  const placed = (pointer: string) => judged.places.condition(id, pointer);
  const candidate = judged.compiled.view(tag.key).candidates.find((one) => one.rule === rule);
  const truth = candidate === undefined ? 'no' : (candidate.value?.(tag.value) ?? 'yes');

  if (truth === 'no' || (truth === 'unknown' && undecided?.part !== 'match')) {
    const because = remove
      .map((claim) => claimReason(claim, tag, judged, placed))
      .filter((one) => one !== undefined);
    const spared = because.some((one) => one.condition === 'remove/except');
    const standing = truth === 'unknown' ? 'undecided' : spared ? 'spared' : 'passed';
    return { ...seen, standing, because, waivers: [] };
  }
  if (undecided?.part === 'match') {
    return { ...seen, standing: 'undecided', because: [undecided.because], waivers: [] };
  }
  const waivers = viewWaivers(rule.rule, [tag.key], judged.set, judged.places, judged);
  const taken = whole || undecided !== undefined || waivers.some(takesAway);
  return {
    ...seen,
    standing: taken ? 'shielded' : 'claims',
    because: undecided === undefined ? [] : [undecided.because],
    waivers,
  };
}

function takesAway({ state }: WaiverView): boolean {
  return state === 'applies' || state === 'undecided';
}
