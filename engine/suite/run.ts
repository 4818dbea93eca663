import { compareText } from '../model/order.ts';
import type { Problem } from '../model.ts';
import { makePlanner } from '../plan/planner.ts';
import { Refusal } from '../problem.ts';
import type { RuleFiles } from '../rules/disk.ts';
import { type LoadedRules, loadRules } from '../rules/load.ts';
import { compare } from './compare.ts';
import { coverage, type Judged, mergeCoverage } from './coverage.ts';
import { ANY_DAY, unmetDemands } from './demands.ts';
import { findTests, withBase } from './find.ts';
import { loadTest } from './load.ts';
import type { CaseResult, Covered, FileResult, SuiteResult, TestFile } from './result.ts';

export interface SuiteOptions {
  /** Files, folders or globs, relative to `base`; none for everything below `base`. */
  readonly patterns: readonly string[];
  /** Folder that patterns and `rules` are relative to. Names in the result begin with it, unless it is `.`. */
  readonly base: string;
  readonly files: RuleFiles;
  /** Rule files whose rules are to be covered although no test may name them, such as the root file of a project. */
  readonly rules?: readonly string[];
}

/**
 * Runs rule tests with the planner that plans and applies use. Offline, and the same on any day.
 *
 *     patterns ─▶ test files ─▶ rules of each ─▶ planner on its resources ─▶ differences, coverage
 *
 * Never throws for what is wrong with a file: that is a problem of the result, and fails it.
 */
export async function runSuites(options: SuiteOptions): Promise<SuiteResult> {
  const rules = ruleReader(options.files);
  const { names, problems } = await findTests(options.patterns, options.base, options.files);
  const results = await Promise.all(names.map((name) => runFile(name, options.files, rules)));
  const extra = await Promise.all(
    (options.rules ?? []).map((file) => coverOnly(withBase(file, options.base), rules)),
  );
  return {
    files: results.flatMap(({ file }) => file ?? []),
    unrun: names.filter((_, i) => results[i]?.file === undefined),
    coverage: mergeCoverage([...results, ...extra].flatMap((one) => one.coverage)).sort(byPlace),
    problems: distinct([...problems, ...[...results, ...extra].flatMap((one) => one.problems)]),
  };
}

interface FileRun {
  readonly file?: FileResult;
  readonly coverage: readonly Covered[];
  readonly problems: readonly Problem[];
}

type RuleReader = (file: string) => Promise<LoadedRules>;

/** Many tests share a rule file; it is loaded once. */
function ruleReader(files: RuleFiles): RuleReader {
  const loaded = new Map<string, Promise<LoadedRules>>();
  return (file) => {
    const known = loaded.get(file) ?? loadRules(file, files);
    loaded.set(file, known);
    return known;
  };
}

async function runFile(name: string, files: RuleFiles, rules: RuleReader): Promise<FileRun> {
  try {
    const test = await loadTest(name, files);
    const loaded = await rulesOf(test, rules);
    const problems = [...loaded.warnings, ...unmetDemands(test, loaded)];
    return problems.some(({ severity }) => severity === 'error')
      ? { coverage: [], problems }
      : { ...judgeFile(test, loaded), problems };
  } catch (error) {
    return failedToLoad(error);
  }
}

/** The rules under test. Where there is no such file, the test that names it is what has to be mended. */
async function rulesOf(test: TestFile, rules: RuleReader): Promise<LoadedRules> {
  try {
    return await rules(test.rules);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const hint = '`rules` is relative to the test file.';
    throw new Refusal(
      error.problems.map((one) =>
        one.code === 'rules-unreadable' && (one.place?.file ?? test.rules) === test.rules
          ? { ...one, place: test['rules-place'], hint }
          : one,
      ),
      { cause: error },
    );
  }
}

function judgeFile(test: TestFile, loaded: LoadedRules): Omit<FileRun, 'problems'> {
  const day = test.today ?? ANY_DAY;
  const planner = makePlanner(loaded.set, day, 'unknown');
  const judged: Judged[] = [];
  const cases = test.expectations.map((wanted): CaseResult => {
    const { resource, place, title } = wanted;
    const verdict = planner.judge(resource);
    judged.push({ resource, verdict });
    return {
      resource,
      place,
      ...(title !== undefined && { title }),
      failures: compare(wanted, verdict, loaded),
    };
  });
  const { file, title, rules } = test;
  return {
    file: { file, ...(title !== undefined && { title }), rules, cases },
    coverage: coverage(loaded.set, loaded.places, day, judged),
  };
}

async function coverOnly(file: string, rules: RuleReader): Promise<FileRun> {
  try {
    const { set, places, warnings } = await rules(file);
    return { coverage: coverage(set, places, ANY_DAY, []), problems: warnings };
  } catch (error) {
    return failedToLoad(error);
  }
}

function failedToLoad(error: unknown): FileRun {
  if (error instanceof Refusal) return { coverage: [], problems: error.problems };
  throw error;
}

/** Two tests of one broken rule file tell of the same problems. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

function byPlace(a: Covered, b: Covered): number {
  return (
    compareText(a.place?.file ?? '', b.place?.file ?? '') ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0)
  );
}
