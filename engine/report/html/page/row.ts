import type { Line } from '../line.ts';

/** Makes an element: Preact's `h` where the page is written, the document's own methods in the browser. */
export type Make<Node> = (
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
) => Node;

/**
 * One row of the table. The same function writes the first rows into the page and makes all others in the browser,
 * so the two never differ; it uses nothing from outside itself, and texts become text nodes by `make`.
 */
export function rowOf<Node>(make: Make<Node>, line: Line, index: number): Node {
  const cell = (column: string, ...children: (Node | string)[]) =>
    make('td', { class: column, role: 'cell' }, ...children);
  const strangers = (tag: string, of: string, text: string) =>
    text === '' ? [] : [make(tag, { class: of, dir: 'auto' }, text)];
  // Beside what became of a tag, the rule's severity would read as a result: named, and for what is done not coloured.
  const severity = () => {
    if (line.kind !== 'removal') return make('span', { class: `severity ${line.severity}` }, line.severity);
    const open = line.tone === 'accent' || line.tone === 'caution' || line.tone === 'bad';
    const shade = open ? line.severity : 'settled';
    return make('span', { class: `severity ${shade}` }, `rule severity: ${line.severity}`);
  };
  const state = () => [
    make('span', { class: `badge ${line.tone}` }, line.state),
    ...(line.severity === '' ? [] : [severity()]),
  ];
  // A long path breaks between its levels.
  const levels = () =>
    line.path.split(/(?<=\/)/).flatMap((level, i) => (i === 0 ? [level] : [make('wbr', {}), level]));
  const place = () =>
    line.path === '' ? [line.type] : [`${line.type} `, make('bdi', { class: 'path' }, ...levels())];
  const resource = () => [
    ...strangers('span', 'name', line.name),
    ...(line.type === '' ? [] : [make('span', { class: 'place' }, ...place())]),
    ...strangers('code', 'id', line.id),
  ];
  const filterBy = (rule: string) =>
    make(
      'a',
      { href: `#${new URLSearchParams({ rule }).toString()}`, class: 'rule', 'data-filter': '' },
      rule,
    );
  const evidence = () => {
    const time = line.at === '' ? [] : [make('time', {}, line.at), ' '];
    const request = line.request === '' ? [] : ['request ', make('code', {}, line.request)];
    const caller = line.by === '' ? [] : [' by ', make('code', {}, line.by)];
    const all = [...time, ...request, ...caller];
    return all.length === 0 ? [] : [make('p', { class: 'evidence' }, ...all)];
  };
  return make(
    'tr',
    { role: 'row', 'aria-rowindex': String(index + 2) },
    cell('state', ...state()),
    cell('resource', ...resource()),
    cell('key', ...strangers('code', 'text', line.key)),
    cell('value', ...strangers('code', line.value === '""' ? 'text empty' : 'text', line.value)),
    cell(
      'reason',
      ...line.rules.map(filterBy),
      ...(line.why === '' ? [] : [make('p', { class: 'why', dir: 'auto' }, line.why)]),
      ...evidence(),
    ),
  );
}
