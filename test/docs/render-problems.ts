import type { ProblemText } from '../../engine/problem/text.ts';

/** An area of the code, and the problems it has. */
export interface ProblemArea {
  readonly title: string;
  readonly problems: Readonly<Record<string, ProblemText>>;
}

/** The page `docs/problems.md`: every code with what it is, why it is a problem, and how to mend it. */
export function renderProblems(areas: readonly ProblemArea[]): string {
  return [
    '# Problems',
    '',
    'Every error and warning of `reconcile` has a code. This page has one entry for each: what it is, why it is a problem,',
    'and how to mend it. It is made from the tables in `engine/problem/`; a test keeps the two equal.',
    '',
    ...areas.map(({ title }) => `- [${title}](#${anchorOf(title)})`),
    '',
    ...areas.flatMap(({ title, problems }) => [`## ${title}`, '', ...entriesOf(problems)]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function entriesOf(problems: ProblemArea['problems']): string[] {
  return Object.entries(problems)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([code, { title, why, mend }]) => [
      `### ${code}`,
      '',
      `**${title}.** ${why}`,
      '',
      `*To mend it:* ${mend}`,
      '',
    ]);
}

/** As GitHub makes anchors of headings. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
