import { showResource } from '../../report/visible.ts';
import type { CaseResult, FileResult, SuiteResult } from '../result.ts';
import { failureSentence, placeText } from './words.ts';
import { type Element, element, xmlDocument } from './xml.ts';

/** Rule tests as JUnit XML: a test suite per file, a test case per resource, an error per problem. */
export function* suiteJunit(result: SuiteResult): Iterable<string> {
  const suites = [...result.files.map(suiteOf), ...problemSuite(result)];
  const sum = (of: 'tests' | 'failures' | 'errors') =>
    suites.reduce((total, { attributes }) => total + Number(attributes[of]), 0);
  const totals = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors') };
  yield* xmlDocument(element('testsuites', { name: 'rule tests', ...totals, time: 0 }, ...suites));
}

function suiteOf({ file, title, rules, cases }: FileResult): Element {
  const failures = cases.filter((one) => one.failures.length > 0).length;
  return element(
    'testsuite',
    { name: title ?? file, tests: cases.length, failures, errors: 0, time: 0 },
    element('properties', {}, element('property', { name: 'rules', value: rules })),
    ...cases.map((one) => caseOf(one, file)),
  );
}

function caseOf({ resource, title, place, failures }: CaseResult, file: string): Element {
  const name = title === undefined ? showResource(resource) : `${title}: ${showResource(resource)}`;
  const message = failures.map(failureSentence).join('; ');
  const failure = element('failure', { message, type: 'expectation' }, `${placeText(place)}: ${message}`);
  return element('testcase', { name, classname: file, time: 0 }, ...(failures.length === 0 ? [] : [failure]));
}

function problemSuite({ problems }: SuiteResult): Element[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return [];
  const cases = errors.map(({ code, message, place }) =>
    element(
      'testcase',
      { name: message, classname: place?.file ?? code, time: 0 },
      element(
        'error',
        { message, type: code },
        place === undefined ? message : `${placeText(place)}: ${message}`,
      ),
    ),
  );
  return [
    element(
      'testsuite',
      { name: 'what could not be tested', tests: cases.length, failures: 0, errors: cases.length, time: 0 },
      element('properties', {}, element('property', { name: 'problems', value: cases.length })),
      ...cases,
    ),
  ];
}
