import { visible } from '../../report/visible.ts';
import { xml } from '../../report/xml.ts';

/** An element of XML: its name, attributes in order, and what is in it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

/** An element in short. */
export function element(
  name: string,
  attributes: Element['attributes'],
  ...children: Element['children']
): Element {
  return { name, attributes, children };
}

/** A document with one element per line. Elements that hold text are written without spaces of our own. */
export function* xmlDocument(root: Element): Iterable<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield* lines(root, '');
}

function* lines({ name, attributes, children }: Element, indent: string): Iterable<string> {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const open = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) {
    yield `${open}/>\n`;
  } else if (children.every((child) => typeof child === 'string')) {
    yield `${open}>${children.map(escaped).join('')}</${name}>\n`;
  } else {
    yield `${open}>\n`;
    for (const child of children)
      yield* typeof child === 'string' ? [escaped(child)] : lines(child, `${indent}  `);
    yield `${indent}</${name}>\n`;
  }
}

/** Text for an element or attribute. What XML cannot hold at all, and line breaks, are made visible. */
const escaped = (text: string): string => xml(visible(text));
