import type { Run } from '../model.ts';
import { showName, visible } from './visible.ts';

const MODES = {
  'dry-run': 'Dry run of',
  apply: 'Apply to',
  undo: 'Undo of',
} as const satisfies Record<Run['mode'], string>;

/** `Undo of RUN in organization o-… (management account acme)`. */
export function title(run: Run): string {
  const of = run.of === undefined ? '' : ` ${visible(run.of)} in`;
  return `${MODES[run.mode]}${of} ${organizationText(run)}`;
}

/** The run's id, and the tool where it is known: a saved plan does not say. */
export function runText(run: Run): string {
  return `run ${visible(run.id)}${run.tool === '' ? '' : `, ${visible(run.tool)}`}`;
}

/** The organization, as far as it came to be known. */
export function organizationText(run: Pick<Run, 'organization'> & { readonly plan?: Run['plan'] }): string {
  const organization = run.organization ?? run.plan?.organization;
  if (organization === undefined) return 'an organization not yet known';
  const { id, name } = organization['management-account'];
  return `organization ${visible(organization.id)} (management account ${name === '' ? visible(id) : showName(name)})`;
}

/** The UTC day the run judged by, or began on where there was no plan. */
export function dayOf(run: Run): string {
  return run.plan?.day ?? run.started.slice(0, 10);
}

/** Whether an emulator answered in place of the cloud. */
export function emulated(run: Pick<Run, 'origin'> & { readonly plan?: Run['plan'] }): boolean {
  return (run.origin ?? run.plan?.origin) === 'emulator';
}
