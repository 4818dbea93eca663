import type {
  Change,
  ComparedFinding,
  ComparedKept,
  ComparedRemoval,
  ComparedRule,
  ComparedWaiver,
  Comparison,
  ResourceRef,
} from '../../model.ts';
import { exact, prose, type Span } from '../layout.ts';
import type { Style } from '../paint.ts';
import type { ReportOptions } from '../report.ts';
import { grouped, identity } from '../rows.ts';
import { GROUP_NAMES, tagText } from '../sections.ts';
import { showResource, visible } from '../visible.ts';
import {
  count,
  findingResource,
  findingText,
  number,
  objectionText,
  shieldText,
  waiverTerms,
} from '../words.ts';
import { type SettingChange, settingChanges } from './settings.ts';

/** One thing that differs, as a line of a page. `exact` spans are by strangers. */
export interface Entry {
  /** The group that begins with it. */
  readonly heading?: string;
  /** The resource that begins with it; entries that follow stand under it. */
  readonly resource?: ResourceRef;
  readonly nested: boolean;
  /** `+` for what the edit brings, `-` for what it takes away, `~` for what it changes. */
  readonly mark: '+' | '-' | '~';
  readonly style: Style;
  readonly parts: readonly Span[];
}

/** A list of what differs under one title. */
export interface DiffSection {
  readonly title: string;
  /** Whether it is what a reviewer must see first. */
  readonly urgent: boolean;
  readonly total: number;
  readonly entries: Iterable<Entry>;
}

/** Every list of a comparison that is not empty, what is newly removed first. */
export function diffSections(comparison: Comparison, { groupBy }: ReportOptions): DiffSection[] {
  const { rules, waivers, findings, kept } = comparison;
  const removals = (change: ComparedRemoval['change'], title: string): DiffSection => {
    const some = comparison.removals.filter((one) => one.change === change);
    const resources = new Set(some.map(({ resource }) => identity(resource))).size;
    return {
      title: `${title}: ${count(some.length, 'tag')} ${change === 'gone' ? 'on' : 'from'} ${count(resources, 'resource')}`,
      urgent: change === 'added',
      total: some.length,
      entries: removalEntries(some, groupBy),
    };
  };
  const plain = <T>(title: string, items: readonly T[], draw: (item: T) => Entry): DiffSection => ({
    title: `${title}: ${number(items.length)}`,
    urgent: false,
    total: items.length,
    entries: items.map(draw),
  });
  const limits = newObjections(comparison);
  return [
    { ...plain('Newly past limits', limits, objectionEntry), urgent: true },
    removals('added', 'Newly removed'),
    removals('gone', 'No longer removed'),
    removals('other-reason', 'Removed for another reason'),
    plain('Findings that came or went', findings, findingEntry),
    plain('Kept although claimed, now or before', kept, (one) => keptEntry(one, comparison)),
    plain('Waivers that came or went', waivers, waiverEntry),
    plain('Rules that changed', rules, (one) => ruleEntry(one, comparison)),
    plain('Settings that changed', settingChanges(comparison), settingEntry),
  ].filter(({ total }) => total > 0);
}

/** Limits that only the head's plan is past. */
export function newObjections({ base, head }: Comparison) {
  const before = new Set(base.objections.map(({ limit }) => limit));
  return head.objections.filter(({ limit }) => !before.has(limit));
}

function objectionEntry(objection: Comparison['head']['objections'][number]): Entry {
  return { nested: false, mark: '+', style: 'bad', parts: [prose(objectionText(objection))] };
}

/** Removals group by group, resource by resource. */
function* removalEntries(
  removals: readonly ComparedRemoval[],
  groupBy: ReportOptions['groupBy'] = 'resource',
): Iterable<Entry> {
  const nameOf = GROUP_NAMES[groupBy];
  const named = (one: ComparedRemoval) => nameOf?.({ resource: one.resource, because: reasons(one) }) ?? '';
  for (const [name, group] of grouped(removals, named)) {
    let before: ResourceRef | undefined;
    for (const [i, one] of group.entries()) {
      const opens = before === undefined || identity(before) !== identity(one.resource);
      before = one.resource;
      yield {
        ...(nameOf !== undefined && i === 0 && { heading: `${name}  (${count(group.length, 'tag')})` }),
        ...(opens && { resource: one.resource }),
        nested: true,
        ...markOf(one.change === 'other-reason' ? 'edited' : one.change, true),
        parts: [exact(tagText(one)), ...because(one)],
      };
    }
  }
}

function reasons({ change, before, after }: ComparedRemoval): readonly string[] {
  return change === 'gone' ? before : after;
}

function because({ change, before, after }: ComparedRemoval): Span[] {
  const listed = (word: string, rules: readonly string[]) => [
    prose(word, 'quiet'),
    ...rules.flatMap((id, i) => [...(i === 0 ? [] : [prose(', ', 'quiet')]), exact(visible(id), 'quiet')]),
  ];
  if (change === 'added') return listed('  because ', after);
  if (change === 'gone') return listed('  was because ', before);
  return [...listed('  because ', after), ...listed(', was because ', before)];
}

function findingEntry({ change, finding }: ComparedFinding): Entry {
  const resource = findingResource(finding);
  return {
    nested: false,
    ...markOf(change, true),
    parts: [
      prose(`${finding.severity} `),
      exact(visible(finding.rule)),
      prose(': '),
      ...(resource === undefined ? [] : [exact(showResource(resource)), prose(' ')]),
      prose(findingText(finding)),
    ],
  };
}

function keptEntry(kept: ComparedKept, { base, head }: Comparison): Entry {
  const side = kept.change === 'gone' ? base : head;
  const why = kept.shields.map((shield) => shieldText(shield, { plan: side })).join('; ');
  return {
    nested: false,
    ...markOf(kept.change, false),
    parts: [
      exact(tagText(kept)),
      prose(' on '),
      exact(showResource(kept.resource)),
      prose(', claimed by '),
      exact(kept.claims.map(visible).join(', ')),
      prose(`: ${why}`),
    ],
  };
}

function waiverEntry({ change, waiver }: ComparedWaiver): Entry {
  return {
    nested: false,
    ...markOf(change, false),
    parts: [exact(visible(waiver.rule)), prose(` ${waiverTerms(waiver)}`)],
  };
}

function ruleEntry({ change, rule, fields = [] }: ComparedRule, { base, head }: Comparison): Entry {
  const { rules } = change === 'gone' ? base.rules : head.rules;
  const why = rules.find(({ id }) => id === rule)?.why;
  return {
    nested: false,
    ...markOf(change, false),
    parts: [
      exact(visible(rule)),
      prose(fields.length === 0 ? '' : `  changed: ${fields.join(', ')}`),
      prose(why === undefined ? '' : `  ${visible(why)}`, 'quiet'),
    ],
  };
}

function settingEntry({ change, setting, text }: SettingChange): Entry {
  return {
    nested: false,
    ...markOf(change, false),
    parts: [exact(setting), prose(': '), exact(text)],
  };
}

/** The mark of a change; where what comes is bad news, what goes is good. */
function markOf(change: Change | 'edited', badNews: boolean): Pick<Entry, 'mark' | 'style'> {
  switch (change) {
    case 'added':
      return { mark: '+', style: badNews ? 'bad' : 'caution' };
    case 'gone':
      return { mark: '-', style: badNews ? 'good' : 'caution' };
    case 'edited':
      return { mark: '~', style: 'caution' };
  }
}
