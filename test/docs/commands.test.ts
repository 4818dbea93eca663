import { readFileSync, writeFileSync } from 'node:fs';
import type { Command as Parser } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../engine/cli/program.ts';
import { type Block, blocksOf, commandsOf, type Page, pages, pathOf } from './page.ts';
import { reader } from './shell.ts';
import { cutAs, shows } from './shown.ts';

const PAGES = pages();
/** A page is some twenty starts of the CLI: a second each on a quiet machine. */
const PATIENCE = 300_000;
const UPDATE = process.env['UPDATE_DOCS'] === '1';

/** Why a block is not run, where the comment above it says so. */
function reasonOf({ note }: Block): string | undefined {
  return /^not run: (.+)$/.exec(note ?? '')?.[1];
}

/** Pages whose commands another test runs, each with a desk of its own. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['docs/auditors.md', 'test/evidence/auditors.test.ts'],
]);

/** The other test that runs a block. */
function testOf({ file }: Page, { note }: Block): string | undefined {
  return /^run by (\S+)$/.exec(note ?? '')?.[1] ?? ELSEWHERE.get(file);
}

function isRun(page: Page, block: Block): boolean {
  return block.language === 'sh' && reasonOf(block) === undefined && testOf(page, block) === undefined;
}

/** Output that a page shows, and what was printed in its place. */
interface Shown {
  readonly block: Block;
  readonly printed: string;
}

/** Follows a page from its first block to its last, in one shell. Gives what was printed where the page shows output. */
async function follow(page: Page): Promise<Shown[]> {
  const { file, text, blocks } = page;
  await using one = await reader(text.includes('<!-- tested in: a clone -->') ? 'clone' : 'empty');
  const shown: Shown[] = [];
  let printed: string | undefined;
  for (const block of blocks) {
    if (block.title !== undefined) one.write(block.title, `${block.body.join('\n')}\n`);
    if (block.language === 'text' && printed !== undefined) {
      shown.push({ block, printed });
      printed = undefined;
    }
    if (!isRun(page, block)) continue;
    printed = '';
    for (const command of commandsOf(block)) {
      if (block.note === 'serves') {
        await one.serve(command.text);
        continue;
      }
      const { exit, output } = await one.type(command.text);
      expect(exit, `${file}:${block.line}: ${command.text}\n${output}`).toBe(command.exit);
      printed += output;
    }
  }
  return shown;
}

/** Writes what was printed into a page. */
function update({ file, text }: Page, shown: readonly Shown[]): void {
  const lines = text.split('\n');
  for (const { block, printed } of [...shown].reverse()) {
    if (shows(block.body, printed)) continue;
    const body = cutAs(block.body, printed).map((line) => (line === '' ? '' : block.indent + line));
    lines.splice(block.line, block.body.length, ...body);
  }
  writeFileSync(pathOf(file), lines.join('\n'));
}

