import type { Finding, Kept } from '../../model.ts';
import { SEVERITIES } from '../../model.ts';
import { exact, prose } from '../layout.ts';
import { grouped, planOf } from '../rows.ts';
import { tagText } from '../sections.ts';
import { pathNotes } from '../unplaced.ts';
import { visible } from '../visible.ts';
import { findingResource, findingText, gapText, number, shieldText } from '../words.ts';
import { type Page, resourceSpans } from './page.ts';

type Titled<T> = T & { readonly title?: string };

/** Claimed tags that stay, put together by the claiming rules and the reason. */
export function* keptSection(page: Page): Iterable<string> {
  const kept = planOf(page.run)?.kept ?? [];
  if (kept.length === 0) return;
  yield page.heading(`Kept although claimed: ${number(kept.length)}`);
  const reason = (one: Kept) =>
    `${one.claims.map(visible).join(', ')}  ${one.shields.map((shield) => shieldText(shield, page.run)).join('; ')}`;
  yield* page.capped(titled(grouped(kept, reason)), kept.length, function* (one) {
    if (one.title !== undefined) yield page.line([prose(one.title)], 2, 4);
    const tag = exact(tagText(one));
    yield page.line([tag, prose('  '), ...resourceSpans(one.resource, 'on ')], 4, 8);
  });
}

/** Findings, the gravest first, put together by their rule. */
export function* findingSection(page: Page): Iterable<string> {
  const findings = planOf(page.run)?.findings ?? [];
  if (findings.length === 0) return;
  yield page.heading(`Findings: ${number(findings.length)}`);
  const sorted = SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
  const rules = new Map(page.run.plan?.rules.rules.map((rule) => [rule.id, rule]));
  const name = (one: Finding) => {
    const why = rules.get(one.rule)?.why;
    return `${one.severity}  ${visible(one.rule)}${why === undefined ? '' : `  ${visible(why)}`}`;
  };
  yield* page.capped(titled(grouped(sorted, name)), sorted.length, function* (one) {
    if (one.title !== undefined)
      yield page.line([prose(one.title, one.severity === 'info' ? 'quiet' : 'caution')], 2, 4);
    const resource = findingResource(one);
    yield page.line(
      [...(resource === undefined ? [] : [...resourceSpans(resource), prose(' ')]), prose(findingText(one))],
      4,
      8,
    );
  });
}

/** Why some of what is listed above has no path. */
export function* pathSection(page: Page): Iterable<string> {
  const notes = pathNotes(page.run);
  if (notes.length > 0) yield '\n';
  for (const note of notes) yield page.line([prose(note, 'quiet')]);
}

/** What could not be read: in every report, a summary too. */
export function* gapSection(page: Page): Iterable<string> {
  const gaps = planOf(page.run)?.gaps ?? [];
  if (gaps.length === 0) return;
  yield page.heading(`Not read: ${number(gaps.length)}`);
  yield* page.capped(gaps, gaps.length, function* (gap) {
    yield page.line([prose(gapText(gap), 'caution')], 2, 4);
  });
}

/** The members of every group, the first of each with the group's title. */
function* titled<T extends object>(groups: ReadonlyMap<string, readonly T[]>): Iterable<Titled<T>> {
  for (const [title, group] of groups) {
    for (const [i, item] of group.entries()) yield i === 0 ? { ...item, title } : item;
  }
}
