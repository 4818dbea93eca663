import { describe, expect, it } from 'vitest';
import type { Plan, Run } from '../../engine/model.ts';
import { runOfPlan } from '../../engine/runs/report.ts';
import { report } from './ask.ts';
import { account, CALLS, makePlan, makeRun, policy } from './make.ts';

const PLAIN = { color: false, width: 0 };
const text = (run: Run): string => report('text', run, PLAIN);
/** What a reader of the page sees, without markup. */
const words = (run: Run): string =>
  report('html', run)
    .replace(/<(style|script)[^]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the rules of a run', () => {
  it('are named in every header, with how many files they include', () => {
    for (const [file, shown] of [
      ['tag-rules.yaml', 'tag-rules.yaml and 1 file it includes'],
      ["the demo's rules", "the demo's rules and 1 file it includes"],
      ['../other <b>.yaml', '../other <b>.yaml and 1 file it includes'],
    ] as const) {
      const run = makeRun({ plan: makePlan({ 'rules-name': file }) });
      expect(text(run)).toContain(`\njudged by ${shown}\n`);
      expect(report('markdown', run)).toContain(`, judged by \`${shown}\`\n`);
      expect(words(run)).toContain(`Rules ${shown.replace('<', '&lt;')}`);
    }
  });

  it('are not named by a plan of old, which does not know', () => {
    const { 'rules-name': _, ...old } = makePlan();
    expect(text(makeRun({ plan: old }))).not.toContain('judged by');
  });
});

describe('the numbers of a header', () => {
  it('say what they leave out', () => {
    const inventory = { ...makePlan().inventory, types: ['ou'] } satisfies Plan['inventory'];
    const run = makeRun({ plan: makePlan({ inventory }) });
    expect(text(run)).toContain(
      ', 312 resources and 1,204 tags read, _sys_* left out; no rule needs roots, accounts or policies\n',
    );
    expect(text(makeRun())).toContain(', 312 resources and 1,204 tags read, _sys_* left out\n');
  });

  it('call no type needless that an inventory file lacks', () => {
    const inventory = { ...makePlan().inventory, types: ['ou', 'account'] } satisfies Plan['inventory'];
    const gaps = [{ kind: 'need', what: 'policy', why: 'it holds none' }] satisfies Plan['gaps'];
    const page = text(makeRun({ plan: makePlan({ inventory, gaps }), exit: 5 }));
    expect(page).toContain('_sys_* left out; no rule needs roots\n');
    expect(page).toContain('Next: save a whole inventory (`reconcile snapshot -o FILE`) and run again.');
  });
});

describe('the report of a saved plan', () => {
  const run = runOfPlan(makePlan({ origin: 'emulator' }), 'plan.json', 'error');

  it('names the file and the service that its tags are of', () => {
    expect(text(run)).toMatch(
      /^Saved plan for organization .*\n.* the saved plan plan\.json, of an emulator, on /,
    );
    expect(words(run)).toContain('Saved plan plan.json of an emulator');
    expect(words(run)).toContain('The saved plan plan.json is of an emulator, not of Huawei Cloud.');
    const cloud = runOfPlan(makePlan(), 'plan.json', 'error');
    expect(text(cloud)).toContain(
      '\nthe saved plan plan.json, of https://organizations.myhuaweicloud.com, on ',
    );
  });

  it('of a program that saved it nowhere says so', async () => {
    const { renderReport } = await import('../../engine/library.ts');
    const shown = await renderReport(makePlan({ origin: 'emulator' }), 'text');
    expect(shown).toContain(' the saved plan in memory, of an emulator, on ');
  });

  it('leaves out what a plan cannot know', () => {
    expect(words(run)).not.toMatch(/Traffic|Made by|0 requests|emulator at plan/);
    expect(text(run)).not.toMatch(/^run /m);
    expect(words(makeRun())).toMatch(/Traffic 7 requests Made by reconcile 0\.1\.0/);
  });
});

describe('the report of a dry run over an inventory file', () => {
  it('names the file, not a service that answered', () => {
    const traffic = { requests: 0, retries: 0, throttles: 0, 'waited-ms': 0 };
    const run = makeRun({ endpoint: 'org.jsonl', origin: 'emulator', traffic });
    expect(text(run)).toContain('EMULATED  not the cloud: the inventory file org.jsonl, of an emulator, on ');
    expect(report('markdown', run)).toContain('**EMULATED**: the tags are of an emulator, not of the cloud');
    expect(report('markdown', run)).toContain(' from the inventory file `org.jsonl` of `an emulator` on ');
    expect(words(run)).not.toMatch(/emulator at org|Traffic/);
  });
});

describe('the report of a run that reached no service', () => {
  it('says so in place of an empty address', () => {
    const { origin: _, plan: __, organization: ___, ...bare } = makeRun({ endpoint: '', exit: 1 });
    expect(text(bare)).toContain('\nno service was asked on 2026-11-24\n');
    expect(words(bare)).toContain('Endpoint no service was asked');
    expect(report('markdown', bare)).toContain('(no service was asked)');
  });
});

describe('resources without a path', () => {
  const [call] = CALLS;
  const remove = call?.remove ?? [];
  const shown = (
    tree: Plan['inventory']['tree'],
    resource: (typeof CALLS)[number]['resource'],
    gaps: Plan['gaps'] = [],
  ) =>
    text(
      makeRun({
        plan: makePlan({
          gaps,
          calls: [{ resource, remove }],
          kept: [],
          findings: [],
          inventory: { ...makePlan().inventory, tree },
        }),
      }),
    );
  const { path: _, ...unplaced } = account('01', 'lab');

  it('are explained: a policy has none, a tree was not needed, a branch is out of reach', () => {
    expect(shown('none', unplaced)).toContain('\nNo rule asks for a path, so the tree of OUs was not read: ');
    expect(shown('reached', unplaced)).toContain(
      '\nOUs and accounts without a path lie in branches that no path in the rules can reach, ',
    );
    expect(shown('reached', policy('1', 'deny'))).toContain(
      '\nPolicies lie in no OU, so they have no path.\n',
    );
  });

  it('are said to lie where the tree was not read, where a part of it was not', () => {
    const unread = [
      { kind: 'tree', parent: 'ou-1', why: 'denied' },
      { kind: 'need', what: 'tree', why: 'not in the file' },
    ] satisfies Plan['gaps'];
    for (const gap of unread) {
      const page = shown(gap.kind === 'tree' ? 'reached' : 'none', unplaced, [gap]);
      expect(page).toContain('\nOUs and accounts without a path lie where the tree could not be read.\n');
      expect(page).not.toMatch(/No rule asks for a path|no path in the rules/);
    }
  });

  it('are not spoken of where there is none', () => {
    expect(shown('reached', account('01', 'lab', 'A'))).not.toMatch(/without a path|no path/);
  });
});
