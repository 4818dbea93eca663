import type { Run } from '../model.ts';
import { streamJson } from './stream.ts';

/** The whole run, as `schemas/run.schema.json` describes it. Nothing is left out, whatever the options say. */
export function json(run: Run): Iterable<string> {
  // Deep enough to open the lists of the plan (run, plan, calls).
  return streamJson(run, 3);
}
