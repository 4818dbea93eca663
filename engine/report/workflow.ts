import type { Place } from '../model.ts';
import { visible } from './visible.ts';

/** The levels of annotation that GitHub knows. */
export type Level = 'error' | 'warning' | 'notice';

/**
 * One workflow command of GitHub Actions: `::error file=a.yaml,line=3::message`. Escapes as the runner's own toolkit
 * does (actions/toolkit, `core/src/command.ts`): `%`, CR and LF everywhere, `:` and `,` in properties too.
 */
export function commandLine(
  command: Level | 'group' | 'endgroup',
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const pairs = Object.entries(properties)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${command}${pairs.length === 0 ? '' : ` ${pairs.join(',')}`}::${escapeData(message)}\n`;
}

/** Where an annotation stands, as properties of its command; none for no place. */
export function placeProperties(place: Place | undefined): Readonly<Record<string, string | number>> {
  return place === undefined ? {} : { file: visible(place.file), line: place.line, col: place.column };
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
