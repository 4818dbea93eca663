import type { ReportName, ReportOptions } from '../../report/index.ts';
import type { FleetRun } from '../result.ts';
import { html } from './html.ts';
import { csv, github, gitlab, json, junit, sarif } from './machine.ts';
import { markdown } from './markdown.ts';
import { text } from './text.ts';

/** A format: the fleet run as text, in chunks. */
export type FleetReport = (run: FleetRun, options: ReportOptions) => Iterable<string>;

/** Every format of a run, for a fleet. */
export const FLEET_REPORTS = {
  text,
  json,
  markdown,
  html,
  csv,
  sarif,
  junit,
  github,
  gitlab,
} as const satisfies Record<ReportName, FleetReport>;
