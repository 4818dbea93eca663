import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Claim, Matcher, Rule } from '../../engine/model.ts';
import { diskFiles } from '../../engine/rules/disk.ts';
import { loadRules } from '../../engine/rules/load.ts';
import { showMatcher, showMatchers, showScope } from '../../engine/rules/show.ts';

const INTRO = `# A library of rules

<!-- tested in: a clone -->

A start for a real organization. [tag-rules.yaml](../tag-rules.yaml) includes all of it; copy what you want to keep and
edit it, for these files are meant to become yours. Every rule has tests in [tests](tests). Run them:

\`\`\`sh
reconcile test policies
\`\`\`

Rules that nobody would argue with are enforced. Those that depend on your own agreements are *on trial*
(\`enforce: false\`): they report what they would remove and send nothing. Read what they find, adapt them, then delete
that line.

What follows is made from the files.
`;

/** `policies/README.md`, made from the rule files themselves. */
export async function policiesPage(files: readonly string[]): Promise<string> {
  const sections = await Promise.all(files.map(section));
  return `${INTRO}\n${sections.join('\n')}`;
}

async function section(file: string): Promise<string> {
  const { set, places } = await loadRules(file, diskFiles());
  const line = ({ id }: Rule) => places.rule(id)?.line ?? 0;
  const rules = [...set.rules].sort((a, b) => line(a) - line(b));
  const [title = '', ...paragraphs] = headerOf(await readFile(file, 'utf8'));
  const name = basename(file);
  return `## [${name}](${name})

${[title, ...paragraphs].join('\n\n')}

| rule | on | does | severity | why |
| --- | --- | --- | --- | --- |
${rules.map(row).join('\n')}
`;
}

/** The paragraphs of the comment that a file begins with, without the line for editors. */
function headerOf(text: string): string[] {
  const lines = text.split('\n');
  const comment = lines.slice(
    1,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  return comment
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n')
    .trim()
    .split('\n\n');
}

function row(rule: Rule): string {
  const { id, match, enforce, severity, why = '', remove = [], require = [] } = rule;
  const does = [
    ...(remove.length === 0
      ? []
      : [`${enforce ? 'removes' : '*on trial*: would remove'} ${remove.map(claimed).join('; ')}`]),
    ...(require.length === 0 ? [] : [`reports a missing ${code(showMatchers(require))}`]),
  ];
  const cells = [
    code(id),
    match === undefined ? 'everything' : code(showScope(match)),
    does.join('; '),
    severity,
    why,
  ];
  return `| ${cells.join(' | ')} |`;
}

function claimed(claim: Claim): string {
  const variants = claim['variant-of'];
  const keys =
    variants === undefined ? keysOf(claim.key ?? []) : `other spellings of ${code(variants.join(', '))}`;
  const value = claim.value === undefined ? '' : ` whose value ${valued(claim.value)}`;
  const except = claim.except === undefined ? '' : `, except ${code(showMatchers(claim.except))}`;
  return `${keys}${value}${except}`;
}

function keysOf(matchers: readonly Matcher[]): string {
  return matchers.some(({ glob }) => glob === '*') ? 'any tag' : code(showMatchers(matchers));
}

/** An expression says more in its file, where a comment stands beside it. */
function valued(matchers: readonly Matcher[]): string {
  if (matchers.some(({ regex }) => regex !== undefined))
    return matchers.length === 1 ? 'has a telling shape' : 'has one of several telling shapes';
  return `is ${matchers.map(showMatcher).join(' or ')}`;
}

/** A \`|\` would end the cell even within code. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
