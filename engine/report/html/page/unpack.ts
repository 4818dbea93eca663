import type { Line } from '../line.ts';

/** What the page carries: each line as indexes into `texts`, in the order that `unpack` reads. */
export interface Packed {
  readonly texts: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** Lines again, as `pack` took them. Runs in the browser: uses nothing from outside itself. */
export function unpack({ texts, rows }: Packed): Line[] {
  return rows.map((row) => {
    const at = (column: number) => texts[row[column] ?? -1] ?? '';
    return {
      kind: at(0) as Line['kind'],
      state: at(1),
      tone: at(2) as Line['tone'],
      severity: at(3) as Line['severity'],
      type: at(4) as Line['type'],
      id: at(5),
      name: at(6),
      path: at(7),
      key: at(8),
      value: at(9),
      rules: at(10) === '' ? [] : at(10).split('\n'),
      why: at(11),
      request: at(12),
      at: at(13),
      by: at(14),
    };
  });
}
