import type { Query } from './query.ts';

/** The page's controls, by what they do; see `controls`. */
export interface Controls {
  /** Sets every control to what the query says. */
  show(query: Query, found: number, all: number): void;
}

/**
 * The controls above the table and its sortable headers. Runs in the browser: uses nothing from outside itself.
 *
 * @param asked - told each time a reader changes part of the query
 */
export function controls(asked: (change: Partial<Query>, clear?: boolean) => void): Controls {
  const find = <T extends Element>(selector: string) => [...document.querySelectorAll<T>(selector)];
  const search = find<HTMLInputElement>('#q');
  const selects = find<HTMLSelectElement>('.filters select');
  const kinds = find<HTMLInputElement>('.filters input[name=kind]');
  const headers = find<HTMLElement>('#lines th[data-column]');
  const chips = find<HTMLElement>('#where');
  const links = find('a[data-filter]:not(#lines a)');

  for (const box of search) box.addEventListener('input', () => asked({ q: box.value }));
  for (const select of selects) {
    select.addEventListener('change', () => asked({ [select.name]: select.value }));
  }
  for (const kind of kinds) kind.addEventListener('change', () => asked({ kind: kind.value }));
  for (const chip of chips) chip.addEventListener('click', () => asked({ where: '' }));
  for (const button of find('[data-clear]')) button.addEventListener('click', () => asked({}, true));
  for (const header of headers) {
    const column = header.dataset['column'] ?? '';
    header.querySelector('button')?.addEventListener('click', () => {
      const now = header.getAttribute('aria-sort');
      asked({ sort: now === 'ascending' ? `-${column}` : now === 'descending' ? '' : column });
    });
  }

  function show(query: Query, found: number, all: number): void {
    for (const box of search) if (box.value !== query.q) box.value = query.q;
    for (const select of selects) select.value = query[select.name as keyof Query];
    for (const kind of kinds) kind.checked = kind.value === query.kind;
    for (const header of headers) header.setAttribute('aria-sort', sortOf(header, query.sort));
    for (const chip of chips) {
      chip.hidden = query.where === '';
      const place = chip.querySelector('bdi');
      if (place !== null) place.textContent = query.where === 'none' ? 'place not read' : query.where;
    }
    for (const link of links) mark(link, query);
    const { sort: _, ...filters } = query;
    const filtered = Object.values(filters).some((value) => value !== '');
    for (const button of find<HTMLElement>('[data-clear]')) button.hidden = !filtered;
    for (const line of find<HTMLElement>('.nothing')) line.hidden = found > 0;
    const number = (n: number) => n.toLocaleString('en-US');
    const lines = all === 1 ? '1 line' : `${number(all)} lines`;
    const [status] = find('#status');
    if (status) status.textContent = filtered ? `${number(found)} of ${lines}` : lines;
  }

  function sortOf(header: HTMLElement, sort: string): string {
    const column = header.dataset['column'] ?? '';
    return sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : 'none';
  }

  /** A link of a picture that says just what the table shows stands out. */
  function mark(link: Element, query: Query): void {
    const said = new URLSearchParams((link.getAttribute('href') ?? '').slice(1));
    const same = (['rule', 'type', 'severity', 'where'] as const).every(
      (name) => (said.get(name) ?? '') === query[name],
    );
    if (same) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }

  return { show };
}
