import type { ResourceType, Run } from '../model.ts';
import { RESOURCE_TYPES } from '../model.ts';
import { showName, visible } from './visible.ts';
import { count } from './words.ts';

const MODES = {
  'dry-run': 'Dry run of',
  apply: 'Apply to',
} as const satisfies Record<Exclude<Run['mode'], 'undo'>, string>;

/** `Undo of RUN in organization o-… (management account acme)`. */
export function title(run: Run): string {
  if (run.mode === 'undo') return `${undoText(run)} in ${organizationText(run)}`;
  const what = isSavedPlan(run) ? 'Saved plan for' : MODES[run.mode];
  return `${what} ${organizationText(run)}`;
}

/** What an undo undoes: `Undo of RUN`, and what that means where RUN is an undo itself. */
export function undoText({ of, action, restore }: Pick<Run, 'of' | 'action' | 'restore'>): string {
  // It ended before it was known what is undone.
  if (of === undefined && restore === undefined) return 'Undo';
  const run = of === undefined ? 'a saved plan' : visible(of);
  return action === 'untag' ? `Undo of undo ${run} (removes its tags again)` : `Undo of ${run}`;
}

/** Whether this is no run but a saved plan, which does not know who made it, how long it took, nor its traffic. */
export function isSavedPlan({ tool }: Pick<Run, 'tool'>): boolean {
  return tool === '';
}

/** The run's id and the tool; or the beginning of a saved plan's digest. */
export function runText(run: Run): string {
  return isSavedPlan(run)
    ? `plan ${visible(run.id.replace(/^plan-/, ''))}`
    : `run ${visible(run.id)}, ${visible(run.tool)}`;
}

/** What tags were read from. */
type SourceKind = 'nothing' | 'service' | 'saved plan' | 'inventory file';

type Sourced = Pick<Run, 'endpoint' | 'origin' | 'tool' | 'callers'> & { readonly plan?: Run['plan'] };

/** The kind of what stands as the endpoint of a run: that of a run without a service is the name of a file. */
export function sourceKind(run: Sourced): SourceKind {
  const { endpoint, origin = run.plan?.origin, callers } = run;
  if (isSavedPlan(run)) return 'saved plan';
  if (endpoint === '') return 'nothing';
  const isAddress = /^[a-z][a-z\d+.-]+:/i.test(endpoint) || endpoint === origin;
  return isAddress || callers !== undefined ? 'service' : 'inventory file';
}

/** What tags were read from, and for a file which service its tags are of: `the saved plan plan.json, of an emulator`. */
export function sourceText(run: Sourced): string {
  const kind = sourceKind(run);
  if (kind === 'nothing') return 'no service was asked';
  const endpoint = visible(run.endpoint);
  return kind === 'service' ? endpoint : `the ${kind} ${endpoint}, of ${originText(run)}`;
}

/** The service that tags are of. */
export function originText(run: Pick<Run, 'origin'> & { readonly plan?: Run['plan'] }): string {
  return emulated(run) ? 'an emulator' : visible(run.origin ?? run.plan?.origin ?? 'an unknown service');
}

/** The rules of a run: `tag-rules.yaml and 3 files it includes`. Undefined where no plan names them. */
export function rulesText({ plan }: { readonly plan?: Run['plan'] }): string | undefined {
  const name = plan?.['rules-name'];
  if (plan === undefined || name === undefined) return undefined;
  const included = plan.sources.length - 1;
  return `${visible(name)}${included > 0 ? ` and ${count(included, 'file')} it includes` : ''}`;
}

/** Something that the command line said of a plan, beside its rules. */
export interface Given {
  readonly name: string;
  readonly said: string;
  readonly sentence: string;
}

/** What a plan was narrowed to, and the limits that were not those of its rules. */
export function givenOf({ plan }: { readonly plan?: Run['plan'] }): Given[] {
  const only = plan?.only.map(visible).join(', ') ?? '';
  const overrides = plan?.overrides.map(visible).join(', ') ?? '';
  return [
    { name: 'narrowed to', said: only, sentence: `narrowed to ${only}` },
    { name: 'limits overridden', said: overrides, sentence: `limits overridden: ${overrides}` },
  ].filter(({ said }) => said !== '');
}

/** `313 resources and 956 tags read`, and what the numbers leave out. */
export function readText(run: Run): string | undefined {
  if (run.plan === undefined) return undefined;
  const { counts, inventory, gaps } = run.plan;
  // What an inventory file lacks is needed, and told among the gaps.
  const lacking = gaps.map((gap) => (gap.kind === 'need' ? gap.what : undefined));
  const unread = RESOURCE_TYPES.filter(
    (type) => !inventory.types.includes(type) && !lacking.includes(type),
  ).map((type) => PLURALS[type]);
  const last = unread.pop();
  const types = [...(unread.length > 0 ? [unread.join(', ')] : []), ...(last === undefined ? [] : [last])];
  const without = types.length === 0 ? '' : `; no rule needs ${types.join(' or ')}`;
  return `${count(counts.resources, 'resource')} and ${count(counts.tags, 'tag')} read, _sys_* left out${without}`;
}

/** Types as people speak of many. */
export const PLURALS = {
  root: 'roots',
  ou: 'OUs',
  account: 'accounts',
  policy: 'policies',
} as const satisfies Record<ResourceType, string>;

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
