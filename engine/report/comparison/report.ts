import type { ComparisonRun } from '../../model.ts';
import type { ReportOptions } from '../report.ts';

/** A format of comparisons; as `Report` is for runs. */
export type ComparisonReport = (run: ComparisonRun, options: ReportOptions) => Iterable<string>;
