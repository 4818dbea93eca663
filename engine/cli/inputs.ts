import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { envelopeBeside } from '../evidence/folder.ts';
import { Refusal } from '../problem.ts';
import { diskFiles, RULES_FILE } from '../rules/disk.ts';
import { RUN_FILES } from '../runs/folders.ts';
import { demoFile, lookAt, rulesFile } from './files.ts';

/** Options that name files to be read. */
export interface Sources {
  readonly rules?: string;
  readonly base?: string;
  readonly head?: string;
  readonly inventory?: string;
  readonly emulator?: boolean;
  readonly seed?: string;
  readonly faults?: string;
  readonly key?: string | readonly string[];
  readonly requireSignature?: readonly string[];
  readonly signature?: string;
}

/** A command as it was given. */
export interface Given {
  readonly verb: string;
  readonly words: readonly string[];
  readonly options: Sources;
}

/** Every file that a command reads or may read, as far as that shows before it is begun. */
export async function inputsOf(given: Given): Promise<string[]> {
  const { inventory, seed, faults, key = [], requireSignature = [], signature } = given.options;
  const named = [inventory, seed, faults, key, requireSignature, signature].flat();
  const organization = given.options.emulator === true ? [demoFile('organization.yaml')] : [];
  const rules = await Promise.all(rootsOf(given).map(ruleFiles));
  const fleet = given.verb === 'run' ? await fleetFiles(given.words[0] ?? '') : [];
  return [
    ...named.filter((file) => file !== undefined),
    ...organization,
    ...credentialFiles(),
    ...given.words.flatMap((word) => subjectFiles(word, given.verb)),
    ...rules.flat(),
    ...fleet,
  ];
}

/** The root files of the rules; of a comparison there are two, each perhaps named by its folder. */
function rootsOf({ options }: Given): string[] {
  const { base, head } = options;
  const roots = [rulesFile(options), base, head].filter((root) => root !== undefined);
  return roots.map((root) => (lookAt(root)?.isDirectory() === true ? join(root, RULES_FILE) : root));
}

/** A root file with what it includes. What is wrong with it, whoever needs its rules will say. */
async function ruleFiles(root: string): Promise<string[]> {
  if (lookAt(root)?.isFile() !== true) return [];
  try {
    const { loadRules } = await import('../rules/load.ts');
    const { sources } = await loadRules(root, diskFiles());
    return [root, ...sources.map(({ file }) => resolve(dirname(root), file))];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [root];
  }
}

/** The rules and credentials that a fleet file names. */
async function fleetFiles(file: string): Promise<string[]> {
  try {
    const { loadFleet } = await import('../fleet/load.ts');
    const { organizations } = await loadFleet(file, diskFiles());
    const roots = new Set(organizations.map(({ rules }) => rules));
    const rules = await Promise.all([...roots].map(ruleFiles));
    const credentials = organizations.flatMap((one) =>
      one.credentials.kind === 'profile' ? (one.credentials.file ?? []) : [],
    );
    return [...rules.flat(), ...credentials];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [];
  }
}

function credentialFiles(): string[] {
  const named = process.env['HUAWEICLOUD_SDK_CREDENTIALS_FILE'];
  return [join(homedir(), '.huaweicloud', 'credentials'), ...(named ? [named] : [])];
}

/** A plan with the signatures beside it, which `sign` adds to; or the files of a run, where its folder is named. */
function subjectFiles(word: string, verb: string): string[] {
  if (lookAt(word)?.isDirectory() === true) {
    return Object.values(RUN_FILES)
      .filter((name) => verb !== 'sign' || name !== RUN_FILES.signatures)
      .map((name) => join(word, name));
  }
  return verb === 'sign' ? [word] : [word, envelopeBeside(word)];
}
