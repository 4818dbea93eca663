import { stringify } from 'yaml';

/** What the page uses of a JSON Schema. */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly errorMessage?: string;
  readonly $ref?: string;
  readonly if?: Schema;
  readonly else?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What stands above the parts of a rule file. */
export const OF_RULES = `# Rules

Every property of a rule file. This page is made from [the schema](../schemas/tag-rules.schema.json), which also checks the files and
helps editors; a test keeps them equal. To learn by doing, take the [tutorial](tutorial.md); to start from rules of others, the
[library](../policies/README.md).

Put this line first, and an editor with the YAML language server completes and explains as you type:

\`\`\`yaml
# yaml-language-server: $schema=./schemas/tag-rules.schema.json
\`\`\`

The path is that of a file in the root of a clone. Beside an installed package it is
\`./node_modules/reconcile-tags/schemas/tag-rules.schema.json\`.

## How a tag is judged

1. **Claims.** A rule claims a tag if the resource fits \`match\`, does not fit \`exclude\`, and the tag fits \`remove\`.
2. **Shields.** A key that begins with \`_sys_\` is never removed, since the service refuses it. \`protect\` shields a key from every rule. A
   waiver takes away the claim of its own rule.
3. **The tag is removed exactly if a claim on it is left.** The order of rules and files never changes a result.

A condition is true, false or *unknown*: a date that cannot be read, a path of a resource whose place could not be read. The opposite of
unknown is unknown. Unknown never claims a tag; an unknown \`exclude\` or waiver shields it. The report says so.

\`require\` and rules with \`enforce: false\` make findings: they are reported, nothing is sent. Days are UTC.

## Quoting

YAML takes some texts for something else. Quote a pattern that begins with \`*\`, \`?\`, \`!\`, \`{\` or \`[\`, and an id that consists of digits.
Where a quote is missing, the error says so.
`;

/** What stands above the parts of a file of rule tests. */
export const OF_TESTS = `# Rule tests

Every property of a file of rule tests. This page is made from [the schema](../schemas/tag-rules-test.schema.json), which also checks the
files and helps editors; a test keeps them equal. The [tutorial](tutorial.md#5-a-test-of-the-rule) writes one;
[\`policies/tests\`](../policies/tests) has more.

A test is a file whose name ends in \`.test.yaml\`. With the rules

\`\`\`yaml title=temp-rules.yaml
version: 1
rules: [{ id: no-temp-keys, match: { type: ou }, remove: "temp-*" }]
\`\`\`

a whole test is

\`\`\`yaml title=temp.test.yaml
rules: temp-rules.yaml
resources:
  - { id: ou-1, type: ou, tags: { temp-x: "1", owner: pay } }
expect:
  - { resource: ou-1, remove: [temp-x], keep: [owner] }
\`\`\`

\`reconcile test\` runs every one below this folder, or those that are named, offline:

\`\`\`sh
reconcile test temp.test.yaml
\`\`\`

\`\`\`text
pass  temp.test.yaml  1 resource

Passed: 1 file, 1 resource; tested: 1 of 1 rule, 2 of 2 matchers, 0 of 0 waivers.
\`\`\`

What a test does not expect must not happen: a resource that \`expect\` does not name must lose nothing, and one that it names loses the
keys under \`remove\` and no other. A file that holds no test fails, so that a renamed folder does not look like success.
`;

/** A page of a kind of file: every part with its keys, made from its schema. */
export function renderRules(schema: Schema, above: string): string {
  const parts = [schema, ...Object.values(schema.$defs ?? {})].filter(({ title }) => title !== undefined);
  const contents = parts.map(({ title = '' }) => `- [${title}](#${anchorOf(title)})`);
  return [above, '## Parts', '', ...contents, '', ...parts.map((part) => section(part, schema))].join('\n');
}

function section(part: Schema, schema: Schema): string {
  const { title = '', description, properties = {}, required = [] } = part;
  const rows = Object.entries(properties).map(([key, property]) => row(key, property, required, schema));
  const intro = [description, formOf(part)].filter((one) => one !== undefined);
  return [
    `## ${title}`,
    '',
    ...intro.flatMap((one) => [one, '']),
    '| key | value | meaning | such as |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** What may stand in place of a map. */
function formOf({ type }: Schema): string | undefined {
  if (!Array.isArray(type)) return undefined;
  return 'A text, which stands for `equals`, or for `glob` where it has `*`, `?` or `{a,b}`; a list, any of which; or a map. All conditions of a map must hold.';
}

function row(key: string, property: Schema, required: readonly string[], schema: Schema): string {
  const { description = '', examples = [] } = property;
  const preset = property.default === undefined ? '' : ` Default: ${code(property.default)}.`;
  const such = examples.map(code).join('<br>');
  const name = `\`${key}\`${required.includes(key) ? ' (required)' : ''}`;
  return `| ${[name, kindOf(property, schema), `${description}${preset}`, such].map(cell).join(' | ')} |`;
}

/** What a value may be, in words; a part that has a section of its own is named by a link. */
function kindOf(property: Schema, schema: Schema): string {
  const target = property.$ref === undefined ? property : targetOf(property.$ref, schema);
  if (target.title !== undefined && property.$ref !== undefined)
    return `[${lower(target.title)}](#${anchorOf(target.title)})`;
  if (target.const !== undefined) return code(target.const);
  if (target.enum !== undefined) return target.enum.map(code).join(', ');
  if (target.type === 'array' && target.items?.$ref !== undefined)
    return `a list, each ${kindOf(target.items, schema)}`;
  if (target.else !== undefined) return `${kindOf(target.else, schema)}, or a list`;
  if (typeof target.additionalProperties === 'object')
    return `a map to ${kindOf(target.additionalProperties, schema)}`;
  if (target.properties !== undefined) return `a map: ${mapOf(target.properties, schema)}`;
  if (target.errorMessage !== undefined) return target.errorMessage.replace(/^must be /, '');
  if (target.type === 'boolean') return '`true` or `false`';
  return Array.isArray(target.type) ? 'a text, or a list of texts' : 'a text';
}

function mapOf(properties: Readonly<Record<string, Schema>>, schema: Schema): string {
  const kinds = new Set(Object.values(properties).map((one) => kindOf(one, schema)));
  return `${Object.keys(properties).map(code).join(', ')} to ${[...kinds].join(' or ')}`;
}

function targetOf(ref: string, { $defs = {} }: Schema): Schema {
  const found = $defs[ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`the schema has no ${ref}`);
  return found;
}

/** A value as it would stand in a rule file. */
function code(value: unknown): string {
  const text = stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
  }).trim();
  return `\`${text}\``;
}

/** A `|` would end the cell even within code. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
