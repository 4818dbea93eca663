import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskFiles } from '../../engine/rules/disk.ts';
import type { SuiteResult } from '../../engine/suite/result.ts';
import { runSuites, type SuiteOptions } from '../../engine/suite/run.ts';

/** A rule set small enough to keep in mind: removes `temp-*` from OUs, and wants accounts to have an owner. */
export const RULES = `version: 1
protect: [keep-me]
rules:
  - id: no-temp
    match: { type: ou }
    remove: ["temp-*", keep-me]
  - id: owned
    match: { type: account }
    require: owner
  - id: on-trial
    enforce: false
    remove: draft
`;

/** Runs tests in a folder of these files; names in the result are relative to it. */
export async function runIn(
  files: Readonly<Record<string, string>>,
  options: Partial<Omit<SuiteOptions, 'base' | 'files'>> = {},
): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'rule-tests-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const result = await runSuites({ patterns: [], ...options, base: folder, files: diskFiles() });
    return JSON.parse(JSON.stringify(result).replaceAll(`${folder}/`, '')) as SuiteResult;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One test file over RULES. */
export function runOne(test: string, rules = RULES): Promise<SuiteResult> {
  return runIn({ 'rules.yaml': rules, 'one.test.yaml': `rules: rules.yaml\n${test}` });
}
