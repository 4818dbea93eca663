import { nearest } from '../problem.ts';
import type { Report } from './collect.ts';
import { shown } from './conditions.ts';
import { requiredNotRemoved } from './contradict.ts';
import { anyCoversAll, anyCoversAllNamed, scopeCoversAll } from './cover.ts';
import type { Draft, DraftRule } from './draft.ts';
import { claimNever, claimShielded, excludesAll, matcherNever, scopeNever } from './never.ts';
import { below, placeOf } from './places.ts';
import { regexFault } from './regex.ts';

/** Looks at all rules together and reports what is wrong; each check sees everything and stops nothing. */
export type Check = (draft: Draft, report: Report) => void;

/** What a schema cannot say of rule files, in the order in which it is looked at. */
export const CHECKS: readonly Check[] = [
  someRule,
  idsOnce,
  mentionsKnown,
  rulesDoSomething,
  regexesValid,
  matchersMayHold,
  scopesMayHold,
  rulesMayClaim,
  everythingOnlyOnPurpose,
  rulesNotShadowed,
  requiredNotRemoved,
];

function someRule({ root, ids, complete }: Draft, report: Report): void {
  if (!complete || ids.length > 0) return;
  report(root, 'no-rules', 'There is not a single rule, so every organization would be found in order.', {
    hint: 'Add one under `rules`, or include files that have some.',
  });
}

function idsOnce({ ids }: Draft, report: Report): void {
  const first = new Map<string, string>();
  for (const { value: id, spot } of ids) {
    const other = first.get(id);
    if (other === undefined) {
      const { file, line } = placeOf(spot);
      first.set(id, `${file}:${line}`);
      continue;
    }
    report(spot, 'duplicate-rule', `The id \`${shown(id)}\` is already that of the rule at ${other}.`, {
      hint: 'Rename one of the two.',
    });
  }
}

function mentionsKnown({ ids, mentions, complete }: Draft, report: Report): void {
  if (!complete) return;
  const known = new Set(ids.map(({ value }) => value));
  for (const { value: id, spot } of mentions) {
    if (known.has(id)) continue;
    const isLimit = spot.path.at(-2) === 'per-rule';
    report(spot, 'no-such-rule', `There is no rule \`${shown(id)}\`.`, {
      part: isLimit ? 'key' : 'value',
      hint: () => {
        const near = nearest(id, known);
        return near === undefined ? undefined : `Did you mean \`${near}\`?`;
      },
    });
  }
}

function rulesDoSomething({ rules, strayClaim }: Draft, report: Report): void {
  if (strayClaim) return;
  for (const { value: rule, spot } of rules) {
    if (rule.remove !== undefined || rule.require !== undefined) continue;
    report(spot, 'idle-rule', `The rule \`${shown(rule.id)}\` neither removes nor requires anything.`, {
      hint: 'Add `remove` or `require`.',
    });
  }
}

function regexesValid({ matchers }: Draft, report: Report): void {
  for (const { value: matcher, spot } of matchers) {
    if (matcher.regex === undefined) continue;
    const fault = regexFault(matcher.regex);
    if (fault === undefined) continue;
    report(
      below(spot, 'regex'),
      'bad-regex',
      `This is no regular expression: ${fault.replaceAll('`', '"')}.`,
      {
        hint: /\(\?[=!<]|\\[1-9]/.test(matcher.regex)
          ? 'RE2 has no lookaround and no backreferences; `not` beside `regex` often serves.'
          : undefined,
      },
    );
  }
}

function matchersMayHold({ matchers }: Draft, report: Report): void {
  for (const matcher of matchers) {
    const why = matcherNever(matcher);
    if (why === undefined) continue;
    report(matcher.spot, 'never-matches', `This can never match. ${why}`, {
      hint: 'All conditions of one map must hold together; a list means any of them.',
    });
  }
}

function scopesMayHold({ rules, waivers }: Draft, report: Report): void {
  for (const { value, spot } of [...rules, ...waivers]) {
    for (const key of ['match', 'exclude'] as const) {
      const scope = key in value ? (value as DraftRule['value'])[key] : undefined;
      const why = scope === undefined ? undefined : scopeNever(scope);
      if (why !== undefined) {
        report(below(spot, key), 'never-matches', `\`${key}\` can never match. ${why}`, { part: 'key' });
      }
    }
  }
}

function rulesMayClaim({ rules }: Draft, report: Report): void {
  for (const { value: rule, spot } of rules) {
    const message = `The rule \`${shown(rule.id)}\` can never match.`;
    if (rule.exclude !== undefined && excludesAll(rule.match, rule.exclude)) {
      report(below(spot, 'exclude'), 'never-matches', `${message} \`exclude\` takes away all of \`match\`.`, {
        part: 'key',
      });
    } else if (rule.remove?.every(claimNever) === true && rule.require === undefined) {
      report(below(spot, 'remove'), 'never-matches', `${message} \`except\` takes away every key.`, {
        part: 'key',
      });
    }
  }
}

function everythingOnlyOnPurpose({ rules }: Draft, report: Report): void {
  for (const { value: rule, spot, really } of rules) {
    if (really || rule.exclude !== undefined || !scopeCoversAll(rule.match)) continue;
    const all = rule.remove?.some(
      ({ key = [], value, except }) =>
        except === undefined &&
        anyCoversAllNamed(key) &&
        (value === undefined || anyCoversAll(value, 'value')),
    );
    if (all !== true) continue;
    report(
      below(spot, 'remove'),
      'claims-everything',
      `The rule \`${shown(rule.id)}\` removes every tag of everything.`,
      {
        part: 'key',
        hint: 'Narrow it with `match`, `value` or `except`; if it is meant, add `really: true`.',
      },
    );
  }
}

function rulesNotShadowed({ rules, protect }: Draft, report: Report): void {
  const shields = protect.map(({ value }) => value);
  for (const { value: rule, spot } of rules) {
    if (rule.require !== undefined || rule.remove?.every((claim) => claimShielded(claim, shields)) !== true) {
      continue;
    }
    const message = `The rule \`${shown(rule.id)}\` can never remove anything: every key it claims is protected.`;
    report(below(spot, 'remove'), 'shadowed', message, {
      part: 'key',
      severity: 'warning',
      hint: '`protect` and `_sys_*` come before any rule.',
    });
  }
}