describe('the commands of a page', () => {
  const followed = PAGES.filter((page) => page.blocks.some((block) => isRun(page, block)));

  it.concurrent.each(followed)(
    '$file: each ends as the page says, and prints what it shows',
    async (page) => {
      const shown = await follow(page);
      if (UPDATE) update(page, shown);
      else
        for (const { block, printed } of shown)
          expect(
            shows(block.body, printed),
            `${page.file}:${block.line} shows other lines than\n${printed}`,
          ).toBe(true);
    },
    PATIENCE,
  );

  it('are all run, but for those that are listed here', () => {
    const left = PAGES.flatMap(({ file, blocks }) =>
      blocks.flatMap((block) => {
        const reason = reasonOf(block);
        return reason === undefined ? [] : [`${file}: ${reason}`];
      }),
    );
    expect(left).toMatchInlineSnapshot(`
      [
        "CONTRIBUTING.md: it would replace the packages that the tests run on; .ci/run begins with it",
        "CONTRIBUTING.md: a test that runs tests would run itself",
        "CONTRIBUTING.md: it writes into the build that the tests run",
        "CONTRIBUTING.md: each takes 20 to 60 minutes",
        "README.md: it would replace the packages that the tests run on; .ci/run begins with it",
        "README.md: it would change this machine",
        "README.md: it takes keys of a real organization",
        "docs/fleet.md: it takes keys of three organizations; test/fleet has a fleet of its own",
        "docs/fleet.md: it takes a queue and a shared disk; test/fleet/queue.test.ts has both",
        "docs/fleet.md: it would install from a registry; test/telemetry runs on these packages",
        "examples/ci/README.md: it would change this machine",
        "examples/ci/README.md: it would change this machine",
        "examples/library/README.md: it would install from a registry",
      ]
    `);
  });

  it('that another test runs are run by it', () => {
    const others = PAGES.flatMap((page) =>
      page.blocks.flatMap((block) => {
        const test = block.language === 'sh' ? testOf(page, block) : undefined;
        return test === undefined ? [] : [{ page: page.file, test }];
      }),
    );
    expect(others.length).toBeGreaterThan(0);
    for (const { page, test } of others) expect(readFileSync(pathOf(test), 'utf8')).toContain(`'${page}'`);
  });

  it('stand in blocks of kind sh, and no block is of a kind that nobody knows', () => {
    const known = ['sh', 'text', 'yaml', 'json', 'ts', 'js', 'html', 'diff', 'ini', ''];
    const wrong = PAGES.flatMap(({ file, blocks }) =>
      blocks
        .filter(
          ({ language, body }) =>
            !known.includes(language) ||
            (language === '' && body.some((line) => /^(\$ )?(reconcile|npm|npx|git) /.test(line))),
        )
        .map(({ line }) => `${file}:${line}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the commands that pages name in passing', () => {
  const root = makeProgram().command;
  const named = PAGES.filter(({ file }) => file !== 'CHANGELOG.md').flatMap(({ file, text, blocks }) => {
    const prose = [...text.replaceAll(/^( *)```[^]*?^\1```$/gm, '').matchAll(/`(reconcile [^`]+)`/g)];
    const left = blocks.filter((block) => reasonOf(block) !== undefined).flatMap(({ body }) => body);
    return [
      ...prose.map(([, command = '']) => command),
      ...left.filter((line) => /^reconcile /.test(line)),
    ].map((command) => ({ file, command }));
  });

  it('are many', () => expect(named.length).toBeGreaterThan(50));

  it.each(named)('$file: `$command` has a verb and options that exist', ({ command }) => {
    expect(unknownIn(root, command.replace(/\s#.*$/, ''))).toEqual([]);
  });
});

/** The words of a command line that its parser does not know. */
function unknownIn(root: Parser, command: string): string[] {
  const words = command.split(/[\s=|]+/).slice(1);
  let parser = root;
  for (const word of words) {
    const below = parser.commands.find((one) => one.name() === word);
    if (below === undefined) break;
    parser = below;
  }
  const known = new Set(['--help', '-h', ...parser.options.flatMap(({ short, long }) => [short, long])]);
  const options = words.filter((word) => /^--?[a-z]/.test(word)).filter((word) => !known.has(word));
  const [verb = ''] = words;
  const isVerb = parser !== root || !/^[a-z]+$/.test(verb);
  return isVerb ? options : [verb, ...options];
}

describe('the reading of pages', () => {
  it('finds blocks in lists, their titles and the comments above them', () => {
    const text =
      '1. x\n\n   <!-- not run: why -->\n   ```sh\n   a \\\n     b  # exit 2\n   ```\n\n```yaml title=r.yaml\nx: 1\n```\n';
    const [list, file] = blocksOf(text);
    expect(list).toMatchObject({ language: 'sh', note: 'not run: why', indent: '   ', line: 4 });
    expect(list && commandsOf(list)).toEqual([{ text: 'a \\\n  b  # exit 2', exit: 2 }]);
    expect(file).toMatchObject({ language: 'yaml', title: 'r.yaml', body: ['x: 1'] });
  });

  it('takes output for shown where only ids, times, ports and gaps differ', () => {
    const printed = 'run 20261124T120247Z-ayw3 at 127.0.0.1:1\nb\nc\nd 1.5 s\n';
    expect(shows(['run 20250101T000000Z-aaaa at 127.0.0.1:2', '…', 'd 2 s'], printed)).toBe(true);
    expect(shows(['run 20250101T000000Z-aaaa at …', 'b', 'c', 'd 2 s'], printed)).toBe(true);
    expect(shows(['run 20250101T000000Z-aaaa at 127.0.0.1:2', '…', 'e'], printed)).toBe(false);
    expect(shows(['…', 'c'], printed)).toBe(false);
    expect(cutAs(['x', '…', 'y'], printed)).toEqual([
      'run 20261124T120247Z-ayw3 at 127.0.0.1:1',
      '…',
      'd 1.5 s',
    ]);
  });
});
