import type { Run } from '../../model.ts';
import { exact, prose } from '../layout.ts';
import { showName, visible } from '../visible.ts';
import { count } from '../words.ts';
import type { Page } from './page.ts';

const MODES = {
  'dry-run': 'Dry run of',
  apply: 'Apply to',
  resume: 'Resume of',
  undo: 'Undo of',
} as const satisfies Record<Run['mode'], string>;

/** What ran, against what, on which day. */
export function* header(page: Page): Iterable<string> {
  const { run } = page;
  yield page.line([prose(title(run), 'strong')]);
  yield page.line([...service(run), prose(` on ${dayOf(run)}`)]);
  yield page.line([prose(`run ${visible(run.id)}, ${visible(run.tool)}${whatWasRead(run)}`, 'quiet')]);
  const { only = [], overrides = [] } = run.plan ?? {};
  if (only.length > 0) yield page.line([prose(`narrowed to ${only.map(visible).join(', ')}`, 'caution')]);
  if (overrides.length > 0) {
    yield page.line([prose(`limits overridden: ${overrides.map(visible).join(', ')}`, 'caution')]);
  }
}

/** `Undo of RUN in organization o-… (management account acme)`. */
export function title(run: Run): string {
  const of = run.of === undefined ? '' : ` ${visible(run.of)} in`;
  return `${MODES[run.mode]}${of} ${organizationText(run)}`;
}

/** The organization, as far as it came to be known. */
export function organizationText(run: Run): string {
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
export function emulated(run: Run): boolean {
  return (run.origin ?? run.plan?.origin) === 'emulator';
}

function service(run: Run) {
  const endpoint = visible(run.endpoint);
  return emulated(run)
    ? [prose('EMULATED', 'caution'), prose('  not the cloud: the embedded emulator at '), exact(endpoint)]
    : [exact(endpoint)];
}

function whatWasRead(run: Run): string {
  const counts = run.plan?.counts;
  return counts === undefined
    ? ''
    : `, ${count(counts.resources, 'resource')} and ${count(counts.tags, 'tag')} read`;
}
