/** Shows a long list in a table; see `list`. */
export interface List {
  /** Shows so many rows anew. With `whole`, all of them are in the document at once. */
  show(count: number, whole: boolean): void;
}

/**
 * A table whose rows exist only near the window: each block of rows is a `tbody`, filled as it comes close and
 * replaced by one empty row of its height as it goes away. Short lists are simply there, so that the browser's own
 * search finds everything. Runs in the browser: uses nothing from outside itself.
 *
 * @param rowAt - makes the row at a position of the list
 */
export function list(table: HTMLTableElement, rowAt: (position: number) => Element): List {
  const BLOCK = 40;
  const SHORT = 400;
  const NEAR = '1200px 0px';
  const blocks = new Map<Element, { readonly from: number; readonly to: number; filled: boolean }>();
  let rowHeight = 60;

  const observer = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) (isIntersecting ? fill : empty)(target);
    },
    { rootMargin: NEAR },
  );

  function fill(body: Element): void {
    const block = blocks.get(body);
    if (block === undefined || block.filled) return;
    block.filled = true;
    body.replaceChildren(...Array.from({ length: block.to - block.from }, (_, i) => rowAt(block.from + i)));
  }

  function empty(body: Element): void {
    const block = blocks.get(body);
    if (block?.filled !== true || body.contains(document.activeElement)) return;
    const { height } = body.getBoundingClientRect();
    rowHeight = height / (block.to - block.from);
    block.filled = false;
    body.replaceChildren(space(height));
  }

  function space(height: number): Element {
    const row = document.createElement('tr');
    row.setAttribute('aria-hidden', 'true');
    const cell = row.appendChild(document.createElement('td'));
    cell.colSpan = 5;
    cell.className = 'space';
    cell.style.height = `${height}px`;
    return row;
  }

  function show(count: number, whole: boolean): void {
    observer.disconnect();
    for (const body of [...table.tBodies]) body.remove();
    blocks.clear();
    const everything = whole || count <= SHORT;
    for (let from = 0; from < count; from += BLOCK) {
      const body = table.appendChild(document.createElement('tbody'));
      body.setAttribute('role', 'rowgroup');
      const to = Math.min(count, from + BLOCK);
      blocks.set(body, { from, to, filled: false });
      if (everything || from === 0) fill(body);
      else body.replaceChildren(space(rowHeight * (to - from)));
      if (!everything) observer.observe(body);
    }
  }

  return { show };
}
