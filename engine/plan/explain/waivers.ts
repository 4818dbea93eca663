import type { Rule, RuleSet, Waiver, WaiverView } from '../../model.ts';
import type { RulePlaces } from '../../rules/rule-places.ts';
import { keyReason, matchReason, type Placed, type Subject } from './reasons.ts';

/** Every waiver of a rule, as it bears on a key of the resource: `keys` are what a waiver may call it by, as it is shown first. */
export function viewWaivers(
  { id }: Rule,
  keys: readonly string[],
  { waivers }: RuleSet,
  places: RulePlaces,
  subject: Subject,
): WaiverView[] {
  return waivers.flatMap((waiver, index) =>
    waiver.rule === id ? [viewWaiver(waiver, keys, subject, () => places.waiver(index))] : [],
  );
}

function viewWaiver(waiver: Waiver, keys: readonly string[], subject: Subject, placed: Placed): WaiverView {
  const { reason, 'approved-by': approver, expires, ticket } = waiver;
  const because = keyReason(waiver.key, keys, subject, placed) ?? matchReason(waiver.match, subject, placed);
  const place = placed('');
  const state =
    because?.truth === 'no'
      ? 'passed'
      : expires < subject.day
        ? 'expired'
        : because === undefined
          ? 'applies'
          : 'undecided';
  return {
    state,
    reason,
    'approved-by': approver,
    expires,
    ...(ticket !== undefined && { ticket }),
    ...(because && { because }),
    ...(place && { place }),
  };
}
