import { exact, prose, type Span, wrap } from '../../report/layout.ts';
import { painter } from '../../report/paint.ts';
import { problemText } from '../../report/problems.ts';
import { showResource, visible } from '../../report/visible.ts';
import { count } from '../../report/words.ts';
import { type CaseResult, type Covered, type FileResult, passed, type SuiteResult } from '../result.ts';
import { diffLine, placeText } from './words.ts';

/** How a report on rule tests is to look. */
export interface SuiteLook {
  readonly color: boolean;
  /** Columns of the page; 0 for no bound. */
  readonly width: number;
  /** Whether to list matchers and waivers that no test exercised; rules always are. */
  readonly coverage?: boolean;
}

type Draw = (spans: Span[], first?: number, hang?: number) => string;

/**
 * Rule tests for people. A failed expectation is a diff from what was wanted (`-`) to what happened (`+`):
 *
 *     fail  policies/tests/temporary-keys.test.yaml
 *       5:5  ou /Production (ou-4q…): temporary keys go
 *         - remove temp-x   it stays: no rule claims it
 *         + remove owner    by ownership (policies/ownership.yaml:9:5)
 */
export function* suiteText(result: SuiteResult, look: SuiteLook): Iterable<string> {
  const paint = painter(look.color);
  const draw: Draw = (spans, first = 0, hang = first) => wrap(spans, look.width, first, hang, paint);
  for (const problem of result.problems) yield `${problemText(problem, look)}\n`;
  for (const file of result.files) yield* fileLines(file, draw);
  yield* coverageLines(result, look, draw);
  yield* lastLine(result, draw);
}

function* fileLines(file: FileResult, draw: Draw): Iterable<string> {
  const failed = file.cases.filter(({ failures }) => failures.length > 0);
  yield draw(
    [
      failed.length > 0 ? prose('fail  ', 'bad') : prose('pass  ', 'good'),
      exact(visible(file.file), 'strong'),
      prose(`  ${count(file.cases.length, 'resource')}`, 'quiet'),
    ],
    0,
    6,
  );
  for (const one of failed) yield* caseLines(one, draw);
}

function* caseLines({ place, resource, title, failures }: CaseResult, draw: Draw): Iterable<string> {
  yield draw(
    [
      prose(`${place.line}:${place.column}  `, 'quiet'),
      exact(showResource(resource), 'name'),
      ...(title === undefined ? [] : [prose(`: ${visible(title)}`)]),
    ],
    2,
    6,
  );
  for (const failure of failures) {
    const { sign, what, why } = diffLine(failure);
    const style = sign === '-' ? 'good' : 'bad';
    yield draw([exact(`${sign} ${what}`, style), prose('  '), prose(why, 'quiet')], 6, 10);
  }
}

function* coverageLines(result: SuiteResult, look: SuiteLook, draw: Draw): Iterable<string> {
  const kinds = look.coverage === true ? (['rule', 'matcher', 'waiver'] as const) : (['rule'] as const);
  for (const kind of kinds) {
    const missed = result.coverage.filter((one) => one.kind === kind && !one.tested);
    if (missed.length === 0) continue;
    yield `\n${draw([prose(UNTESTED[kind], 'heading')])}`;
    for (const one of missed) yield missedLine(one, draw);
  }
}

const UNTESTED = {
  rule: 'Rules that no test touches',
  matcher: 'Matchers that no test exercises',
  waiver: 'Waivers that no test exercises',
} as const satisfies Record<Covered['kind'], string>;

function missedLine({ rule, what, place }: Covered, draw: Draw): string {
  const name = [rule, what].filter((part) => part !== undefined && part !== '').join(': ');
  return draw(
    [exact(visible(name)), prose(place === undefined ? '' : `  ${placeText(place)}`, 'quiet')],
    2,
    6,
  );
}

function* lastLine(result: SuiteResult, draw: Draw): Iterable<string> {
  const cases = result.files.flatMap(({ cases: all }) => all);
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const share = (kind: Covered['kind']) => {
    const all = result.coverage.filter((one) => one.kind === kind);
    return `${all.filter(({ tested }) => tested).length} of ${count(all.length, kind)}`;
  };
  const sum = [
    count(result.files.length + result.unrun.length, 'file'),
    result.unrun.length === 0 ? '' : `, ${result.unrun.length} not run`,
    `, ${count(cases.length, 'resource')}`,
    failed === 0 ? '' : `, ${failed} failed`,
    cases.length === 0 ? '' : `; tested: ${share('rule')}, ${share('matcher')}, ${share('waiver')}`,
  ].join('');
  yield `\n${draw([passed(result) ? prose('Passed: ', 'good') : prose('Failed: ', 'bad'), prose(`${sum}.`)], 0, 8)}`;
}
