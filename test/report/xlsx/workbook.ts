import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';

/** A cell as a spreadsheet program would take it. */
export interface ReadCell {
  readonly type: 'text' | 'number';
  readonly value: string | number;
  /** The format code of a number. */
  readonly format?: string;
}

export interface ReadSheet {
  readonly name: string;
  readonly rows: readonly ReadonlyMap<string, ReadCell>[];
  readonly filter: string;
  /** Rows that stay in sight. */
  readonly frozen: number;
  readonly formulas: number;
}

interface Xml {
  readonly [name: string]: Xml[] | undefined;
}

type Element = Xml & { readonly ':@'?: Record<string, string>; readonly '#text'?: string };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
});

/** Reads a workbook by the standard (ECMA-376), with a parser and an unzipper of others. */
export function readWorkbook(bytes: Uint8Array): ReadSheet[] {
  const parts = unzipSync(bytes);
  const part = (name: string) => parser.parse(strFromU8(parts[name] ?? new Uint8Array())) as Element[];
  const texts = find(part('xl/sharedStrings.xml'), 'si').map((si) => unescaped(textOf(find([si], 't')[0])));
  const formats = formatsOf(part('xl/styles.xml'));
  const links = new Map(
    find(part('xl/_rels/workbook.xml.rels'), 'Relationship').map((one) => [at(one, 'Id'), at(one, 'Target')]),
  );
  return find(part('xl/workbook.xml'), 'sheet').map((sheet) => {
    const xml = part(`xl/${(links.get(at(sheet, 'r:id')) ?? '').replace(/^\/xl\//, '')}`);
    return {
      name: at(sheet, 'name'),
      rows: find(xml, 'row').map((row) => new Map(find([row], 'c').map((c) => readCell(c, texts, formats)))),
      filter: at(find(xml, 'autoFilter')[0], 'ref'),
      frozen: Number(at(find(xml, 'pane')[0], 'ySplit')),
      formulas: find(xml, 'f').length,
    };
  });
}

function readCell(c: Element, texts: readonly string[], formats: readonly string[]): [string, ReadCell] {
  const column = at(c, 'r').replace(/\d+$/, '');
  const raw = textOf(find([c], 'v')[0]);
  if (at(c, 't') === 's') return [column, { type: 'text', value: texts[Number(raw)] ?? `no text ${raw}` }];
  return [column, { type: 'number', value: Number(raw), format: formats[Number(at(c, 's'))] ?? '' }];
}

function formatsOf(styles: Element[]): string[] {
  const codes = new Map(find(styles, 'numFmt').map((one) => [at(one, 'numFmtId'), at(one, 'formatCode')]));
  const cells = find(styles, 'cellXfs')[0];
  return (cells === undefined ? [] : find([cells], 'xf')).map((xf) => codes.get(at(xf, 'numFmtId')) ?? '');
}

/** Every element of a name, at any depth. */
function find(nodes: readonly Element[], name: string): Element[] {
  return nodes.flatMap((node) =>
    Object.entries(node).flatMap(([tag, children]) => {
      if (tag === ':@' || !Array.isArray(children)) return [];
      return [...(tag === name ? [node] : []), ...find(children, name)];
    }),
  );
}

function at(node: Element | undefined, attribute: string): string {
  return node?.[':@']?.[attribute] ?? '';
}

function textOf(node: Element | undefined): string {
  const [children = []] = node === undefined ? [] : Object.values(node).filter(Array.isArray);
  return (children as Element[]).map((child) => child['#text'] ?? '').join('');
}

/** `_x0041_` stands for a character (ST_Xstring). */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
