import { readFileSync } from 'node:fs';

/** The version of this package, from its package.json. */
export function version(): string {
  return (read('../package.json') as { version: string }).version;
}

/** What this was built from. */
export interface Build {
  /** Full hash; `+` follows where files had changed since. */
  readonly commit: string;
  /** The UTC day of the commit. */
  readonly day: string;
}

/**
 * The build as the build script left it beside the compiled files; undefined where it was built outside of git, or
 * runs from its sources. No clock is asked: the same commit is the same build.
 */
function build(): Build | undefined {
  try {
    return read('./build.json') as Build;
  } catch {
    return undefined;
  }
}

/** Version, commit and day on one line: `0.1.0 (1a2b3c4d5e6f, 2026-11-24)`. */
export function fullVersion(): string {
  const built = build();
  const from = built === undefined ? 'not built from a commit' : `${shorten(built.commit)}, ${built.day}`;
  return `${version()} (${from})`;
}

function shorten(commit: string): string {
  return commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1');
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}
