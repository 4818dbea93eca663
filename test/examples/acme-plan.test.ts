import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../engine/emulator/seed.ts';
import type { Inventory, Path, PlanBody, Resource } from '../../engine/model.ts';
import { compareResources } from '../../engine/model.ts';
import { raiseObjections } from '../../engine/plan/limits.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { showWhere } from '../../engine/report/visible.ts';
import { diskFiles } from '../../engine/rules/disk.ts';
import { loadRules } from '../../engine/rules/load.ts';

const root = new URL('../..', import.meta.url).pathname;
const seedFile = `${root}examples/acme/organization.yaml`;

/** The seed as an inventory that was read whole. */
function inventory(): Inventory {
  const { organization, nodes } = parseSeed(readFileSync(seedFile, 'utf8'), seedFile);
  const paths = new Map<string, Path>();
  const resources = nodes.map((node): Resource => {
    const { type, id, name, tags } = node;
    if (type === 'policy') return { type, id, name, tags };
    const above = type === 'root' ? [] : (paths.get(node.parent) ?? []);
    const path = type === 'ou' ? [...above, name] : above;
    paths.set(id, path);
    return { type, id, name, tags, path };
  });
  return {
    organization,
    origin: 'emulator',
    'read-at': '2026-06-01T00:00:00Z',
    types: ['root', 'ou', 'account', 'policy'],
    tree: 'whole',
    gaps: [],
    resources: resources.sort(compareResources),
  };
}

async function planOn(day: string, rules = 'examples/acme/tag-rules.yaml'): Promise<PlanBody> {
  const { set } = await loadRules(root + rules, diskFiles());
  return makePlan({ rules: set, inventory: inventory(), day });
}

const byWhere = (a: string, b: string) => (a < b ? -1 : 1);

/** The plan as a person would check it: a line per tag, with the rules that remove it. */
function written({ calls, kept, findings }: PlanBody): string {
  const removed = calls.flatMap(({ resource, remove }) =>
    remove.map(
      ({ key, because }) => `${resource.type} ${showWhere(resource)}: ${key} (${because.join(', ')})`,
    ),
  );
  const stays = kept.map(({ resource, key, shields }) => {
    const why = shields.map((shield) =>
      'rule' in shield ? `${shield.kind} of ${shield.rule}` : shield.kind,
    );
    return `${resource.type} ${showWhere(resource)}: ${key} (${[...new Set(why)].join(', ')})`;
  });
  const found = findings.map((finding) => {
    const where = 'resource' in finding ? `${finding.resource.type} ${showWhere(finding.resource)}: ` : '';
    const what = 'key' in finding ? finding.key : 'expires' in finding ? finding.expires : finding.what;
    return `${where}${finding.kind} ${what} (${finding.rule}${'waiver' in finding && 'key' in finding ? ', excused' : ''})`;
  });
  const section = (title: string, lines: string[]) =>
    `${title}: ${lines.length}\n${lines
      .sort(byWhere)
      .map((line) => `  ${line}\n`)
      .join('')}`;
  return [section('Removed', removed), section('Kept', stays), section('Found', found)].join('\n');
}

describe('the demonstration', () => {
  it('plans what it was made to show', async () => {
    await expect(written(await planOn('2026-06-01'))).toMatchFileSnapshot('acme-plan.txt');
  });

  it('is a plan worth looking at, within its limits', async () => {
    const plan = await planOn('2026-06-01');
    const removals = plan.calls.flatMap(({ remove }) => remove);
    expect(raiseObjections(plan)).toEqual([]);
    expect(removals.length).toBeGreaterThanOrEqual(40);
    expect(plan.calls.length).toBeGreaterThanOrEqual(30);
    expect(new Set(plan.findings.map(({ kind }) => kind))).toEqual(
      new Set(['missing', 'unenforced', 'date-unreadable', 'waiver-expired', 'waiver-unused']),
    );
  });

  it('shows the same for as long as anybody may look at it', async () => {
    const now = written(await planOn('2025-11-24'));
    for (const day of ['2026-12-31', '2040-02-29', '2098-12-31'])
      expect(written(await planOn(day))).toBe(now);
  });

  it('is within the limits of the rules that a company starts from, too', async () => {
    const plan = await planOn('2026-06-01', 'tag-rules.yaml');
    expect(raiseObjections(plan)).toEqual([]);
    expect(plan.calls.length).toBeGreaterThan(0);
  });
});
