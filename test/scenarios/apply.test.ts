import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan, Run } from '../../engine/model.ts';
import { sealPlan } from '../../engine/plan/digest.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import { runCli, type Scenario, scenario, untagged } from '../scenario.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';

const seed = (units: number, more = ''): string => {
  const rows = Array.from({ length: units }, (_, i) => `    OU ${i}: { tags: { temp-${i}: "x", owner: a } }`);
  return `organization: { name: apply, management-account: boss }\nroot:\n  units:\n${rows.join('\n')}\n${more}`;
};

const start = (units = 2, more = ''): Promise<Scenario> =>
  scenario({ rules: RULES, seed: seed(units, more) });

/** A plan of this emulator, sealed anew after a change: only what it says is wrong, not its seal. */
function reseal(plan: Plan, change: Partial<Plan>): Plan {
  const { digest: _, seal: __, created, places, sources, ...body } = { ...plan, ...change };
  return sealPlan(body, { created, 'read-at': body['read-at'], places, sources });
}

describe('reconcile apply', () => {
  it('refuses, with exit 1 and without a write, every plan that is not for here and now', async () => {
    await using w = await start();
    await w.cli('--dry-run', '--out', 'plan.json');
    const plan = w.plan('plan.json');
    const gap = { kind: 'type', type: 'policy', why: 'denied' } as const;
    const elsewhere = { ...plan.organization, id: 'o-elsewhere00000' };
    const past = new Date(Date.parse(plan['read-at']) - 25 * 3_600_000).toISOString();
    const texts: Readonly<Record<string, readonly [text: string, ...options: string[]]>> = {
      'plan-broken': ['{"version":1,"calls":[]}'],
      'plan-version': [JSON.stringify({ ...plan, version: 2 })],
      'plan-edited': [JSON.stringify({ ...plan, created: '2020-01-01T00:00:00.000Z' })],
      'plan-organization': [JSON.stringify(reseal(plan, { organization: elsewhere }))],
      'plan-origin': [JSON.stringify(reseal(plan, { origin: 'https://organizations.myhuaweicloud.com' }))],
      'plan-old': [JSON.stringify(reseal(plan, { 'read-at': past }))],
      'plan-incomplete': [JSON.stringify(reseal(plan, { gaps: [gap] })), '--require-complete'],
    };
    const [rule] = plan.rules.rules;
    for (const matcher of [{ regex: '(' }, {}]) {
      const rules = [{ ...rule, remove: [{ key: [matcher] }] }] as Plan['rules']['rules'];
      w.write('other.json', JSON.stringify(reseal(plan, { rules: { ...plan.rules, rules } })));
      const tried = await w.cli('apply', 'other.json', '--yes');
      expect([tried.code, tried.stderr]).toEqual([
        1,
        expect.stringContaining('rule that cannot be understood'),
      ]);
    }
    for (const [code, [text, ...options]] of Object.entries(texts)) {
      w.write('other.json', text);
      const tried = await w.cli('apply', 'other.json', '--yes', ...options);
      expect([tried.code, tried.stdout + tried.stderr], code).toEqual([1, expect.stringContaining(code)]);
    }
    expect(w.requests().filter((request) => request.write)).toEqual([]);
  });

  it('holds a plan against the rules that are there, and against its own alone where that is asked for', async () => {
    await using w = await start();
    await w.cli('--dry-run', '--out', 'plan.json');
    w.write('tag-rules.yaml', RULES.replace('temp-*', 'temp-0'));
    const tried = await w.cli('apply', 'plan.json', '--yes');
    expect([tried.code, tried.stdout + tried.stderr]).toEqual([1, expect.stringContaining('plan-rules')]);
    expect((await w.cli('apply', 'plan.json', '--yes', '--allow-other-rules')).code).toBe(0);
    expect(untagged(w.requests())).toHaveLength(2);
    const again = await w.cli('apply', 'plan.json', '--yes', '--allow-other-rules');
    expect([again.code, again.stdout + again.stderr]).toEqual([1, expect.stringContaining('plan-applied')]);
    expect((await w.cli('apply', 'plan.json', '--yes', '--allow-other-rules', '--again')).code).toBe(0);
    expect(untagged(w.requests())).toEqual([]);
  });

  it('takes a plan made after an undo for a new one, though it is to do the same, and the old one for applied', async () => {
    await using w = await start();
    await w.cli('--dry-run', '--out', 'plan.json');
    expect((await w.cli('apply', 'plan.json', '--yes')).code).toBe(0);
    expect((await w.cli('undo', 'last', '--yes')).code).toBe(0);
    await w.cli('--dry-run', '--out', 'anew.json');
    expect(w.plan('anew.json').digest).toBe(w.plan('plan.json').digest);
    w.requests();
    expect((await w.cli('apply', 'anew.json', '--yes')).code).toBe(0);
    expect(untagged(w.requests())).toHaveLength(2);
    const old = await w.cli('apply', 'plan.json', '--yes');
    expect([old.code, old.stdout + old.stderr]).toEqual([1, expect.stringContaining('plan-applied')]);
  });

  it('goes by the plan alone where no rules are there, and warns of it unless that is meant', async () => {
    for (const options of [[], ['--allow-other-rules']]) {
      await using w = await start();
      await w.cli('--dry-run', '--out', 'plan.json');
      rmSync(join(w.folder, 'tag-rules.yaml'));
      const { code, stdout } = await w.cli('apply', 'plan.json', '--yes', ...options);
      const warning = 'there is no tag-rules.yaml here, so the plan was held against no rules of today';
      expect([code, stdout.replaceAll(/\s+/g, ' ').includes(warning)]).toEqual([0, options.length === 0]);
      expect(untagged(w.requests())).toHaveLength(2);
    }
  });

  it('sends nothing where its state directory cannot be written', async () => {
    await using w = await start();
    writeFileSync(join(w.folder, 'file'), '');
    for (const place of ['file', 'file/below/it']) {
      const tried = await w.cli('--yes', '--state-dir', place);
      expect([place, tried.code, tried.stderr]).toEqual([
        place,
        1,
        expect.stringContaining('file-unwritable'),
      ]);
    }
    // Nobody reads for minutes, and asks, only to say so.
    expect(w.requests()).toEqual([]);
    expect((await w.cli('--dry-run', '--state-dir', 'file')).code).toBe(2);
  });

  it('stops past --max-failures, as a count and as a share', async () => {
    const denied =
      'faults:\n  rules:\n    - { on: UntagResource, fault: { kind: status, status: 400, code: Organizations.1400 } }\n';
    for (const [budget, most] of [
      ['0', 1],
      ['25%', 3],
    ] as const) {
      await using w = await start(8, denied);
      const run = await w.run('--yes', '--max-failures', budget, '--concurrency', '1');
      const states = run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state));
      expect([run.exit, states.filter((state) => state === 'failed').length], budget).toEqual([4, most]);
      expect(states.filter((state) => state === 'not-sent')).toHaveLength(8 - most);
      expect(untagged(w.requests())).toHaveLength(most);
    }
  });
});

