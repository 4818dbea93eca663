import type { Command } from 'commander';
import type { ExitCode } from '../model.ts';

/** One command as data: the parser, the help and the reference are made from it. */
export interface Verb {
  /** Empty for the main job, which has no verb. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly about: string;
    readonly choices?: readonly string[];
  }[];
  readonly options: readonly ((command: Command) => Command)[];
  /** At least two: `command   what it does`, with two spaces or more between; a test executes each. */
  readonly examples: readonly string[];
  /** Loads what it needs only when it is called. `program` is the whole parser. */
  run(words: readonly string[], options: object, program: Command): Promise<ExitCode>;
  /** Commands below it, such as `fleet run`; then `run` only says which there are. */
  readonly children?: readonly Verb[];
}
