import { nearest, refuse } from '../problem.ts';
import type { Fleet, FleetOrganization, Label } from './fleet.ts';

/** The label that every organization has: its name. */
const NAME = 'name';

/**
 * The fleet narrowed to what is selected: an organization must have, of every label that is named, one of the
 * values that are. Nothing selected means all.
 *
 * @throws Refusal (`fleet-selects-nothing`)
 */
export function selectOrganizations(fleet: Fleet, selected: readonly Label[]): Fleet {
  const organizations = fleet.organizations.filter((one) => isSelected(one, selected));
  if (organizations.length === 0) refuseNothing(fleet, selected);
  return { ...fleet, organizations };
}

function isSelected(one: FleetOrganization, selected: readonly Label[]): boolean {
  return selected.every(({ label }) =>
    selected.some((other) => other.label === label && valueOf(one, label) === other.value),
  );
}

function valueOf({ name, labels }: FleetOrganization, label: string): string | undefined {
  return label === NAME ? name : labels.find((one) => one.label === label)?.value;
}

function refuseNothing(fleet: Fleet, selected: readonly Label[]): never {
  const known = fleet.organizations.flatMap((one) => [
    `${NAME}=${one.name}`,
    ...one.labels.map(({ label, value }) => `${label}=${value}`),
  ]);
  const asked = selected.map(({ label, value }) => `${label}=${value}`);
  const missed = asked.find((one) => !known.includes(one)) ?? asked.join(' and ');
  const near = nearest(missed, known);
  const labels = [...new Set(known.filter((one) => !one.startsWith(`${NAME}=`)))].sort();
  const offer = labels.length === 0 ? 'the fleet has no labels' : `there are: ${labels.join(', ')}`;
  return refuse('fleet-selects-nothing', `no organization of ${fleet.file} has ${asked.join(' and ')}`, {
    hint: near === undefined || near === missed ? offer : `did you mean ${near}?`,
  });
}
