import type { Line } from '../line.ts';

/** What the table shows, as the part of the address after `#` says it. Empty texts mean: any. */
export interface Query {
  readonly kind: string;
  readonly rule: string;
  readonly type: string;
  readonly state: string;
  readonly severity: string;
  /** A path and all below it, or `none` for lines whose place was not read. */
  readonly where: string;
  /** Words that must all stand somewhere in the line. */
  readonly q: string;
  /** A column, with `-` before it for the other way round; empty for the order of the plan. */
  readonly sort: string;
}

/** Reading, writing and carrying out queries. Runs in the browser: uses nothing from outside itself. */
export function queries() {
  const NAMES = ['kind', 'rule', 'type', 'state', 'severity', 'where', 'q', 'sort'] as const;
  const SORTS = ['state', 'resource', 'key', 'value', 'reason'];

  function read(hash: string): Query {
    const given = new URLSearchParams(hash.replace(/^#/, ''));
    const pairs = NAMES.map((name) => [name, given.get(name) ?? '']);
    const query = Object.fromEntries(pairs) as Record<(typeof NAMES)[number], string>;
    return SORTS.includes(query.sort.replace(/^-/, '')) ? query : { ...query, sort: '' };
  }

  function write(query: Query): string {
    const said = NAMES.filter((name) => query[name] !== '').map((name) => [name, query[name]]);
    return new URLSearchParams(said).toString();
  }

  function textOf({ state, type, id, name, path, key, value, rules, why, request, at, by }: Line): string {
    return [state, type, id, name, path, key, value, ...rules, why, request, at, by].join('\n').toLowerCase();
  }

  function within(path: string, where: string): boolean {
    if (where === 'none') return path === '';
    if (where === '/') return path !== '';
    return path === where || path.startsWith(`${where}/`);
  }

  function matcher(query: Query): (line: Line, text: () => string) => boolean {
    const words = query.q
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const same = (['kind', 'type', 'state', 'severity'] as const).filter((name) => query[name] !== '');
    return (line, text) =>
      same.every((name) => line[name] === query[name]) &&
      (query.rule === '' || line.rules.includes(query.rule)) &&
      (query.where === '' || within(line.path, query.where)) &&
      (words.length === 0 || words.every((word) => text().includes(word)));
  }

  function sortText(line: Line, column: string): string {
    if (column === 'resource') return `${line.path}\n${line.name}\n${line.id}`;
    if (column === 'reason') return line.rules.join('\n');
    return column === 'key' ? line.key : column === 'value' ? line.value : line.state;
  }

  /** Gives indexes of the lines to show, in the order to show them. */
  function run(query: Query, lines: readonly Line[], texts: (index: number) => string): number[] {
    const matches = matcher(query);
    const found = [...lines.keys()].filter((i) => {
      const line = lines[i];
      return line !== undefined && matches(line, () => texts(i));
    });
    if (query.sort === '') return found;
    const [column, sign] = query.sort.startsWith('-') ? [query.sort.slice(1), -1] : [query.sort, 1];
    const { compare } = new Intl.Collator('en', { numeric: true });
    const keys = new Map(found.map((i) => [i, lines[i] === undefined ? '' : sortText(lines[i], column)]));
    return found.sort((a, b) => sign * compare(keys.get(a) ?? '', keys.get(b) ?? '') || a - b);
  }

  return { read, write, textOf, run };
}
