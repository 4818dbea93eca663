import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../engine/problem.ts';

const FOLDER = 'examples/ci';
const PAGE = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const SCHEMA_LINE = /# yaml-language-server: \$schema=(\S+)/;

describe('the page of the example pipelines', () => {
  it('says for each rule file that is copied where its schema is then, which the package has there', () => {
    const { name, files } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      name: string;
      files: string[];
    };
    expect(files).toContain('schemas');
    const installed = `./node_modules/${name}/`;
    const shown = [...PAGE.matchAll(new RegExp(SCHEMA_LINE, 'g'))].map(([, path = '']) => path);
    const here = ['tag-rules.yaml', 'tag-rules.test.yaml'].map((file) => {
      const [, path = ''] = SCHEMA_LINE.exec(readFileSync(join(FOLDER, file), 'utf8')) ?? [];
      return basename(path);
    });
    expect(shown).toEqual(here.map((schema) => `${installed}schemas/${schema}`));
    for (const path of shown) expect(existsSync(path.replace(installed, ''))).toBe(true);
  });

  it('says of each reason to refuse an approved plan what happened, by the code that there is', () => {
    const codes = PAGE.match(/`(?:plan|base)-[a-z-]+`/g) ?? [];
    const known = [...Object.keys(PROBLEMS), 'plan-anew'].map((code) => `\`${code}\``);
    expect(codes.filter((code) => !known.includes(code))).toEqual([]);
    expect(codes).toEqual(
      expect.arrayContaining(['`plan-old`', '`plan-rules`', '`plan-applied`', '`base-without-rules`']),
    );
  });

  it('is told of by the workflows that can be refused', () => {
    for (const file of ['github/reconcile-apply.yml', 'gitlab/.gitlab-ci.yml'])
      expect(readFileSync(join(FOLDER, file), 'utf8')).toContain('examples/ci/README.md says');
  });
});
