import type { Explanation, RequirementView, RuleView, TagView, WaiverView } from '../model.ts';
import { shellLine } from '../problem/shell.ts';
import { decisionText, placeText, reasonText, waiverText } from './explain/words.ts';
import { columns, exact, pad, prose, type Span, wrap } from './layout.ts';
import { painter, type Style } from './paint.ts';
import { inertJson } from './stream.ts';
import { showKey, showValue, showWhere, visible } from './visible.ts';
import { count } from './words.ts';

/** Where an explanation comes from, and how it is to look. */
export interface ExplainLook {
  readonly color: boolean;
  /** Columns of the page; 0 for no bound. */
  readonly width: number;
  /** The rule file. */
  readonly rules: string;
  /** What was read: the service's address, or an inventory file. */
  readonly endpoint: string;
  /** Which service that was; see `Origin`. */
  readonly origin: string;
  /** Options by which the same command finds the same rules and service, such as `--emulator`. */
  readonly same?: string;
}

type Draw = (spans: readonly Span[], first?: number, hang?: number) => string;

/** An explanation as JSON, with where it comes from. */
export function explainJson(explanation: Explanation, { rules, endpoint, origin }: ExplainLook): string {
  const { version, day, ...rest } = explanation;
  return inertJson({ version, day, rules, endpoint, origin, ...rest });
}

/**
 * An explanation for people:
 *
 *     account prd-pay in /Production  0526ab…
 *     by tag-rules.yaml on 2026-11-24
 *
 *     - temp-a = "1"  goes
 *         no-temp-keys claims it  tag-rules.yaml:8
 *     = owner = "pay"  stays: no rule claims it
 */
export function* explainText(explanation: Explanation, look: ExplainLook): Iterable<string> {
  const paint = painter(look.color);
  const draw: Draw = (spans, first = 0, hang = first + 4) => wrap(spans, look.width, first, hang, paint);
  yield* head(explanation, look, draw);
  let tall = true;
  for (const tag of explanation.tags) {
    const lines = [...drawTag(tag, explanation, draw)];
    // Tags of which there is more to say stand apart; the others are a list.
    if (tall || lines.length > 1) yield '\n';
    tall = lines.length > 1;
    yield* lines;
  }
  yield* drawRequired(explanation, draw);
  yield* drawApart(explanation, draw);
  yield* tellMore(explanation, look.same, draw);
}

function* head(
  { resource, day, key, tags, near }: Explanation,
  look: ExplainLook,
  draw: Draw,
): Iterable<string> {
  const where = showWhere(resource);
  const shown = where === '' ? [] : [exact(where, 'strong'), prose('  ')];
  yield draw([
    prose(`${resource.type} `),
    ...shown,
    exact(visible(resource.id), where === '' ? 'strong' : 'quiet'),
  ]);
  const emulated: Span[] = look.origin === 'emulator' ? [prose('EMULATED', 'caution'), prose(', ')] : [];
  const read = [...emulated, prose(`read from ${visible(look.endpoint)}, `, 'quiet')];
  yield draw([...read, prose(`judged by ${visible(look.rules)} on ${day}`, 'quiet')]);
  if (key !== undefined && tags.length === 0) {
    const like = near === undefined ? '' : `; it has ${showKey(near)}, which is much like it`;
    yield `\n${draw([prose('It has no tag ', 'caution'), exact(showKey(key), 'caution'), prose(like)])}`;
  } else if (key === undefined) yield `\n${draw([prose(sum(tags), 'heading')])}`;
}

function sum(tags: readonly TagView[]): string {
  const going = tags.filter((tag) => tag.decision === 'goes').length;
  if (tags.length === 0) return 'No tags';
  return `${count(tags.length, 'tag')}: ${going} would go, ${tags.length - going} would stay`;
}

const LOOKS: Partial<Record<TagView['decision'], Style>> = { goes: 'bad', unknown: 'caution' };

function* drawTag(tag: TagView, explanation: Explanation, draw: Draw): Iterable<string> {
  const { key, value, decision, shield, rules } = tag;
  yield draw(
    [
      prose(decision === 'goes' ? '- ' : '= ', LOOKS[decision]),
      exact(showKey(key), 'strong'),
      exact(' = '),
      exact(showValue(value)),
      prose('  '),
      prose(decisionText(tag), LOOKS[decision] ?? 'good'),
      ...at(shield?.kind === 'protect' ? placeText(shield.place) : ''),
    ],
    2,
    6,
  );
  const shown = inOrder(rules).filter((rule) => explanation.key !== undefined || rule.standing !== 'passed');
  for (const rule of shown) yield* drawRule(rule, explanation, draw);
}

const ORDER = [
  'claims',
  'shielded',
  'undecided',
  'spared',
  'passed',
] as const satisfies RuleView['standing'][];

/** The rules that claim first, those that have nothing to do with the tag last. */
function inOrder(rules: readonly RuleView[]): RuleView[] {
  return ORDER.flatMap((standing) => rules.filter((rule) => rule.standing === standing));
}

