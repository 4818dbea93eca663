import { BASE } from './style/base.ts';
import { HEAD } from './style/head.ts';
import { LINES } from './style/lines.ts';
import { PICTURES } from './style/pictures.ts';
import { PRINT } from './style/print.ts';

/** The page's style sheet. `PRINT` comes last: paper outranks the screen. */
export const STYLE = [BASE, HEAD, PICTURES, LINES, PRINT].join('');
