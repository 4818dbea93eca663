import type { ComparisonRun } from '../../model.ts';
import { streamJson } from '../stream.ts';

/** The whole comparison, as `schemas/comparison.schema.json` describes it, whatever the options say. */
export function comparisonJson(run: ComparisonRun): Iterable<string> {
  // Deep enough to open the lists of the comparison.
  return streamJson(run, 3);
}
