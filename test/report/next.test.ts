import { describe, expect, it } from 'vitest';
import { afterRun, askedOf, askedOfFleet } from '../../engine/cli/asked.ts';
import type { Finding, Run } from '../../engine/model.ts';
import { REPORTS } from '../../engine/report/index.ts';
import type { Asked } from '../../engine/report/report.ts';
import { situation } from './ask.ts';
import { makePlan, makeRun, ou } from './make.ts';
import { SITUATIONS } from './situations.ts';

/** What the last line of a page says to do next. */
function next(run: Run, asked = askedOf({}, TYPED)): string {
  const page = [...REPORTS.text(run, { color: false, width: 0, asked })].join('');
  return / Next: (.*)\n$/.exec(page)?.[1] ?? '';
}

function allFailed({ outcomes }: Run): Run['outcomes'] {
  return outcomes.map((one) => ({
    ...one,
    tags: one.tags.map((tag) => ({ ...tag, state: 'failed' as const })),
  }));
}

const TYPED = { argv: ['node', '/opt/dist/cli/main.js', '--dry-run'], env: {}, cwd: '/app' };
const PENDING = makeRun();
const LET_PASS = makeRun({ 'fail-on': 'none', exit: 0 });

describe('what to do about a freeze', () => {
  const frozenUntil = (...moments: string[]) =>
    next(makeRun({ exit: 3, frozen: moments.map((until) => ({ from: '2026-11-20', until, why: 'x' })) }));

  it('is to wait until its last day is over, or the instant at which it ends', () => {
    expect(frozenUntil('2026-11-30')).toBe('wait until the freeze ends (its last day is 2026-11-30, UTC).');
    expect(frozenUntil('2026-11-30T06:00:00.000Z')).toBe(
      'wait until the freeze ends (2026-11-30T06:00:00.000Z).',
    );
  });

  it('is to wait for the last one of several, and a day outlasts the instants of it', () => {
    expect(frozenUntil('2026-11-30', '2026-11-30T06:00:00.000Z', '2026-11-29')).toContain(
      'day is 2026-11-30',
    );
    expect(frozenUntil('2026-11-30', '2026-12-01T00:00:00.000Z')).toContain('(2026-12-01T00:00:00.000Z)');
  });
});

