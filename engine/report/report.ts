import type { Run } from '../model.ts';

/** How a report is to look. Every field comes from the caller: a report reads no environment. */
export interface ReportOptions {
  /** Whether ANSI colours may be used. */
  readonly color: boolean;
  /** Columns of the page; 0 for no bound. */
  readonly width: number;
  /** Counts, trouble and the verdict only. */
  readonly summaryOnly?: boolean;
  /** How removals are put together. Default: `resource`. */
  readonly groupBy?: GroupBy;
  /** At most so many entries of each list; what is left out is counted. Default: all. */
  readonly maxRows?: number;
  /** At most so many bytes of UTF-8, for platforms that refuse or cut a longer text. */
  readonly limitBytes?: number;
  /** Where the complete report is: a file or an address, shown wherever something was left out. */
  readonly fullReport?: string;
  /** How the run was asked for, on which hangs what to do next. Default: by a command that can be given again. */
  readonly asked?: Asked;
}

/** What a command line said of a run that is not in the run itself, and what to do next hangs on. */
export interface Asked {
  /** The command that carries the plan out, where a file holds it. */
  readonly apply?: string;
  /** That file, where this command saved it. */
  readonly saved?: string;
  /** Whether tags came from a snapshot, so that nothing can be sent. */
  readonly offline?: boolean;
  /** The command to give, where the one that ran stands in a script. */
  readonly instead?: string;
  /** Options by which a later command finds the service and the folder of this run, such as `--state-dir runs`. */
  readonly same?: string;
  /** The fleet that the run was done for. */
  readonly fleet?: {
    /** The fleet file, as it was given. */
    readonly file: string;
    /** The command that reconciles the fleet once more. */
    readonly again: string;
  };
  /** Whether the service ended with the command, as the embedded emulator does: no later command finds it as it was. */
  readonly ended?: boolean;
}

/** What removals can be put together by. */
export const GROUPINGS = ['rule', 'resource', 'type', 'path'] as const;

/** One of them. */
export type GroupBy = (typeof GROUPINGS)[number];

/**
 * A format: the run as text, in chunks, so that no report needs one giant string. Ends with a newline. The same
 * run and options give the same bytes.
 */
export type Report = (run: Run, options: ReportOptions) => Iterable<string>;

/** A format that is no text: all of its bytes. It goes to a file, never to a terminal. */
export type FileReport = (run: Run, options?: Pick<ReportOptions, 'asked'>) => Promise<Uint8Array>;
