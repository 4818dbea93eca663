import { visible } from '../visible.ts';
import type { Cell } from './types.ts';

/** Characters that Excel lets stand in a cell. */
const LONGEST = 32_767;

/**
 * Text as `ST_Xstring` writes it (ECMA-376 part 1, 22.9.2.19), where `_x0041_` means a letter: so one that stands in
 * the text has its first `_` escaped. The replacement character is escaped since the writer drops it, and the first
 * letter of names that every JavaScript object has since the writer's table of texts takes them for known ones.
 */
function stored(text: string): string {
  const escaped = text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_').replaceAll('\uFFFD', '_xFFFD_');
  const short = escaped.length > LONGEST ? `${escaped.slice(0, LONGEST - 1)}…` : escaped;
  if (!(short in {})) return short;
  const code = short.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
  return `_x${code}_${short.slice(1)}`;
}

/** A text, made visible. `type` keeps what looks like a formula, number or date from becoming one. */
export function textCell(text: string): Cell {
  return text === ''
    ? null
    : { value: stored(visible(text)), type: String, wrap: text.length > 60, alignVertical: 'top' };
}

export function numberCell(n: number, format = '#,##0'): Cell {
  return { value: n, type: Number, format, alignVertical: 'top' };
}

/** A day or an instant in UTC; what is no date stays text. */
export function timeCell(instant: string): Cell {
  const at = new Date(instant);
  if (instant === '' || Number.isNaN(at.getTime())) return textCell(instant);
  const format = instant.length === 10 ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss';
  return { value: at, type: Date, format, alignVertical: 'top' };
}

export function titleCell(title: string): Cell {
  return { value: title, type: String, fontWeight: 'bold', backgroundColor: '#e2f0f0' };
}