describe('what to do after removals that were shown', () => {
  it('is the same command, where it can be given again', () => {
    const again =
      'the same command without `--dry-run` removes them; `--out PLAN` saves this very plan for `reconcile apply PLAN`.';
    expect([next(PENDING), next(LET_PASS)]).toEqual([again, again]);
    expect(next(PENDING, undefined)).toBe(again);
  });

  it('speaks of a single removal as one', () => {
    const remove = [{ key: 'temp-x', value: '1', because: ['no-temp-keys-on-ous'] }];
    const one = makeRun({ plan: makePlan({ calls: [{ resource: ou('1', 'A'), remove }] }) });
    expect(next(one)).toMatch(/^the same command without `--dry-run` removes it;/);
    expect(next(one, askedOf({ inventory: 'org.jsonl' }, TYPED))).toMatch(/ out to remove it\.$/);
  });

  it('is to apply the plan that was saved, with the same rules on the same service', () => {
    const saved = { dryRun: true, out: 'plan.json' };
    expect(next(PENDING, askedOf(saved, TYPED))).toBe(
      'the plan is saved in plan.json; `reconcile apply plan.json` carries it out.',
    );
    const elsewhere = {
      ...saved,
      rules: 'my rules.yaml',
      emulator: true,
      seed: 'org.jsonl',
      stateDir: 'runs',
    };
    expect(next(LET_PASS, askedOf(elsewhere, TYPED))).toBe(
      "the plan is saved in plan.json; `reconcile apply plan.json --rules 'my rules.yaml' --emulator --seed org.jsonl --state-dir runs` carries it out.",
    );
  });

  it('is to leave the snapshot, from which nothing can be sent, or to save the plan', () => {
    const asked = askedOf({ dryRun: true, inventory: 'org.jsonl' }, TYPED);
    expect(next(PENDING, asked)).toBe(
      'a snapshot is only read: add `--out PLAN` for `reconcile apply PLAN`, or leave `--inventory` and `--dry-run` out to remove them.',
    );
    expect(next(PENDING, askedOf({ inventory: 'org.jsonl', out: 'p.json' }, TYPED))).toContain(
      '`reconcile apply p.json` carries it out',
    );
  });

  it('is for a snapshot of an emulator one that holds the same', () => {
    const offline = { dryRun: true, inventory: 'org.jsonl' };
    expect(next(PENDING, askedOf(offline, TYPED, 'emulator'))).toBe(
      'a snapshot is only read: add `--out PLAN` for `reconcile apply PLAN --emulator --seed org.jsonl`.',
    );
    expect(next(PENDING, askedOf({ ...offline, out: 'p.json' }, TYPED, 'emulator'))).toContain(
      '`reconcile apply p.json --emulator --seed org.jsonl` carries it out',
    );
    const env = { HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: 'http://127.0.0.1:8080' };
    expect(next(PENDING, askedOf({ ...offline, out: 'p.json' }, { ...TYPED, env }, 'emulator'))).toContain(
      '`reconcile apply p.json` carries it out',
    );
  });

  it('is the command itself, where `--dry-run` stands in a script of npm', () => {
    const script = { npm_lifecycle_event: 'start', npm_lifecycle_script: 'node dist/cli/main.js --dry-run' };
    const started = {
      argv: ['node', '/app/dist/cli/main.js', '--dry-run', '--emulator', '--seed', 'a b.yaml'],
      env: script,
      cwd: '/app',
    };
    expect(next(PENDING, askedOf({ emulator: true }, started))).toBe(
      "`node dist/cli/main.js --emulator --seed 'a b.yaml'` removes them.",
    );
    const npx = { ...TYPED, env: { ...script, npm_lifecycle_event: 'npx' } };
    expect(next(PENDING, askedOf({}, npx))).toContain('the same command without `--dry-run`');
  });

  it('is to say yes, after a no, whatever the command was', () => {
    const declined = makeRun({ mode: 'apply', declined: true });
    expect(next(declined)).toBe('run again and say yes, or give `--yes`.');
    expect(next(declined, { apply: 'reconcile apply plan.json' })).toBe(
      'run again and say yes, or give `--yes`.',
    );
  });
});

describe('what to do after a run that sent something', () => {
  const last = (name: string, asked: Asked, format: 'text' | 'markdown' | 'html' | 'github' = 'text') =>
    [...REPORTS[format](situation(name), { color: false, width: 0, asked })].join('');

  it('is a command that finds its service and its folder again', () => {
    const asked = afterRun({ endpoint: 'http://127.0.0.1:8080', profile: 'my own', stateDir: 'runs' });
    const same = "--endpoint http://127.0.0.1:8080 --profile 'my own' --state-dir runs";
    expect(last('all-removed', asked)).toMatch(
      `To put it back: reconcile undo ${situation('all-removed').id} ${same}\n`,
    );
    const failed = situation('partly-failed').id;
    expect(last('partly-failed', asked)).toContain(
      `\`reconcile resume ${failed} ${same}\` tries the rest again`,
    );
    expect(last('partly-failed', asked)).toContain(`\`reconcile undo ${failed} ${same}\` puts back`);
    const stopped = situation('interrupted').id;
    expect(last('interrupted', asked)).toContain(`\`reconcile resume ${stopped} ${same}\` goes on`);
  });

  it.each(['text', 'markdown', 'html', 'github'] as const)(
    'is told as %s of the same runs, beside the verdict',
    (name) => {
      const asked = afterRun({ stateDir: 'runs' });
      const back = (run: Run) => {
        const page = [...REPORTS[name](run, { color: false, width: 0, summaryOnly: true, asked })].join('');
        return /To put it back: .*/.exec(
          page.replace(/<script>[^]*/, '').replace(/<\/?(code|span)[^>]*>/g, '`'),
        )?.[0];
      };
      const told = [...SITUATIONS].filter(([, run]) => back(run) !== undefined);
      expect(told.map(([situation]) => situation)).toEqual([
        'all-removed',
        'stale',
        'interrupted',
        'removed-again',
      ]);
      for (const [, run] of told) {
        const bare = back(run)?.replaceAll('`', '');
        expect(bare).toContain(`To put it back: reconcile undo ${run.id} --state-dir runs`);
      }
    },
  );

  it('speaks of what was removed only where something was, when the emulator is gone', () => {
    const asked = afterRun({ emulator: true });
    const none = { ...situation('partly-failed'), outcomes: allFailed(situation('partly-failed')) };
    expect(next(none, asked)).toMatch(/^the embedded emulator ended with this command; /);
    expect(next(situation('partly-failed'), asked)).toContain('and with it what was removed');
  });

  it('is nothing where the embedded emulator, which it was sent to, is gone', () => {
    for (const format of ['text', 'markdown', 'html', 'github'] as const) {
      for (const name of ['all-removed', 'partly-failed', 'interrupted']) {
        const page = last(name, afterRun({ emulator: true }), format);
        expect(page.toLowerCase()).toContain('the embedded emulator ended with this command');
        expect(page).not.toMatch(/reconcile (undo|resume)/);
      }
    }
  });
});