const WAIVERS = ['applies', 'undecided', 'expired', 'passed'] as const satisfies WaiverView['state'][];

const STANDINGS = {
  claims: 'claims it',
  shielded: 'would claim it',
  undecided: 'cannot be decided',
  spared: 'spares it',
  passed: 'does not claim it',
} as const satisfies Record<RuleView['standing'], string>;

function* drawRule(view: RuleView, { resource, key }: Explanation, draw: Draw): Iterable<string> {
  const { rule, standing, why, enforce, because, waivers, place } = view;
  const reasons = [...new Set(because.map((one) => reasonText(one, resource)))].join('; ');
  const claims = standing === 'claims' || standing === 'shielded';
  const style = standing === 'claims' ? 'bad' : standing === 'undecided' ? 'caution' : 'quiet';
  const idle = claims && !enforce ? ', but is not enforced' : '';
  yield draw(
    [
      exact(visible(rule), 'name'),
      prose(` ${STANDINGS[standing]}${idle}${reasons === '' ? '' : `: ${reasons}`}`, style),
      ...at(placeText(because[0]?.place ?? place)),
    ],
    6,
  );
  if (claims && why !== undefined) yield draw([prose(visible(why), 'quiet')], 8, 8);
  for (const waiver of WAIVERS.flatMap((state) => waivers.filter((one) => one.state === state))) {
    if (key === undefined && waiver.state === 'passed') continue;
    const grave = waiver.state === 'expired' || waiver.state === 'undecided';
    yield draw(
      [prose(waiverText(waiver, resource), grave ? 'caution' : undefined), ...at(placeText(waiver.place))],
      8,
    );
  }
}

function* drawRequired({ key, tags, required, resource }: Explanation, draw: Draw): Iterable<string> {
  if (required.length === 0) {
    if (key !== undefined && tags.length === 0)
      yield draw([prose('No rule that speaks of this resource requires it.', 'quiet')]);
    return;
  }
  yield `\n${draw([prose('Required', 'heading')])}`;
  for (const one of required) {
    const [word, style] = requirementText(one);
    const because = one.because === undefined ? '' : `: ${reasonText(one.because, resource)}`;
    yield draw(
      [
        exact(visible(one.key), 'strong'),
        prose(`  ${word}${because}`, style),
        prose('  by ', 'quiet'),
        exact(visible(one.rule), 'name'),
        ...at(placeText(one.place)),
      ],
      2,
    );
    for (const waiver of one.waivers) {
      yield draw([prose(waiverText(waiver, resource)), ...at(placeText(waiver.place))], 4);
    }
  }
}

function requirementText({ state, key, by }: RequirementView): [string, Style] {
  switch (state) {
    case 'met':
      return [by === undefined || by === key ? 'is there' : `is met by ${showKey(by)}`, 'good'];
    case 'missing':
      return ['is missing', 'bad'];
    case 'waived':
      return ['is missing, which a waiver excuses', 'caution'];
    case 'undecided':
      return ['is missing, and it cannot be decided whether the rule speaks of this resource', 'caution'];
  }
}

function* drawApart({ apart, resource }: Explanation, draw: Draw): Iterable<string> {
  if (apart.length === 0) return;
  yield `\n${draw([prose('Rules that do not speak of this resource', 'heading')])}`;
  const widths = apart.map(({ rule }) => columns(visible(rule))).filter((width) => width <= WIDEST_RULE);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  for (const { rule, because } of apart) {
    const undecided = because.truth === 'unknown';
    const said = `${undecided ? 'cannot be decided: ' : ''}${reasonText(because, resource)}`;
    yield draw(
      [
        exact(pad(visible(rule), widest), 'name'),
        prose(`  ${said}`, undecided ? 'caution' : 'quiet'),
        ...at(placeText(because.place)),
      ],
      2,
    );
  }
}

/** No rule is padded to more columns, so that one long name does not push every reason away. */
const WIDEST_RULE = 40;

/** What the page of all tags leaves out, and how to see it. */
function* tellMore(
  { key, tags, resource }: Explanation,
  same: string | undefined,
  draw: Draw,
): Iterable<string> {
  const first = tags.find(({ rules }) => rules.some((rule) => rule.standing === 'passed'));
  if (key !== undefined || first === undefined) return;
  const named = [resource.id, first.key].map(visible);
  const options = same === undefined ? [] : [visible(same)];
  // Behind `--` nothing is taken for an option.
  const words = named.some((word) => word.startsWith('-'))
    ? [...options, '--', shellLine(named)]
    : [shellLine(named), ...options];
  const command = ['reconcile explain', ...words].join(' ');
  yield `\n${draw([prose('Why the other rules do not claim a tag: ', 'quiet'), exact(command, 'quiet')])}`;
}

/** Where something stands, after it. */
function at(place: string): Span[] {
  return place === '' ? [] : [prose('  '), exact(place, 'quiet')];
}
