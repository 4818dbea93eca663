import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type KeptFiles, keptFiles, rememberFiles } from '../../engine/fleet/kept-files.ts';
import { hashOf } from '../../engine/plan/digest.ts';
import { diskFiles } from '../../engine/rules/disk.ts';
import { validateRules } from '../../engine/rules/load.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Reads rules that include more, once on this disk and once as a worker elsewhere, who has what was kept alone. */
async function readTwice(addMore: (policies: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-kept-files-'));
  folders.push(folder);
  const root = join(folder, 'tag-rules.yaml');
  writeFileSync(root, 'version: 1\ninclude: "policies/*.yaml"\nrules: [{ id: a, remove: "temp-*" }]\n');
  mkdirSync(join(folder, 'policies'));
  writeFileSync(join(folder, 'policies', 'b.yaml'), 'rules: [{ id: b, remove: old }]\n');
  addMore(join(folder, 'policies'));
  const remembered = rememberFiles(diskFiles());
  const here = await validateRules(root, remembered.files);
  const sent = JSON.parse(JSON.stringify(remembered.kept())) as KeptFiles;
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  return { here, elsewhere: await validateRules(root, keptFiles(sent)) };
}

describe('rule files that a worker elsewhere reads', () => {
  it('are those that were read when the fleet was begun', async () => {
    const { here, elsewhere } = await readTwice(() => undefined);
    expect(here.loaded?.set.rules.map((rule) => rule.id)).toEqual(['a', 'b']);
    expect(elsewhere.problems).toEqual([]);
    expect(hashOf(elsewhere.loaded?.set)).toBe(hashOf(here.loaded?.set));
  });

  it('are refused for a link there as they are here, and never read without it', async () => {
    const { here, elsewhere } = await readTwice((policies) =>
      symlinkSync('b.yaml', join(policies, 'protect.yaml')),
    );
    expect(here.problems.map((one) => one.code)).toEqual(['include-link']);
    expect(elsewhere).toEqual(here);
  });
});
