import { fileURLToPath } from 'node:url';

/** The folder of the built engine that is measured: `dist`, or what RECONCILE_DIST names. */
const DIST = new URL(`../../${process.env.RECONCILE_DIST ?? 'dist'}/`, import.meta.url);

/** The built command line. */
export const CLI = fileURLToPath(new URL('cli/main.js', DIST));

/** The root of the package. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A module of the built engine, by its path below `engine/`. */
export function built(module) {
  return import(new URL(module, DIST).href);
}
