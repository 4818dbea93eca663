import type { Report } from './collect.ts';
import type { Step } from './places.ts';

/** Paths of a file below which its shape is wrong. */
export interface Damage {
  /** Whether the node or anything below it is wrong, or it is not there because something above is. */
  touches(path: readonly Step[]): boolean;
  /** Whether the node or anything below it is wrong, whatever is wrong above. */
  within(path: readonly Step[]): boolean;
}

/** Steps to a condition of a scope: what lies deeper is wrong together with it. */
const MOST_STEPS = 4;

/** Notes where problems are reported, on the way to `report`. */
export function watchDamage(report: Report): { readonly report: Report; readonly damage: Damage } {
  const touched = new Set<string>();
  const within = (path: readonly Step[]) =>
    touched.has(nameOf(path, true)) || touched.has(nameOf(path, false));
  return {
    report(spot, code, message, remark) {
      for (let depth = 0; depth <= Math.min(MOST_STEPS, spot.path.length); depth++) {
        touched.add(nameOf(spot.path.slice(0, depth), depth === spot.path.length));
      }
      report(spot, code, message, remark);
    },
    damage: {
      touches: (path) => path.some((_, i) => touched.has(nameOf(path.slice(0, i), true))) || within(path),
      within,
    },
  };
}

function nameOf(path: readonly Step[], itself: boolean): string {
  return JSON.stringify([path.map(String), itself]);
}
