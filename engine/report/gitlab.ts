import { createHash } from 'node:crypto';
import type { Run, Severity } from '../model.ts';
import { leftByUndo } from './left-by-undo.ts';
import { planOf } from './rows.ts';
import { type Standing, standingOf } from './standing.ts';
import { streamJson } from './stream.ts';
import { summarize } from './summary.ts';
import { alarms } from './verdict.ts';
import { visible } from './visible.ts';
import { freezeText, gapText, objectionText } from './words.ts';

/** An entry of GitLab's Code Quality report (docs.gitlab.com/ci/testing/code_quality, "report format"). */
export interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const GRAVITY = { error: 'critical', warning: 'minor', info: 'info' } as const satisfies Record<
  Severity,
  string
>;

/**
 * Code Quality for merge requests: why the run is no success, then all that stands and no waiver excuses. Whole
 * whatever `maxRows` says: GitLab compares the report with that of the target branch, and an entry left out of one of
 * them would be a violation that came or went.
 */
export function gitlab(run: Run): Iterable<string> {
  return streamJson([...troubles(run), ...violations(run)], 1);
}

function violations(run: Run): Entry[] {
  return standingOf(run)
    .filter((one) => one.waiver === undefined)
    .map((one) => entryOf(one, rulesFile(run)));
}

/** What stands, as an entry; GitLab drops one without a path. */
export function entryOf({ message, rule, fingerprint, severity, place }: Standing, rulesFile: string): Entry {
  return {
    description: message,
    check_name: rule,
    fingerprint,
    severity: GRAVITY[severity],
    location: { path: place?.file ?? rulesFile, lines: { begin: place?.line ?? 1 } },
  };
}

function troubles(run: Run): Entry[] {
  const gaps = (planOf(run)?.gaps ?? []).map((gap) => ['not-read', 'major', gapText(gap)] as const);
  const problems = run.problems.map(({ code, severity, message }) => {
    return [code, severity === 'error' ? 'blocker' : 'minor', visible(message)] as const;
  });
  const heard = alarms(run, summarize(run)).map(({ word, sentence }) => {
    return [word.toLowerCase(), 'blocker', `${word}: ${sentence}`] as const;
  });
  const limits = run.objections.map((one) => ['limit', 'blocker', objectionText(one)] as const);
  const frozen = run.exit === 3 ? run.frozen : [];
  const freezes = frozen.map((one) => ['freeze', 'blocker', freezeText(one)] as const);
  const left = leftByUndo(run).map((text) => ['left-by-undo', 'blocker', text] as const);
  return [...heard, ...problems, ...limits, ...freezes, ...left, ...gaps].map((trouble) =>
    troubleEntry(trouble, rulesFile(run)),
  );
}

/** Trouble of a run as a whole, as an entry. */
export function troubleEntry(
  [check_name, severity, description]: readonly [string, Entry['severity'], string],
  rulesFile: string,
): Entry {
  return {
    description,
    check_name,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([check_name, description]))
      .digest('hex'),
    severity,
    location: { path: rulesFile, lines: { begin: 1 } },
  };
}

function rulesFile(run: Run): string {
  return run.plan?.sources[0]?.file ?? 'tag-rules.yaml';
}
