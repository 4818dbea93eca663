import { linkSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scenario, scenario } from '../scenario.ts';

const SEED = `
organization: { name: acme, management-account: acme-root }
root: { units: { A: { tags: { temp-a: one } } } }
`;
const RULES =
  'version: 1\ninclude: ["more/*.yaml"]\nlimits: { share: none }\nrules: [{ id: a, match: { type: ou }, remove: "temp-*" }]\n';
const FLEET = 'version: 1\norganizations: [{ name: acme, credentials: { profile: acme, file: keys } }]\n';

let w: Scenario;
let journal: string;

beforeAll(async () => {
  w = await scenario({ rules: RULES, seed: SEED });
  w.write('more/b.yaml', 'rules: [{ id: b, match: { type: policy }, remove: "temp-*" }]\n');
  w.write('seed.yaml', SEED);
  w.write('faults.yaml', 'faults: []\n');
  w.write('keys', '[acme]\nak = x\nsk = y\n');
  w.write('fleet.yaml', FLEET);
  await w.cli('--dry-run', '--out', 'plan.json');
  await w.cli('snapshot', '-o', 'inventory.jsonl');
  await w.cli('apply', 'plan.json', '--yes');
  journal = `.reconcile/runs/${w.runs()[0]}/journal.jsonl`;
  symlinkSync('more', join(w.folder, 'same'));
  linkSync(join(w.folder, 'seed.yaml'), join(w.folder, 'linked.yaml'));
});

afterAll(() => w[Symbol.asyncDispose]());

/** What stands in a folder, by name. */
function everything(): Map<string, string> {
  const files = readdirSync(w.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [
      join(parentPath, name),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  );
}

const EMULATED = ['--dry-run', '--emulator', '--seed', 'seed.yaml'];

describe('a file that a command is to write', () => {
  it.each<[string, string, string[]]>([
    ['the rules', 'file-read', ['--dry-run', '--out', 'tag-rules.yaml']],
    ['the rules by another name', 'file-read', ['--dry-run', '--out', './more/../tag-rules.yaml']],
    ['what the rules include', 'file-read', ['--dry-run', '--report', 'html=more/b.yaml']],
    ['that through a link', 'file-read', ['--dry-run', '--report', 'html=same/b.yaml']],
    ['the rules of a plan', 'file-read', ['apply', 'plan.json', '--yes', '--report', 'json=tag-rules.yaml']],
    ['the plan', 'file-read', ['apply', 'plan.json', '--yes', '--again', '--report', 'json=plan.json']],
    ['a plan that is shown', 'file-read', ['report', 'plan.json', '--report', 'json=plan.json']],
    [
      'the inventory',
      'file-read',
      ['--dry-run', '--inventory', 'inventory.jsonl', '--out', 'inventory.jsonl'],
    ],
    ['the seed', 'file-read', [...EMULATED, '--report', 'html=seed.yaml']],
    ['the seed by another name', 'file-read', [...EMULATED, '--report', 'html=linked.yaml']],
    ['the faults', 'file-read', [...EMULATED, '--faults', 'faults.yaml', '--out', 'faults.yaml']],
    [
      'the base of a comparison',
      'file-read',
      ['compare', '--base', 'more/b.yaml', '--report', 'json=more/b.yaml'],
    ],
    ['a key', 'file-read', ['verify', 'plan.json', '--key', 'keys', '--report', 'json=keys']],
    ['the fleet', 'file-read', ['fleet', 'run', 'fleet.yaml', '--dry-run', '--report', 'json=fleet.yaml']],
    ['its keys', 'file-read', ['fleet', 'run', 'fleet.yaml', '--dry-run', '--report', 'json=keys']],
    ['its rules', 'file-read', ['fleet', 'run', 'fleet.yaml', '--dry-run', '--report', 'json=more/b.yaml']],
    ['another report', 'file-twice', ['--dry-run', '--report', 'json=a', '--report', 'csv=./a']],
    ['the plan to save', 'file-twice', ['--dry-run', '--out', 'new.json', '--report', 'html=new.json']],
    ['a file among locks', 'file-of-run', ['--dry-run', '--out', '.reconcile/locks/plan.json']],
  ])('is never %s (%s)', async (_, code, words) => {
    const before = everything();
    w.requests();
    const { code: exit, stdout, stderr } = await w.cli(...words);
    expect([exit, stdout, stderr]).toEqual([1, '', expect.stringContaining(`error[${code}]`)]);
    expect([w.requests(), everything()]).toEqual([[], before]);
  });

  it('is never the journal of a run', async () => {
    const before = w.read(journal);
    const { code, stderr } = await w.cli('--dry-run', '--report', `html=${join(w.folder, journal)}`);
    expect([code, stderr, w.read(journal)]).toEqual([1, expect.stringContaining('file-of-run'), before]);
  });

  it('may be one that is there, beside the runs, or a device that takes all there is', async () => {
    w.write('old.html', 'old');
    const words = ['--report', 'html=old.html', '--report', 'csv=.reconcile/a.csv', '--out', '/dev/null'];
    const { code, stderr } = await w.cli('--dry-run', ...words, '--report', 'json=/dev/null');
    expect([code, stderr, w.read('old.html')]).toEqual([0, '', expect.stringContaining('<html')]);
  });
});