describe('a terminal that closes', () => {
  it('ends the run well, though it says so more than once: what is under way is journaled, and the record kept', async () => {
    await using w = await start(12, 'faults:\n  latency: 60\n');
    const calls = (): number => untagged(w.emulator.requests()).length;
    const { code, signal } = await runCli(['--yes', '--concurrency', '1'], {
      cwd: w.folder,
      env: w.env,
      started(child) {
        let sent = 0;
        const watch = setInterval(() => {
          if (calls() < 2) return;
          child.kill('SIGHUP');
          if (++sent === 3) clearInterval(watch);
        }, 5);
        child.on('exit', () => clearInterval(watch));
      },
    });
    expect([code, signal]).toEqual([130, null]);
    const [run = ''] = w.runs();
    const { records } = readJournal(w.read(`.reconcile/runs/${run}/journal.jsonl`), 'journal.jsonl');
    expect(records.at(-1)).toMatchObject({ record: 'end', interrupted: true });
    expect((JSON.parse(w.read(`.reconcile/runs/${run}/run.json`)) as Run).exit).toBe(130);
    expect(calls()).toBeLessThan(12);
  });
});

/** The first calls are answered long after anybody would have pressed Ctrl-C twice. */
const SLOW_UNTAGS =
  'faults:\n  rules:\n    - { on: UntagResource, nth: [1, 2, 3, 4], fault: { kind: latency, ms: 15000 } }\n';

describe('Ctrl-C twice', () => {
  it('stops at once; the journal can be read all the same, and resume ends the work', async () => {
    await using w = await start(12, SLOW_UNTAGS);
    const calls = (): number => untagged(w.emulator.requests()).length;
    const { code, signal } = await runCli(['--yes'], {
      cwd: w.folder,
      env: w.env,
      started(child) {
        const watch = setInterval(() => {
          if (calls() < 2) return;
          clearInterval(watch);
          child.kill('SIGINT');
        }, 5);
        child.on('exit', () => clearInterval(watch));
        // Once it has heard the first: two at once would be one signal to the process.
        child.stderr?.on(
          'data',
          (text) => /once more to stop at once/.test(String(text)) && child.kill('SIGINT'),
        );
      },
    });
    expect([code, signal]).toEqual([130, null]);
    const [run = ''] = w.runs();
    const { records } = readJournal(w.read(`.reconcile/runs/${run}/journal.jsonl`), 'journal.jsonl');
    expect(records.map((one) => one.record)).not.toContain('end');
    expect(calls()).toBeLessThan(12);
    const report = await w.cli('report', run);
    expect([report.code, report.stdout.startsWith('INTERRUPTED')]).toEqual([130, true]);
    expect((await w.cli('resume', run, '--yes')).code).toBe(0);
    const left = w.emulator.resources().flatMap((one) => one.tags.map((tag) => tag.key));
    expect(left.filter((key) => key.startsWith('temp-'))).toEqual([]);
  });
});
