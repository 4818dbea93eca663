import type { Day, Explanation, Reason, Resource, RuleApart, RuleSet, TagView } from '../model.ts';
import { refOf } from '../model.ts';
import { nearest } from '../problem.ts';
import { compileMatchers } from '../rules/matcher.ts';
import { REDACTED } from '../rules/redact.ts';
import type { RulePlaces } from '../rules/rule-places.ts';
import type { Truth } from '../rules/truth.ts';
import { type CompiledRule, compileRules } from './compile.ts';
import { excludeReason, matchReason, type Subject } from './explain/reasons.ts';
import { viewRequired } from './explain/required.ts';
import { type Judged, type Speaking, viewTag } from './explain/tag.ts';
import { judgeResource } from './judge.ts';
import { placeRules } from './placed.ts';

export interface ExplainInput {
  readonly set: RuleSet;
  /** Where the parts of the set stand. */
  readonly places: RulePlaces;
  /** The UTC day by which dates and waivers are judged. */
  readonly day: Day;
  readonly resource: Resource;
  /** The truth of a path condition for a resource without a path; see `unlocatedTruth`. */
  readonly unlocated: Truth;
  /** The one key that is asked for; without it, every tag. */
  readonly key?: string | undefined;
}

/**
 * Explains why each tag of a resource stays or goes. The decisions are those of the planner (`judgeResource`);
 * beside them stands every rule with the condition that kept it from claiming the tag, and every waiver.
 */
export function explainResource(input: ExplainInput): Explanation {
  const { set, places, day, resource, unlocated, key } = input;
  const compiled = compileRules(set, day);
  const subject = { day, resource, unlocated, shown: masker(set, day) };
  const stands = compiled.rules.map((rule) => standOf(rule, places, subject));
  const speaking = stands.filter((one) => one.apart === undefined);
  const verdict = judgeResource(placeRules(compiled, resource, unlocated), resource);
  const judged: Judged = { ...subject, set, places, compiled, verdict, speaking };

  const tags = resource.tags.filter((tag) => key === undefined || tag.key === key);
  const views = tags.map((tag) => viewTag(tag, judged));
  const required = speaking.flatMap((one) => viewRequired(one, key, judged));
  const near = key === undefined || tags.length > 0 ? undefined : nearestKey(key, resource);
  return {
    version: 1,
    day,
    resource: refOf(resource),
    ...(key !== undefined && { key }),
    ...(near !== undefined && { near }),
    tags: views,
    required,
    apart: stands.flatMap((one) => apartOf(one, places)),
    incomplete: views.some(isUnread) || required.some((one) => one.because?.unread === true),
  };
}

/** A rule, and why it does not speak of the resource, if it does not. */
interface Stand extends Speaking {
  readonly apart?: Reason;
}

/** Where a resource stands to a rule, with the reason where that is not `in`. */
function standOf(rule: CompiledRule, places: RulePlaces, subject: Subject): Stand {
  const { id, match, exclude } = rule.rule;
  const placed = (pointer: string) => places.condition(id, pointer);
  const unmatched = matchReason(match, subject, placed);
  const excluded = unmatched === undefined ? excludeReason(exclude, subject, placed) : undefined;
  const because = unmatched ?? excluded;
  if (because === undefined) return { rule };
  if (because.truth !== 'unknown') return { rule, apart: because };
  return { rule, undecided: { part: unmatched === undefined ? 'exclude' : 'match', because } };
}

function apartOf({ rule: { rule }, apart, undecided }: Stand, places: RulePlaces): RuleApart[] {
  const because = apart ?? (undecided?.part === 'match' ? undecided.because : undefined);
  if (because === undefined) return [];
  const place = places.rule(rule.id);
  return [{ rule: rule.id, because, ...(place && { place }) }];
}

function masker(set: RuleSet, day: Day): Subject['shown'] {
  const secret = compileMatchers(set.redact, day);
  return ({ key, value }) => (secret(key) === 'yes' ? REDACTED : value);
}

function nearestKey(key: string, { tags }: Resource): string | undefined {
  return nearest(
    key,
    tags.map((tag) => tag.key),
  );
}

/** Whether what becomes of a tag is not known for want of a read. */
function isUnread({ decision, rules }: TagView): boolean {
  if (decision !== 'unknown') return false;
  const reasons = rules.flatMap(({ because, waivers }) => [...because, ...waivers.map((one) => one.because)]);
  return reasons.some((one) => one?.unread === true);
}
