import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { type ReportOptions } from '../../engine/report/index.ts';
import { report, situation } from './ask.ts';
import { CALLS, makePlan, makeRun } from './make.ts';
import { isSarif } from './sarif.ts';
import { SITUATIONS } from './situations.ts';

describe('SARIF', () => {
  const logOf = (run: Run, options: Partial<ReportOptions> = {}) =>
    JSON.parse(report('sarif', run, options)) as Log;
  const resultsOf = (run: Run) => logOf(run).runs[0]?.results ?? [];
  const prints = (run: Run) => resultsOf(run).map((one) => one.partialFingerprints?.['ruleResourceKey/v1']);

  it.each([...SITUATIONS])('of %s validates by the official schema', (_name, run) => {
    const log = logOf(run);
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  });

  it('is checked by a schema that refuses what SARIF does not know', () => {
    const log = structuredClone(logOf(makeRun())) as unknown as { runs: { results: { level: string }[] }[] };
    const [first] = log.runs[0]?.results ?? [];
    if (first !== undefined) first.level = 'fatal';
    expect(isSarif(log)).toBe(false);
  });

  it('puts each result at the line of its rule, with the resource beside it', () => {
    const [first] = resultsOf(makeRun());
    expect(first?.ruleId).toBe('no-temp-keys-on-ous');
    expect(first?.level).toBe('error');
    expect(first?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'policies/tags.yaml' },
      region: { startLine: 26, startColumn: 5 },
    });
    expect(first?.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName).toBe(
      'ou/ou-3c2iijbxw7yj8fcw/temp-阶段',
    );
  });

  it('describes each rule with its level and help', () => {
    const rules = logOf(makeRun()).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map((rule) => [rule.id, rule.defaultConfiguration?.level])).toEqual([
      ['accounts-have-an-owner', 'warning'],
      ['approved-keys-only', 'error'],
      ['expired', 'warning'],
      ['no-temp-keys-on-ous', 'error'],
    ]);
    for (const rule of rules) expect([rule.fullDescription?.text, rule.help?.text]).not.toContain(undefined);
  });

  it('keeps fingerprints over runs though values and the time change, and has none twice', () => {
    const calls = CALLS.map((call) => ({
      ...call,
      remove: call.remove.map((tag) => ({ ...tag, value: 'else' })),
    }));
    const later = makeRun({
      id: 'later',
      started: '2026-12-01T00:00:00Z',
      plan: makePlan({ calls, day: '2026-12-01' }),
    });
    expect(prints(later)).toEqual(prints(makeRun()));
    expect(new Set(prints(makeRun())).size).toBe(prints(makeRun()).length);
  });

  it('keeps the fingerprint of a tag that comes to be waived, and suppresses it with the reason', () => {
    const waived = resultsOf(makeRun()).filter((one) => one.suppressions !== undefined);
    expect(waived.map((one) => one.suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'Wave 3 moves in January (CHG-1042)' }],
    ]);
    const kept = makePlan().kept[0];
    if (kept === undefined) throw new Error('nothing kept');
    const remove = [{ key: kept.key, value: kept.value, because: kept.claims }];
    const unwaived = makeRun({
      plan: makePlan({ kept: [], findings: [], calls: [{ resource: kept.resource, remove }] }),
    });
    expect(prints(unwaived)).toEqual(waived.map((one) => one.partialFingerprints?.['ruleResourceKey/v1']));
  });

  it('closes the alert of what was removed', () => {
    const claims = resultsOf(situation('all-removed')).filter(
      (one) => one.message.text?.includes('removed (') === true,
    );
    expect(claims).toEqual([]);
    expect(
      resultsOf(situation('partly-failed')).some((one) =>
        one.message.text?.includes('was not removed (failed)'),
      ),
    ).toBe(true);
  });

  it('tells of gaps, limits and problems as notifications and of success as it was', () => {
    const invocationOf = (name: string) => logOf(situation(name)).runs[0]?.invocations?.[0];
    expect(invocationOf('incomplete')).toMatchObject({ executionSuccessful: false, exitCode: 5 });
    const told = invocationOf('incomplete')?.toolExecutionNotifications?.map((one) => one.descriptor?.id);
    expect(told).toEqual(['incomplete', 'gap-type', 'gap-resource', 'gap-tree']);
    expect(invocationOf('removals-planned')).toMatchObject({ executionSuccessful: true, exitCode: 2 });
  });

  it('keeps below what GitHub takes and says what it left out', () => {
    const log = logOf(makeRun(), { maxRows: 3 });
    expect(log.runs[0]?.results).toHaveLength(3);
    const notes = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notes.map((one) => one.message.text)).toContainEqual(
      expect.stringMatching(/^\d+ more results left out/),
    );
  });

  it('escapes the path of a rule file as a URI', () => {
    const places = [{ rule: 'expired', file: 'policies/a b#研.yaml', line: 1, column: 1 }];
    const uri = resultsOf(makeRun({ plan: makePlan({ places }) })).find((one) => one.ruleId === 'expired')
      ?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    expect(uri).toBe('policies/a%20b%23%E7%A0%94.yaml');
  });
});
