import { normalize } from 'node:path';
import { compareText } from '../model/order.ts';
import type { Report } from './collect.ts';
import { shown } from './conditions.ts';
import { type RuleFiles, withSlashes } from './disk.ts';
import { globFault } from './glob.ts';
import { below, type Spot } from './places.ts';
import type { YamlFile } from './yaml.ts';

/** Stars of one pattern. The library tries each star anew for each end of the one before. */
const MOST_STARS = 12;

/**
 * The files that the root file includes: sorted, each once however many patterns find it. Reports patterns that find
 * nothing, a link or the root file itself. Not `complete`: some files that were meant are not known.
 */
export async function includedFiles(
  root: YamlFile,
  folder: string,
  rootName: string,
  files: RuleFiles,
  report: Report,
): Promise<{ readonly paths: readonly string[]; readonly complete: boolean }> {
  const entries = patternsOf(root);
  const negative = entries.map(({ pattern }) => pattern).filter((pattern) => pattern.startsWith('!'));
  const found = new Set<string>();
  let complete = true;
  for (const { pattern, spot } of entries) {
    const fault = patternFault(pattern);
    if (fault !== undefined) {
      report(spot, 'bad-glob', `\`${shown(pattern)}\` is no pattern of files. ${fault}`);
      complete = false;
    } else if (!pattern.startsWith('!')) {
      const wanted = [pattern, ...negative.filter((one) => !patternFault(one))];
      const matches = await files.glob(wanted, folder);
      const links = ((await files.links?.(wanted, folder)) ?? []).map(cleaned);
      complete &&= matches.length > 0 && links.length === 0;
      if (matches.length > 0 || links.length === 0)
        addMatches(found, matches.map(cleaned), rootName, { pattern, spot, report });
      refuseLinks(links, { pattern, spot, report });
    }
  }
  return { paths: [...found].sort(compareText), complete };
}

function addMatches(
  found: Set<string>,
  matches: readonly string[],
  rootName: string,
  at: { readonly pattern: string; readonly spot: Spot; readonly report: Report },
): void {
  const { pattern, spot, report } = at;
  if (matches.length === 0) {
    report(spot, 'include-empty', `\`${shown(pattern)}\` finds no file.`, {
      hint: 'It is relative to the folder of this file; `**` crosses folders.',
    });
  }
  if (matches.includes(rootName)) {
    report(spot, 'include-cycle', `\`${shown(pattern)}\` includes this very file.`, {
      hint: `Narrow it, or take the file out of it: "!${rootName}"`,
    });
  }
  for (const match of matches) if (match !== rootName) found.add(match);
}

/** Rules that are left out in silence may be those that protect. */
function refuseLinks(
  links: readonly string[],
  { pattern, spot, report }: { readonly pattern: string; readonly spot: Spot; readonly report: Report },
): void {
  const [first] = links;
  if (first === undefined) return;
  const others = links.length === 1 ? '' : ` and ${links.length - 1} more`;
  report(
    spot,
    'include-link',
    `\`${shown(pattern)}\` finds \`${shown(first)}\`${others}: links are not followed.`,
    {
      hint: `Include the file where it lies, or take the link out: "!${first}"`,
    },
  );
}

/** The patterns of `include` that are texts; what else stands there is reported by the check of the shape. */
function patternsOf(root: YamlFile): { readonly pattern: string; readonly spot: Spot }[] {
  const include = (root.value as { readonly include?: unknown } | null)?.include;
  const spot: Spot = { file: root, path: ['include'] };
  const listed = Array.isArray(include)
    ? include.map((pattern: unknown, index) => ({ pattern, spot: below(spot, index) }))
    : [{ pattern: include, spot }];
  return listed.filter(
    (entry): entry is { pattern: string; spot: Spot } =>
      typeof entry.pattern === 'string' && entry.pattern !== '',
  );
}

function patternFault(pattern: string): string | undefined {
  if (/\{[^{}]*\.\.[^{}]*\}/.test(pattern)) return 'Ranges such as {1..9} are not supported.';
  if ((pattern.match(/\*/g) ?? []).length > MOST_STARS) return `It has more than ${MOST_STARS} stars.`;
  return pattern.length > 1024 ? 'It has more than 1024 characters.' : globFault(pattern);
}

function cleaned(path: string): string {
  return withSlashes(normalize(path));
}
