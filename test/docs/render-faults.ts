import { READS, WRITES } from '../../engine/emulator/routes/names.ts';
import type { Schema as Base } from './render-rules.ts';

/** What the page uses of the schema of seeds. */
export interface Schema extends Base {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minimum?: number;
}

const ABOVE = `# Faults

What the emulator can do wrong, for rehearsals: \`reconcile emulator --faults FILE\`, and \`--emulator --faults FILE\` with every command that
reads or writes. The same keys stand under \`faults\` in a seed (\`--seed\`); \`--faults\` takes their place. This page is made from
[the schema](../schemas/seed.schema.json), which also checks the files; a test keeps them equal. [operations.md](operations.md) rehearses
most of what can go wrong.

Everything is drawn from one seed: the same run meets the same faults again. Here the third untag call has its effect, but its
answer is lost, the fifth is not allowed, and one read in ten is slow:

\`\`\`yaml title=faults.yaml
seed: 7
latency: { min: 5, max: 20 }
rules:
  - { on: UntagResource, nth: 3, fault: { kind: reset, when: after } }
  - { on: UntagResource, nth: 5, fault: { kind: deny } }
  - { on: read, probability: 0.1, fault: { kind: latency, ms: { min: 50, max: 100 } } }
\`\`\`

\`\`\`sh
reconcile --yes --emulator --faults faults.yaml --summary-only      # exit 4: partial
\`\`\`

\`\`\`text
…
Exit 4: only partly done. Next: the embedded emulator ended with this command, and with it what was removed; \`reconcile emulator\` serves one that stays.
\`\`\`
`;

/** The page of faults, made from the schema of seeds. */
export function renderFaults({ $defs = {} }: Schema): string {
  const { faults = {}, 'fault-rule': rule = {}, fault = {}, call = {} } = $defs;
  return [
    ABOVE,
    '## The file',
    '',
    `${faults.description ?? ''} All of it may be left out.`,
    '',
    ...table('key', rowsOf(faults, $defs)),
    '',
    '## A rule',
    '',
    'One fault, and when it happens. All that a rule says must hold for a request.',
    '',
    ...table('key', rowsOf(rule, $defs)),
    '',
    '## Calls',
    '',
    'What `on` can name, one or a list: calls by their names in the API Reference of Organizations, or many at once.',
    '',
    '| name | stands for |',
    '| --- | --- |',
    '| `any` | every call |',
    `| \`read\` | ${named(call, READS)} |`,
    `| \`write\` | ${named(call, WRITES)} |`,
    '',
    '## Kinds of fault',
    '',
    ...table(
      'kind',
      (fault.oneOf ?? []).map((one) => [
        code(String(one.properties?.['kind']?.const)),
        one.description ?? '',
        rowsOf(one, $defs)
          .filter(([key]) => !key.startsWith('`kind`'))
          .map(([key, value, meaning]) => `${key}: ${value}. ${meaning}`)
          .join('<br>'),
      ]),
      ['what happens', 'keys beside `kind`'],
    ),
    '',
  ].join('\n');
}

/** Calls of a list that a rule can name, in the order of the schema. */
function named({ enum: all = [] }: Schema, list: readonly string[]): string {
  return all
    .filter((one) => list.includes(one))
    .map(code)
    .join(', ');
}

type Row = readonly [key: string, value: string, meaning: string];

/** The keys of a map, those of a map within under both names. */
function rowsOf({ properties = {}, required = [] }: Schema, defs: NonNullable<Schema['$defs']>): Row[] {
  return Object.entries(properties).flatMap(([key, written]): Row[] => {
    const property = resolved(written, defs);
    const name = `${code(key)}${required.includes(key) ? ' (required)' : ''}`;
    const row: Row = [name, kindOf(written, property), property.description ?? ''];
    const below = written.$ref === undefined ? rowsOf(property, defs) : [];
    return [row, ...below.map(([inner, ...rest]): Row => [inner.replace('`', `\`${key}.`), ...rest])];
  });
}

function resolved(property: Schema, defs: NonNullable<Schema['$defs']>): Schema {
  if (property.$ref === undefined) return property;
  const found = defs[property.$ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`the schema has no ${property.$ref}`);
  return { ...found, ...property };
}

/** What a value may be, in words. */
function kindOf({ $ref }: Schema, { type, enum: names, properties, items }: Schema): string {
  if ($ref === '#/$defs/fault') return '[a kind of fault](#kinds-of-fault) with its keys';
  if ($ref === '#/$defs/range') return 'a whole number, or `{ min, max }`';
  if (names !== undefined) return names.map(code).join(', ');
  if (items?.$ref === '#/$defs/fault-rule') return 'a list of [rules](#a-rule)';
  if (items?.$ref === '#/$defs/call') return '[calls](#calls)';
  if (properties !== undefined) return 'a map';
  const words: Record<string, string> = {
    integer: 'a whole number',
    number: 'a number',
    boolean: '`true` or `false`',
    string: 'a text',
    object: 'a map from keys to values',
    array: 'a list',
  };
  return [type ?? []]
    .flat()
    .map((one) => words[one] ?? one)
    .join(', or ');
}

function table(first: string, rows: readonly Row[], more = ['value', 'meaning']): string[] {
  return [
    `| ${[first, ...more].join(' | ')} |`,
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`),
  ];
}

const code = (text: string): string => `\`${text}\``;
