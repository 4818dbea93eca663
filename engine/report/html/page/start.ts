import type { controls } from './controls.ts';
import type { list } from './list.ts';
import type { queries } from './query.ts';
import type { Make, rowOf } from './row.ts';
import type { Packed, unpack } from './unpack.ts';

/** The parts that `start` puts together, each a function that stands alone. */
export interface Parts {
  readonly controls: typeof controls;
  readonly list: typeof list;
  readonly queries: typeof queries;
  readonly rowOf: typeof rowOf;
  readonly unpack: typeof unpack;
}

/** Brings the page to life. Runs in the browser: uses nothing from outside itself but its parts. */
export function start(parts: Parts): void {
  const root = document.documentElement;
  root.dataset['live'] = '';
  theme();
  for (const button of document.querySelectorAll('#print')) button.addEventListener('click', () => print());
  const table = document.querySelector<HTMLTableElement>('#lines');
  if (table !== null) browse(table);

  /** The button offers the theme that is not shown. */
  function theme(): void {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const button = document.querySelector('#theme');
    const shown = () => root.dataset['theme'] ?? (dark.matches ? 'dark' : 'light');
    const offer = () => {
      if (button !== null) button.textContent = shown() === 'dark' ? 'Light' : 'Dark';
    };
    button?.addEventListener('click', () => {
      root.dataset['theme'] = shown() === 'dark' ? 'light' : 'dark';
      offer();
    });
    dark.addEventListener('change', offer);
    offer();
  }

  function browse(table: HTMLTableElement): void {
    const data = JSON.parse(document.querySelector('#data')?.textContent ?? '') as Packed;
    const lines = parts.unpack(data);
    const { read, write, textOf, run } = parts.queries();
    const texts = new Map<number, string>();
    const textAt = (index: number) => {
      const line = lines[index];
      const text = texts.get(index) ?? (line === undefined ? '' : textOf(line));
      texts.set(index, text);
      return text;
    };
    let query = read(location.hash);
    let order: readonly number[] = [];
    const printed = matchMedia('print');

    const shown = parts.list(table, (position) => {
      const line = lines[order[position] ?? -1];
      return line === undefined ? document.createElement('tr') : parts.rowOf(make, line, position);
    });
    const above = parts.controls((change, clear) => {
      query = clear === true ? read('') : { ...query, ...change };
      history.replaceState(null, '', `#${write(query)}`);
      show();
      // Deep in a long list, what is found now would lie out of sight.
      if (table.getBoundingClientRect().top < 0) document.querySelector('#results')?.scrollIntoView();
    });

    function show(): void {
      order = run(query, lines, textAt);
      table.setAttribute('aria-rowcount', String(order.length + 1));
      shown.show(order.length, printed.matches);
      above.show(query, order.length, lines.length);
    }

    /** An address without `=` is a place on the page, not a query. */
    function follow(): void {
      if (location.hash.length > 1 && !location.hash.includes('=')) return;
      query = read(location.hash);
      show();
    }

    let clicked = false;
    document.addEventListener('click', ({ target }) => {
      const link = target instanceof Element ? target.closest('a[data-filter]') : null;
      clicked = link !== null;
      // The same link again changes no address, and takes the reader to the table all the same.
      if (link?.getAttribute('href') === location.hash) arrive();
    });
    addEventListener('hashchange', () => {
      follow();
      if (clicked) arrive();
    });

    /** After a click in a picture the reader is at the table, with the keyboard too. */
    function arrive(): void {
      const heading = document.querySelector<HTMLElement>('#results');
      heading?.focus({ preventScroll: true });
      heading?.scrollIntoView();
    }

    // The column titles stick below the filters, however many lines those take.
    const filters = document.querySelector<HTMLElement>('.filters');
    if (filters !== null) {
      new ResizeObserver(() => table.style.setProperty('--bar', `${filters.offsetHeight}px`)).observe(
        filters,
      );
    }

    printed.addEventListener('change', () => shown.show(order.length, printed.matches));
    addEventListener('beforeprint', () => shown.show(order.length, true));
    addEventListener('afterprint', () => shown.show(order.length, false));
    show();
  }

  /** Texts by strangers only ever become text nodes and attributes that cannot run. */
  function make(...[tag, attributes, ...children]: Parameters<Make<Element>>): Element {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }
}
