import { compareText } from '../model/order.ts';
import type { Call, Finding, Matcher, Resource, Rule, RuleSet } from '../model.ts';
import { nearest } from '../problem.ts';
import { plainLiterals } from '../rules/matcher.ts';

/** Watches, while resources pass by, for keys that are to be spared and that nothing has. */
export interface ShieldWatch {
  see(resource: Resource): void;
  /** Those that look like a slip for a key that the calls remove. */
  findings(calls: readonly Call[]): Finding[];
}

/** Shorter keys are near to others by chance. */
const LEAST_LETTERS = 4;

/**
 * Makes a watch for one plan. That a key to be spared is nowhere is no news: it may come. What matters is a key that
 * goes, caught by a pattern, and that differs from such a one by a letter or two.
 */
export function watchShields(set: RuleSet): ShieldWatch {
  const unmet = new Set([...set.protect, ...set.rules.flatMap(excepted)].flatMap(literalsOf));
  return {
    see({ tags }) {
      if (unmet.size > 0) for (const { key } of tags) unmet.delete(key);
    },
    findings(calls) {
      if (unmet.size === 0) return [];
      const removed = keysByRule(calls);
      return set.rules.flatMap((rule) => slips(rule, set.protect, unmet, removed.get(rule.id) ?? new Set()));
    },
  };
}

function slips(
  rule: Rule,
  protect: readonly Matcher[],
  unmet: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): Finding[] {
  const named = new Set(rule.remove?.flatMap(({ key = [] }) => key.flatMap(literalsOf)));
  // What a rule names itself, or what it claims as a variant, goes on purpose.
  const variants = rule.remove?.some((claim) => claim['variant-of'] !== undefined) ?? false;
  const caught = variants
    ? []
    : [...removed].filter((key) => key.length >= LEAST_LETTERS && !named.has(key)).sort(compareText);
  const from = (word: string, matchers: readonly Matcher[]) =>
    [...new Set(matchers.flatMap(literalsOf))]
      .filter((spared) => spared.length >= LEAST_LETTERS && unmet.has(spared))
      .flatMap((spared): Finding[] => {
        const near = nearest(spared, caught);
        const what = `${word} ${spared}`;
        return near === undefined
          ? []
          : [{ kind: 'shield-unused', severity: 'info', rule: rule.id, what, removed: near }];
      });
  return [...from('protect', protect), ...from('except', excepted(rule))];
}

function excepted({ remove = [] }: Rule): readonly Matcher[] {
  return remove.flatMap(({ except = [] }) => except);
}

function literalsOf(matcher: Matcher): readonly string[] {
  return plainLiterals(matcher) ?? [];
}

function keysByRule(calls: readonly Call[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { remove } of calls) {
    for (const { key, because } of remove) {
      for (const rule of because) keys.set(rule, (keys.get(rule) ?? new Set()).add(key));
    }
  }
  return keys;
}
