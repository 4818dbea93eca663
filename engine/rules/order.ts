/** Compares by UTF-16 code units, the same in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The items sorted by their JSON text, each once: what makes the order in which something was written not matter.
 * Equal items must have their fields in the same order.
 */
export function canonical<T>(items: readonly T[]): T[] {
  const byJson = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byJson].sort(([a], [b]) => byText(a, b)).map(([, item]) => item);
}
