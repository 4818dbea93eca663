import { refuse } from '../problem.ts';

/** Options that say where tags are read from. */
export interface SourceOptions {
  readonly inventory?: string;
  readonly emulator?: boolean;
  readonly seed?: string;
  readonly faults?: string;
  readonly endpoint?: string;
}

/** Refuses options that name two places to read from. */
export function refuseTwoSources({ inventory, emulator, seed, faults, endpoint }: SourceOptions): void {
  if (inventory !== undefined && (emulator === true || endpoint !== undefined)) {
    refuse(
      'options-conflict',
      '--inventory reads a file and --emulator or --endpoint a service: give one of them',
    );
  }
  if (emulator === true && endpoint !== undefined) {
    refuse('options-conflict', '--emulator starts a service of its own; --endpoint names another');
  }
  if (faults !== undefined && emulator !== true) {
    refuse('options-conflict', '--faults says what the emulator does wrong, so it goes with --emulator');
  }
  if (seed !== undefined && emulator !== true) {
    refuse('options-conflict', '--seed says what the emulator holds, so it goes with --emulator');
  }
}
