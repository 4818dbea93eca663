import type {
  Decision,
  Path,
  Place,
  Reason,
  ResourceRef,
  ResourceType,
  TagView,
  WaiverView,
} from '../../model.ts';
import { showKey, showName, showPath, showValue, visible } from '../visible.ts';

const DECISIONS = {
  goes: 'goes',
  stays: 'stays: only rules that are not enforced claim it',
  system: 'stays: a system tag, which the service never removes',
  protected: 'stays: protected',
  waived: 'stays: waived',
  unknown: 'stays: it cannot be decided',
  unclaimed: 'stays: no rule claims it',
} as const satisfies Record<Decision, string>;

/** What becomes of a tag, and in short why. */
export function decisionText({ decision, shield }: TagView): string {
  if (decision === 'protected' && shield?.kind === 'protect') {
    return `${DECISIONS.protected} by ${visible(shield.matcher)}`;
  }
  return `${DECISIONS[decision]}${decision === 'unclaimed' ? besides(shield) : ''}`;
}

function besides(shield: TagView['shield']): string {
  if (shield === undefined) return '';
  return shield.kind === 'system'
    ? ', and it is a system tag'
    : `, and ${visible(shield.matcher)} is protected`;
}

/** `tag-rules.yaml:12`. */
export function placeText(place: Place | undefined): string {
  return place === undefined ? '' : `${visible(place.file)}:${place.line}`;
}

/** A condition and what it met: `match type ou, and this is an account`. */
export function reasonText(reason: Reason, resource: ResourceRef): string {
  const [section = '', part = '', ...rest] = reason.condition.split('/');
  const key = rest.join('/');
  const wanted = visible(reason.wanted);
  switch (section) {
    case 'match':
    case 'exclude':
      if (part === '') return `exclude ${wanted}, and that holds`;
      return `${section} ${part === 'tags' ? `tag ${showKey(key)}:` : part} ${wanted}, and ${met(part, key, reason, resource)}`;
    case 'key':
      return `key ${wanted}, and this is ${showKey(String(reason.found ?? ''))}`;
    default:
      return claimText(part, wanted, reason);
  }
}

const KINDS = {
  root: 'a root',
  ou: 'an OU',
  account: 'an account',
  policy: 'a policy',
} as const satisfies Record<ResourceType, string>;

function met(part: string, key: string, reason: Reason, { type }: ResourceRef): string {
  const { found, truth, unread } = reason;
  switch (part) {
    case 'type':
      return `this is ${KINDS[type]}`;
    case 'path':
      return type === 'policy' ? 'a policy has no path' : whereabouts(found, unread);
    case 'tags':
      if (found === undefined) return `it has no tag ${showKey(key)}`;
      return truth === 'unknown'
        ? `its value ${showValue(String(found))} cannot be read as a date`
        : `its value is ${showValue(String(found))}`;
    default:
      return found === '' ? `it has no ${part}` : `this is ${showName(String(found))}`;
  }
}

function whereabouts(found: string | Path | undefined, unread: boolean | undefined): string {
  if (typeof found === 'object') return `it lies at ${showPath(found)}`;
  return unread === true ? 'where it lies could not be read' : 'it lies elsewhere';
}

function claimText(part: string, wanted: string, { truth, found = '' }: Reason): string {
  switch (part) {
    case 'except':
      return `except ${wanted}`;
    case 'value':
      return truth === 'unknown'
        ? `value ${wanted}, and ${showValue(String(found))} cannot be read as a date`
        : `value ${wanted}, and it is ${showValue(String(found))}`;
    default:
      return part === 'variant-of' ? `only keys that differ by case from ${wanted}` : `only keys ${wanted}`;
  }
}

/** A waiver of a rule that claims the tag. */
export function waiverText(waiver: WaiverView, resource: ResourceRef): string {
  const { state, expires, because, ticket } = waiver;
  const link = ticket === undefined ? '' : `, ${visible(ticket)}`;
  const agreed = `${visible(waiver.reason)} (approved by ${visible(waiver['approved-by'])}${link})`;
  switch (state) {
    case 'applies':
      return `waived through ${expires}: ${agreed}`;
    case 'expired':
      return `a waiver expired on ${expires} and has no effect: ${agreed}`;
    case 'undecided':
      return `a waiver cannot be decided, and so shields: ${because === undefined ? agreed : reasonText(because, resource)}`;
    case 'passed':
      return `a waiver is for something else: ${because === undefined ? agreed : reasonText(because, resource)}`;
  }
}
