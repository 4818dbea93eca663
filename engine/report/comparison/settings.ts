import type { Change, Comparison, Limit, Limits, RuleSet } from '../../model.ts';
import { RESOURCE_TYPES } from '../../model.ts';
import { visible } from '../visible.ts';
import { number } from '../words.ts';
import { writtenMatchers } from '../written.ts';

/** What stands beside the rules and differs: an entry of `protect`, `redact` or `freeze`, or a limit. */
export interface SettingChange {
  readonly change: Change | 'edited';
  /** Its key in the rule file, such as `protect` or `limits.per-type.ou.removals`. */
  readonly setting: string;
  /** The entry, or the limit with what it was; made visible. */
  readonly text: string;
}

/** Every setting that differs, in the order of a rule file: what one side protects and allows, a reviewer must see. */
export function settingChanges({ base, head }: Comparison): SettingChange[] {
  const [before, after] = [base.rules, head.rules];
  const entries = (setting: string, of: (set: RuleSet) => readonly string[]): SettingChange[] => {
    const [old, young] = [of(before), of(after)];
    return [
      ...young.filter((text) => !old.includes(text)).map((text) => entry('added', setting, text)),
      ...old.filter((text) => !young.includes(text)).map((text) => entry('gone', setting, text)),
    ];
  };
  return [
    ...entries('protect', ({ protect }) => protect.map((one) => writtenMatchers([one]))),
    ...entries('redact', ({ redact }) => redact.map((one) => writtenMatchers([one]))),
    ...limitChanges(before.limits, after.limits),
    ...entries('freeze', ({ freeze }) => freeze.map(({ from, until, why }) => `${from} to ${until}: ${why}`)),
  ];
}

function entry(change: Change, setting: string, text: string): SettingChange {
  return { change, setting, text: visible(text) };
}

function limitChanges(before: Limits, after: Limits): SettingChange[] {
  const [old, young] = [boundsOf(before), boundsOf(after)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name): SettingChange[] => {
    const [was, is] = [old.get(name) ?? 'none', young.get(name) ?? 'none'];
    if (was === is) return [];
    return [{ change: 'edited', setting: visible(`limits.${name}`), text: `${is}, was ${was}` }];
  });
}

/** Every bound by its name, as `--limit` has it. */
function boundsOf(limits: Limits): ReadonlyMap<string, string> {
  const bounds = (prefix: string, limit: Limit = {}) =>
    (['removals', 'resources', 'share'] as const).flatMap((name): [string, string][] => {
      const bound = limit[name];
      return bound == null ? [] : [[prefix + name, name === 'share' ? `${bound}%` : number(bound)]];
    });
  return new Map([
    ...bounds('', limits),
    ...RESOURCE_TYPES.flatMap((type) => bounds(`per-type.${type}.`, limits['per-type']?.[type])),
    ...(limits['per-rule'] ?? []).flatMap((limit) => bounds(`per-rule.${limit.rule}.`, limit)),
  ]);
}
