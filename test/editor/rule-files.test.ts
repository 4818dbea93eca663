import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import schema from '../../schemas/tag-rules.schema.json' with { type: 'json' };
import {
  type LanguageServer,
  type OpenDocument,
  type Position,
  startLanguageServer,
} from './language-server.ts';

const ROOT = new URL('../../', import.meta.url);
/** The first line of a rule file beside package.json; an editor finds the schema by it. */
const MODELINE = '# yaml-language-server: $schema=./schemas/tag-rules.schema.json\n';

let server: LanguageServer;
beforeAll(async () => {
  server = await startLanguageServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a rule file in an editor', () => {
  it('completes the keys of a rule, each with its description', async () => {
    const { document, at } = open('version: 1\nrules:\n  - id: a\n    |\n');
    const found = await document.complete(at);
    expect(found.map((one) => one.label)).toEqual(
      expect.arrayContaining(['match', 'exclude', 'remove', 'require', 'why', 'severity', 'enforce']),
    );
    const match = found.find((one) => one.label === 'match');
    expect(match?.documentation).toBe(schema.$defs.rule.properties.match.description);
  });

  it('does not offer a key that is there already', async () => {
    const { document, at } = open('version: 1\nrules:\n  - id: a\n    |\n    remove: temp\n');
    const labels = (await document.complete(at)).map((one) => one.label);
    expect(labels).toContain('match');
    expect(labels).not.toContain('remove');
  });

  it('completes the types of resources, alone and in a list', async () => {
    for (const text of ['{ type: o| }', '\n      type: |', '\n      type:\n        - |']) {
      const { document, at } = open(`version: 1\nrules:\n  - id: a\n    match: ${text}\n`);
      const labels = (await document.complete(at)).map((one) => one.label);
      expect(labels).toEqual(expect.arrayContaining(['root', 'ou', 'account', 'policy']));
    }
  });

  it('completes the words of severity and the keys of a waiver', async () => {
    const severity = open('version: 1\nrules:\n  - id: a\n    severity: |\n');
    const words = (await severity.document.complete(severity.at)).map((one) => one.label);
    expect(words).toEqual(expect.arrayContaining(['error', 'warning', 'info']));
    const waiver = open('version: 1\nwaivers:\n  - rule: a\n    |\n');
    const keys = (await waiver.document.complete(waiver.at)).map((one) => one.label);
    expect(keys).toEqual(expect.arrayContaining(['match', 'key', 'reason', 'approved-by', 'expires']));
  });

  it('shows the description of what the pointer is on', async () => {
    const remove = open('version: 1\nrules:\n  - id: a\n    re|move: "temp-*"\n');
    expect(await remove.document.hover(remove.at)).toContain(schema.$defs.rule.properties.remove.description);
    const before = open('version: 1\nrules:\n  - id: a\n    remove: { key: x, value: { be|fore: today } }\n');
    const described = schema.$defs['value-matcher'].properties.before.description;
    expect(await before.document.hover(before.at)).toContain(described.slice(0, 40));
  });

  it('underlines a key that is none, exactly where it stands', async () => {
    const { document } = open('version: 1\nrules:\n  - id: a\n    mach: { type: ou }\n    remove: x\n');
    const found = await document.diagnostics();
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain('mach');
    expect(found[0]?.range).toEqual({ start: { line: 4, character: 4 }, end: { line: 4, character: 8 } });
  });

  it('underlines a value that is none, in the words of the schema', async () => {
    const { document } = open('version: 1\nlimits: { share: 25 }\nrules: [{ id: a, remove: x }]\n');
    const found = await document.diagnostics();
    expect(found.map((one) => one.range.start.line)).toEqual([2]);
  });

  it.each(['tag-rules.yaml', 'examples/acme/tag-rules.yaml', 'policies/temporary-keys.yaml'])(
    'finds nothing wrong with %s, which names its schema itself',
    async (file) => {
      const url = new URL(file, ROOT);
      const text = readFileSync(url, 'utf8');
      expect(text).toMatch(/^# yaml-language-server: \$schema=\S+tag-rules\.schema\.json/m);
      expect(await server.open(url.href, text).diagnostics()).toEqual([]);
    },
  );

  it('sends nothing to the network, as it would for a schema that lies there', async () => {
    await open('version: 1\nrules: [{ id: a, remove: x }]\n').document.diagnostics();
    expect(server.connections()).toBe(0);
    const text = '# yaml-language-server: $schema=https://example.com/tag-rules.schema.json\nversion: 1\n';
    server.open(new URL('elsewhere.yaml', ROOT).href, text);
    await expect.poll(() => server.connections()).toBeGreaterThan(0);
  });
});

let opened = 0;

/** Opens a rule file whose text has the pointer at `|`, if anywhere. */
function open(text: string): { readonly document: OpenDocument; readonly at: Position } {
  const whole = MODELINE + text;
  const before = whole.split('|')[0]?.split('\n') ?? [];
  const at = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const uri = new URL(`opened-${++opened}.yaml`, ROOT).href;
  return { document: server.open(uri, whole.replace('|', '')), at };
}
