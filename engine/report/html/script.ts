import { controls } from './page/controls.ts';
import { list } from './page/list.ts';
import { queries } from './page/query.ts';
import { rowOf } from './page/row.ts';
import { type Parts, start } from './page/start.ts';
import { unpack } from './page/unpack.ts';

const PARTS: Parts = { controls, list, queries, rowOf, unpack };

/**
 * The page's script: the text of functions that use nothing from outside themselves, put together by name. So the
 * browser runs what the compiler checked, and making a report reads no file.
 */
export const SCRIPT = `'use strict';\n(${String(start)})({${Object.entries(PARTS)
  .map(([name, part]) => `\n${name}: ${String(part)}`)
  .join(',')}});\n`;
