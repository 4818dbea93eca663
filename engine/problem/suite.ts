import type { ProblemText } from './text.ts';

export const SUITE_PROBLEMS = {
  'tests-missing': {
    title: 'No rule tests were found',
    why: 'A suite without tests proves nothing, so it must not pass: a renamed folder would look like success.',
    mend: 'Name a file or folder that holds `*.test.yaml` files, or write one; docs/rule-tests.md has a whole one, and every key.',
  },
  'test-file-unreadable': {
    title: 'A test file cannot be read',
    why: 'The file was found, and reading it failed, so nothing is known of the tests in it.',
    mend: 'Check that the file is still there and that you may read it.',
  },
  'test-expects-nothing': {
    title: 'An expectation expects nothing',
    why: 'It names a resource and says nothing of it, so it would hold whatever the rules report.',
    mend: 'Say what is expected: `remove`, `keep`, `because` or `findings`. That nothing is removed is `remove: []`.',
  },
  'test-resource-unknown': {
    title: 'A test expects something of a resource that it does not have',
    why: 'Nothing can be expected of a resource whose tags are not known.',
    mend: 'Use the `id` of one of the `resources` of the same file.',
  },
  'test-resource-twice': {
    title: 'A test names a resource twice',
    why: 'Two resources cannot have one id, and two expectations of one resource could contradict each other.',
    mend: 'Join the two, or give one of them another id.',
  },
  'test-contradiction': {
    title: 'A test wants a key both removed and kept',
    why: 'No rules can make such a test pass.',
    mend: 'Take the key out of `remove` and `because`, or out of `keep`.',
  },
  'test-path-impossible': {
    title: 'A resource of a test has a path it cannot have',
    why: 'The path of an OU ends in its own name, a root is at `/`, and a policy stands nowhere in the tree; on any other path the rules would be tried on something that cannot exist.',
    mend: 'Correct the path. An account has the path of its OU.',
  },
  'test-path-needed': {
    title: 'A rule asks for the path of a resource that has none',
    why: 'Whether the rule speaks of the resource depends on where it stands, and the test does not say.',
    mend: 'Give the resource a `path`, such as `/Production/Payments`.',
  },
  'test-today-needed': {
    title: 'Rules that depend on the day are tested without one',
    why: 'Dates and waivers are judged by the current day. A test must say the same next year, so it has to name the day.',
    mend: 'Add `today: 2026-06-01`, or any other day, at the top of the test file.',
  },
  'test-rule-unknown': {
    title: 'A test names a rule that the rule file does not have',
    why: 'A removal cannot happen because of a rule that does not exist, so the test could never hold.',
    mend: 'Use the `id` of a rule of the file under test or of one that it includes.',
  },
} as const satisfies Record<string, ProblemText>;
