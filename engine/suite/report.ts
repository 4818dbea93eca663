import { renderProblems } from '../report/problems.ts';
import { streamJson } from '../report/stream.ts';
import { visible } from '../report/visible.ts';
import { commandLine } from '../report/workflow.ts';
import { suiteJunit } from './report/junit.ts';
import { type SuiteLook, suiteText } from './report/text.ts';
import { failureSentence } from './report/words.ts';
import { passed, type SuiteResult } from './result.ts';

export type { SuiteLook } from './report/text.ts';

/** A format: the result of rule tests as text, in chunks. Ends with a newline unless there is nothing to say. */
export type SuiteReport = (result: SuiteResult, look: SuiteLook) => Iterable<string>;

/** Every format, by the name that `--report` takes. */
export const SUITE_REPORTS = {
  text: suiteText,
  json: suiteJson,
  junit: suiteJunit,
  github: suiteGithub,
} as const satisfies Record<string, SuiteReport>;

export type SuiteReportName = keyof typeof SUITE_REPORTS;

function suiteJson(result: SuiteResult): Iterable<string> {
  return streamJson({ version: 1, passed: passed(result), ...result }, 1);
}

/** An annotation per difference, at the expectation; problems at their own places. */
function* suiteGithub(result: SuiteResult, look: SuiteLook): Iterable<string> {
  yield renderProblems(result.problems, 'github', look);
  for (const { cases } of result.files) {
    for (const { resource, place, failures } of cases) {
      for (const failure of failures) {
        const { file, line, column: col } = place;
        yield commandLine(
          'error',
          { title: 'rule test', file, line, col },
          `${visible(resource.id)}: ${failureSentence(failure)}`,
        );
      }
    }
  }
}