describe('what to do about findings', () => {
  const rule = 'no-temp-keys-on-ous';
  const resource = ou('12345678', 'A');
  const severity = 'error';
  const missing = { kind: 'missing', severity, rule, resource, key: 'owner' } as const;
  const claimed = { kind: 'unenforced', severity, rule, resource, key: 'temp-x', value: '1' } as const;
  const after = (...findings: Finding[]) =>
    next(makeRun({ plan: makePlan({ calls: [], kept: [], findings }), exit: 2 }));

  it('is no untag where something is missing', () => {
    expect(after(missing)).toMatch(/^no untag repairs a finding: set what is missing/);
    expect(after(missing, { ...claimed, severity: 'info' })).toBe(after(missing));
  });

  it('is to enforce the rules that are only tried, which an untag does repair', () => {
    expect(after(claimed)).toBe('leave `enforce: false` out of the rules that are to remove, or mend them.');
    expect(after(claimed, missing)).toMatch(/^leave `enforce: false` out of .* set what is missing/);
  });
});

describe('what to do in a fleet', () => {
  const argv = [
    'node',
    '/opt/dist/cli/main.js',
    'fleet',
    'run',
    'my fleet.yaml',
    '--dry-run',
    '--state-dir',
    'runs',
  ];
  const asked = askedOfFleet('my fleet.yaml', { stateDir: 'runs' }, { ...TYPED, argv });
  const again = "`reconcile fleet run 'my fleet.yaml' --state-dir runs`";

  it('is the command of the fleet, which finds by itself what is left, with the credentials of each', () => {
    expect(next(PENDING, asked)).toBe(`${again} removes them.`);
    expect(next(situation('interrupted'), asked)).toBe(`${again} goes on where it stopped.`);
    const failed = situation('partly-failed');
    expect(next(failed, asked)).toBe(
      `${again} tries the rest again, \`reconcile undo ${failed.id} --state-dir runs\` puts back what was removed.`,
    );
  });

  it('is to give an organization other limits in the file of the fleet, in every report', () => {
    const objections = [
      { limit: 'removals', allowed: 4, actual: 7 },
      { limit: 'share', allowed: 25, actual: 30.2 },
    ];
    const refused = makeRun({ exit: 3, objections, plan: makePlan() });
    expect(next(refused, asked)).toBe(
      'if this many is right, give the organization `limits.removals: 7` and `limits.share: 31%`, in my fleet.yaml or in its rules.',
    );
    for (const report of [REPORTS.text, REPORTS.markdown, REPORTS.github]) {
      const page = [...report(refused, { color: false, width: 0, asked })].join('');
      expect(page).not.toContain('--limit');
      expect(page).toContain('give the organization `limits.removals: 7`, in my fleet.yaml or in its rules');
    }
  });
});

describe('what to do after a plan that is past its limits', () => {
  it('is to allow it, and for a saved plan to plan again: its limits are part of it', () => {
    const objections = [{ limit: 'removals', allowed: 4, actual: 7 }];
    const refused = makeRun({ exit: 3, objections, plan: makePlan() });
    expect(next(refused)).toBe('if this many is right, allow it with `--limit removals=7`.');
    expect(next(refused, { apply: 'reconcile apply plan.json' })).toBe(
      'if this many is right, plan again with `--limit removals=7`.',
    );
  });
});
