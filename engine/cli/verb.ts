import type { Command } from 'commander';
import type { ExitCode } from '../model.ts';

/** One command as data: the parser, the help and the reference are made from it. */
export interface Verb {
  /** Empty for the main job, which has no verb. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly ((command: Command) => Command)[];
  readonly examples: readonly string[];
  /** Loads what it needs only when it is called. */
  run(words: readonly string[], options: object): Promise<ExitCode>;
  /** Commands below it, such as `fleet run`; then `run` only says which there are. */
  readonly children?: readonly Verb[];
}
