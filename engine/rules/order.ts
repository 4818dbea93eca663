import { compareText } from '../model/order.ts';

/**
 * The items sorted by their JSON text, each once: what makes the order in which something was written not matter.
 * Equal items must have their fields in the same order.
 */
export function canonical<T>(items: readonly T[]): T[] {
  const byJson = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byJson].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item);
}
