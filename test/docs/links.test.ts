import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { lexer, type Token, type Tokens, walkTokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { type Page, pages, pathOf } from './page.ts';

const PAGES = pages();
const files = new Set(
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: pathOf(''),
    encoding: 'utf8',
  })
    .split('\n')
    .flatMap((file) => [file, ...foldersOf(file)]),
);

function foldersOf(file: string): string[] {
  const above = dirname(file);
  return above === '.' ? [] : [above, ...foldersOf(above)];
}

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  void walkTokens(lexer(text), (token) => {
    found.push(token);
  });
  return found;
}

/** Where a page points to, pictures included. */
function linksOf({ text }: Page): string[] {
  const tokens = tokensOf(text);
  const html = tokens
    .filter(({ type }) => type === 'html')
    .flatMap(({ raw }) =>
      [...raw.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target),
    );
  const links = tokens.filter(
    (one): one is Tokens.Link | Tokens.Image => one.type === 'link' || one.type === 'image',
  );
  return [...links.map(({ href }) => href), ...html];
}

/** Pages are long and have many links: each is read for its anchors once. */
const ANCHORS = new Map<string, ReadonlySet<string>>();

/** The anchors of a page: those that it sets, and those of its headings, as GitHub and GitLab make them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const known = ANCHORS.get(text);
  if (known !== undefined) return known;
  const seen = new Map<string, number>();
  const headings = tokensOf(text).filter((token): token is Tokens.Heading => token.type === 'heading');
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  const slugs = headings.map((heading) => {
    const slug = heading.text
      .replaceAll(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  const anchors = new Set([...slugs, ...own]);
  ANCHORS.set(text, anchors);
  return anchors;
}

/** What is wrong with a link, if anything. Addresses on other machines are not looked up, only read. */
function faultOf(page: Page, link: string): string | undefined {
  if (/^[a-z]+:/.test(link))
    return /^https:\/\/[\w.-]+\.[a-z]+(\/|$)/.test(link) ? undefined : 'is no https address';
  const [path = '', anchor] = link.split('#');
  const target =
    path === '' ? page.file : normalize(join(dirname(page.file), decodeURI(path))).replace(/\/$/, '');
  if (!files.has(target)) return `points to ${target}, which is not in the repository`;
  if (anchor === undefined) return undefined;
  return anchorsOf(readFileSync(pathOf(target), 'utf8')).has(anchor)
    ? undefined
    : `has no such heading in ${target}`;
}

describe('the links of a page', () => {
  const linked = PAGES.map((page) => ({ file: page.file, page, links: linksOf(page) })).filter(
    ({ links }) => links.length > 0,
  );

  it.each(linked)('$file: each leads somewhere', ({ page, links }) => {
    const faults = links.flatMap((link) => {
      const fault = faultOf(page, link);
      return fault === undefined ? [] : [`${link} ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it('are found wrong where they are', () => {
    const page = { file: 'docs/evidence.md', text: '# A b\n', blocks: [] };
    expect(faultOf(page, 'nowhere.md')).toContain('docs/nowhere.md');
    expect(faultOf(page, '../README.md#no-such-heading')).toContain('no such heading');
    expect(faultOf(page, 'http://plain')).toBeDefined();
    expect(faultOf(page, '../README.md')).toBeUndefined();
  });

  it('lead to every page from README.md', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) {
      const page = PAGES.find((one) => one.file === file);
      for (const link of page === undefined ? [] : linksOf(page)) {
        if (/^[a-z]+:/.test(link)) continue;
        const [path = ''] = link.split('#');
        if (path === '') continue;
        const target = normalize(join(dirname(file), path)).replace(/\/$/, '');
        reached.add(target);
        reached.add(`${target}/README.md`);
      }
    }
    const lost = PAGES.map(({ file }) => file).filter(
      (file) => !reached.has(file) && !file.startsWith('.github/'),
    );
    expect(lost).toEqual([]);
  });
});
