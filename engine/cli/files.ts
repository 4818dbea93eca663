import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { refuse } from '../problem.ts';
import { RULES_FILE } from '../rules/disk.ts';

/** A file of the demonstration that comes with the package. */
export function demoFile(name: 'organization.yaml' | 'tag-rules.yaml'): string {
  return fileURLToPath(new URL(`../../examples/acme/${name}`, import.meta.url));
}

/** Whose rules a file holds, where its name would not tell: that of the demonstration depends on the installation. */
export function nameOfRules(file: string): string | undefined {
  return file === demoFile(RULES_FILE) ? "the demo's rules" : undefined;
}

/** The rule file of a run: the named one, the one of this folder, or for the emulator the demonstration's. */
export function rulesFile(options: { readonly rules?: string; readonly emulator?: boolean }): string {
  if (options.rules !== undefined) return options.rules;
  return options.emulator === true && !existsSync(RULES_FILE) ? demoFile(RULES_FILE) : RULES_FILE;
}

/** What stands at a path that a user named; undefined also where no path can be, as through a file or a ring of links. */
export function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Reads a text file that a user named. Throws Refusal (`file-unreadable`).
 *
 * @param hint what to do where there is no such file
 */
export function readText(file: string, hint?: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse('file-unreadable', `cannot read ${file} (${reason})`, {
      ...(hint !== undefined && reason === 'ENOENT' && { hint }),
    });
  }
}
