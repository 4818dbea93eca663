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
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${command}${pairs.length === 0 ? '' : ` ${pairs.join(',')}`}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
