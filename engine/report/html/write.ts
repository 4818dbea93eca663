import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Line } from './line.ts';
import { packedJson } from './pack.ts';
import { DATA_HERE } from './page.tsx';

/** A page as text, with the lines of its table as data where it has one. */
export function* writePage<Props>(page: VNode<Props>, lines: readonly Line[]): Iterable<string> {
  const [before = '', after] = renderToString(page).split(DATA_HERE);
  yield `<!doctype html>\n${before}`;
  if (after !== undefined) {
    yield* packedJson(lines);
    yield after;
  }
  yield '\n';
}
