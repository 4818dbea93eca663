import { createHash } from 'node:crypto';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { compareText } from '../model/order.ts';
import type { Problem, Revision, RuleSet, RuleSource } from '../model.ts';
import { Refusal } from '../problem.ts';
import { normaliseLimits } from './bounds.ts';
import { type Collector, collectProblems } from './collect.ts';
import { watchDamage } from './damage.ts';
import { type RuleFiles, withSlashes } from './disk.ts';
import { addFile, type Draft, newDraft } from './draft.ts';
import { foreignFile } from './foreign.ts';
import { includedFiles } from './include.ts';
import { canonical } from './order.ts';
import type { Spot } from './places.ts';
import { type RulePlaces, rulePlaces } from './rule-places.ts';
import { ruleShape } from './shape.ts';
import { unreadable } from './unreadable.ts';
import type { YamlFile } from './yaml.ts';

/** Rules that are fit to plan with. */
export interface LoadedRules {
  readonly set: RuleSet;
  /** The root file, as it was named. */
  readonly file: string;
  /** What reports call the rules, where the file's name would not tell a reader. */
  readonly name?: string;
  /** Every file that was read, sorted. */
  readonly sources: readonly RuleSource[];
  readonly places: RulePlaces;
  readonly warnings: readonly Problem[];
  /** Where whoever loaded them knows it. */
  readonly revision?: Revision;
}

/** The rules of a time before there was a root file: none, and the limits that hold where a file says nothing. */
export function noRules(rootFile: string): LoadedRules {
  const draft = newDraft(NOWHERE);
  const set = ruleSet(draft);
  return { set, file: rootFile, sources: [], places: rulePlaces(draft, set), warnings: [] };
}

/** What became of rule files: `loaded` is there exactly if no problem is an error. */
export interface Validation {
  readonly loaded?: LoadedRules;
  readonly problems: readonly Problem[];
}

/**
 * Reads a root file and what it includes, checks all of it, and gives it in normal form.
 *
 * @throws Refusal with every problem that was found, warnings among them
 */
export async function loadRules(rootFile: string, files: RuleFiles): Promise<LoadedRules> {
  const { loaded, problems } = await validateRules(rootFile, files);
  if (loaded === undefined) throw new Refusal(problems);
  return loaded;
}

/** As `loadRules`, but problems are the answer: it never throws for what a file holds or lacks. */
export async function validateRules(rootFile: string, files: RuleFiles): Promise<Validation> {
  const problems = collectProblems();
  const { sources, complete } = await readSources(rootFile, files, problems);
  const draft = makeDraft(sources, complete, problems);
  const { CHECKS } = await import('./check.ts');
  for (const check of CHECKS) check(draft, problems.report);
  const found = problems.sorted(sources.map(({ name }) => name));
  if (found.some(({ severity }) => severity === 'error')) return { problems: found };
  const set = ruleSet(draft);
  const loaded = {
    set,
    file: rootFile,
    sources: sources
      .map(({ relative, sha256 }) => ({ file: relative, sha256 }))
      .sort((a, b) => compareText(a.file, b.file)),
    places: rulePlaces(draft, set),
    warnings: found,
  };
  return { loaded, problems: found };
}

/** A file that was read. `yaml` is absent where its text could not be understood at all. */
interface Source {
  /** As problems show it: relative to where the root file's own name is relative to. */
  readonly name: string;
  /** Relative to the folder of the root file. */
  readonly relative: string;
  readonly sha256: string;
  readonly yaml: YamlFile | undefined;
}

/** What was read: the root file first, then what it includes, sorted; and whether that is all that was meant. */
async function readSources(
  rootFile: string,
  files: RuleFiles,
  problems: Collector,
): Promise<{ readonly sources: Source[]; readonly complete: boolean }> {
  const root = await readSource(rootFile, withSlashes(basename(rootFile)), files, problems);
  if (root?.yaml === undefined) return { sources: [], complete: false };
  const folder = dirname(rootFile);
  const included = await includedFiles(root.yaml, folder, root.relative, files, problems.report);
  const sources = [root];
  for (const path of included.paths) {
    const full = isAbsolute(path) ? path : join(folder, path);
    const source = await readSource(full, withSlashes(normalize(path)), files, problems);
    if (source !== undefined) sources.push(source);
  }
  const read = sources.filter(({ yaml }) => yaml !== undefined).length;
  return { sources, complete: included.complete && read === included.paths.length + 1 };
}

async function readSource(
  path: string,
  relative: string,
  files: RuleFiles,
  problems: Collector,
): Promise<Source | undefined> {
  const name = withSlashes(path);
  let bytes: Uint8Array;
  try {
    bytes = await files.read(path);
  } catch (error) {
    problems.add(await unreadable(path, error, files));
    return undefined;
  }
  const foreign = foreignFile(bytes, name);
  if (foreign !== undefined) {
    problems.add(foreign);
    return undefined;
  }
  const { readYaml } = await import('./yaml.ts');
  const { file, problems: found } = readYaml(bytes, name);
  for (const one of found) problems.add(one);
  return { name, relative, sha256: createHash('sha256').update(bytes).digest('hex'), yaml: file };
}

function makeDraft(sources: readonly Source[], complete: boolean, problems: Collector): Draft {
  const checkShape = ruleShape();
  const [first] = sources;
  const draft = newDraft(first?.yaml === undefined ? NOWHERE : { file: first.yaml, path: [] });
  draft.complete = complete;
  for (const { yaml } of sources) {
    if (yaml === undefined) continue;
    const { report, damage } = watchDamage(problems.report);
    checkShape(yaml, report);
    checkStanding(yaml, yaml === first?.yaml, problems.report);
    addFile(draft, yaml, damage, problems.report);
  }
  return draft;
}

/** Never pointed at: where the root file could not be read, no check of the whole has anything to say. */
const NOWHERE: Spot = {
  file: { name: '', offset: () => 0, position: () => ({ line: 1, column: 1, text: '' }) },
  path: [],
};

const ROOT_ONLY = ['include', 'limits', 'freeze'];

/** What depends on whether a file is the root or was included. */
function checkStanding(file: YamlFile, isRoot: boolean, report: Collector['report']): void {
  const value = file.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (isRoot && !Object.hasOwn(value, 'version')) {
    report({ file, path: [] }, 'missing-key', 'The root file needs `version`.', {
      hint: 'Begin it with: version: 1',
    });
  }
  for (const key of isRoot ? [] : ROOT_ONLY.filter((one) => Object.hasOwn(value, one))) {
    const message = `\`${key}\` stands in an included file, and holds for the whole run.`;
    report({ file, path: [key] }, 'only-in-root', message, {
      part: 'key',
      hint: 'Move it into the root file.',
    });
  }
}

function ruleSet(draft: Draft): RuleSet {
  const values = <T>(located: readonly { readonly value: T }[]) =>
    canonical(located.map(({ value }) => value));
  return {
    version: 1,
    rules: draft.rules.map(({ value }) => value).sort((a, b) => compareText(a.id, b.id)),
    waivers: values(draft.waivers),
    protect: values(draft.protect),
    redact: values(draft.redact),
    freeze: values(draft.freeze),
    limits: normaliseLimits(draft.limits),
  };
}
