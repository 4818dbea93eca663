import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkflow, readYaml } from './actions.ts';

const WORKFLOWS = ['.github/workflows/ci.yml', '.github/workflows/release.yml'];
const FORMS = ['.github/ISSUE_TEMPLATE/bug.yml', '.github/ISSUE_TEMPLATE/feature.yml'];

// The parser imports JSON in a way that Node 20 refuses without an attribute.
const HOOK = `export const load = (url, context, next) =>
  next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);`;
register(`data:text/javascript,${encodeURIComponent(HOOK)}`);

describe('the workflows of this repository', () => {
  it('are all looked at here', () => {
    expect(readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`)).toEqual(WORKFLOWS);
  });

  it.each(WORKFLOWS)('%s is what GitHub’s own parser takes', async (file) => {
    const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
    const parse = (content: string) => parseWorkflow({ name: file, content }, new NoOperationTraceWriter());
    const content = readFileSync(file, 'utf8');
    expect(parse(content).context.errors.getErrors()).toEqual([]);
    expect(parse(content.replace(/^jobs:/m, 'jbos:')).context.errors.getErrors()).not.toEqual([]);
  });

  it.each(WORKFLOWS)(
    '%s pins what others wrote, pastes nothing into scripts, and may only read by default',
    (file) => {
      const uses = readFileSync(file, 'utf8').match(/uses: .*/g) ?? [];
      for (const one of uses) expect(one).toMatch(/^uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const { permissions, jobs } = readWorkflow(file);
      expect(permissions).toEqual({ contents: 'read' });
      for (const { steps } of Object.values(jobs))
        for (const { run } of steps) expect(run ?? '').not.toContain('${{');
    },
  );

  it('run the same checks as a machine at home, before anything is published', () => {
    for (const file of WORKFLOWS) {
      const { check, publish, audit } = readWorkflow(file).jobs;
      expect(check?.steps.at(-1)?.run).toBe('.ci/run');
      const steps = [...(publish?.steps ?? []), ...(audit?.steps ?? [])];
      expect(steps.map(({ run }) => run)).toContain('npm audit --audit-level=high');
      if (publish !== undefined) expect(publish).toMatchObject({ needs: 'check', environment: 'npm' });
    }
  });

  it('publish with provenance, and hold no token', () => {
    const text = readFileSync('.github/workflows/release.yml', 'utf8');
    expect(text).toMatch(/npm publish .* --provenance/);
    expect(text).toContain('id-token: write');
    expect(text).not.toContain('secrets.');
  });
});

describe('the list of what is in the package', () => {
  it('names every package that is installed with it, and no other', () => {
    const said = execFileSync(process.execPath, ['.ci/sbom.js', 'cyclonedx'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { components, metadata } = JSON.parse(said) as {
      components: { name: string; version: string }[];
      metadata: { component: { name: string } };
    };
    expect(metadata.component.name).toBe('reconcile-tags');
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { version: string; dev?: true; peer?: true; devOptional?: true }>;
    };
    const installed = Object.entries(packages).filter(
      ([path, { dev, peer, devOptional }]) => path !== '' && !dev && !peer && !devOptional,
    );
    const called = ([path, { version }]: (typeof installed)[number]) =>
      `${path.split('node_modules/').at(-1) ?? ''}@${version}`;
    expect(installed.length).toBeGreaterThan(50);
    expect(components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(
      installed.map(called).sort(),
    );
  });
});

describe('the notes of a release', () => {
  const script = resolve('.ci/release-notes.js');

  function notes(changelog: string, tag: string): { code: number | null; said: string } {
    const cwd = mkdtempSync(join(tmpdir(), 'reconcile-notes-'));
    writeFileSync(join(cwd, 'package.json'), '{"version":"1.2.3"}');
    writeFileSync(join(cwd, 'CHANGELOG.md'), changelog);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, tag], { cwd, encoding: 'utf8' });
    rmSync(cwd, { recursive: true });
    return { code: status, said: stdout + stderr };
  }

  const TOLD =
    '# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-12-01\n\n### Fixed\n\n- One.\n\n## 1.2.2 - 2026-11-01\n\n- Two.\n';

  it('are what the changelog tells of the version', () => {
    expect(notes(TOLD, 'v1.2.3')).toEqual({ code: 0, said: '### Fixed\n\n- One.\n' });
  });

  it('are refused where tag, version and changelog disagree', () => {
    expect(notes(TOLD, 'v1.2.4').code).toBe(1);
    expect(notes(TOLD, 'v1.2.4').said).toContain('v1.2.4 is not v1.2.3');
    expect(notes('## Unreleased\n\n- One.\n', 'v1.2.3').said).toMatch(/no section[^]*still has entries/);
  });
});

describe('the forms for issues', () => {
  interface Form {
    readonly name: string;
    readonly description: string;
    readonly body: readonly { readonly type: string; readonly id?: string; readonly attributes: object }[];
  }

  it.each(FORMS)('%s asks with the fields that GitHub has, each under a name of its own', (file) => {
    const { name, description, body } = readYaml(file) as Form;
    expect([name, description]).toEqual([expect.any(String), expect.any(String)]);
    const fields = body.filter(({ type }) => type !== 'markdown');
    expect(fields.length).toBeGreaterThan(2);
    for (const { type, id, attributes } of fields) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[a-z-]+$/);
      expect(attributes).toHaveProperty('label', expect.any(String));
      if (type === 'dropdown')
        expect(attributes).toHaveProperty('options', expect.arrayContaining([expect.any(String)]));
    }
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
  });
});
