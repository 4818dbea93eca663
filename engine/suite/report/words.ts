import type { Place } from '../../model.ts';
import { showKey, showValue, visible } from '../../report/visible.ts';
import type { ExpectedFinding, Failure, RuleAt, Stay } from '../result.ts';

/** A failure as a line of a diff: `-` was wanted and did not happen, `+` happened and was not wanted. */
export interface DiffLine {
  readonly sign: '-' | '+';
  readonly what: string;
  readonly why: string;
}

export function diffLine(failure: Failure): DiffLine {
  const key = showKey(failure.key);
  switch (failure.kind) {
    case 'not-removed':
      return { sign: '-', what: `remove ${key}`, why: stayText(failure.why) };
    case 'removed':
      return {
        sign: '+',
        what: `remove ${key} = ${showValue(failure.value)}`,
        why: `by ${rulesText(failure.because)}`,
      };
    case 'not-there':
      return { sign: '-', what: `keep ${key}`, why: absent(failure.near) };
    case 'because':
      return {
        sign: '-',
        what: `remove ${key} because of ${failure.wanted.map(visible).join(', ')}`,
        why: `it goes because of ${rulesText(failure.because)}`,
      };
    case 'not-found':
      return { sign: '-', what: `find ${key} ${FOUND[failure.finding]}`, why: 'no rule says so' };
    case 'found':
      return {
        sign: '+',
        what: `find ${key} ${FOUND[failure.finding]}`,
        why: `by ${rulesText(failure.because)}`,
      };
  }
}

/** A failure as one sentence. */
export function failureSentence(failure: Failure): string {
  const { sign, what, why } = diffLine(failure);
  return `${sign === '-' ? 'wanted' : 'not wanted'}: ${what} (${why})`;
}

const FOUND = {
  missing: 'missing',
  unenforced: 'unenforced',
  'date-unreadable': 'unreadable as a date',
} as const satisfies Record<ExpectedFinding, string>;

function stayText(why: Stay): string {
  switch (why.kind) {
    case 'not-there':
      return absent(why.near);
    case 'unclaimed':
      return 'it stays: no rule claims it';
    case 'unenforced':
      return `it stays: not enforced yet is ${rulesText(why.because)}`;
    case 'shielded':
      return `it stays although claimed by ${rulesText(why.because)}: ${why.shields.map(shieldWords).join('; ')}`;
  }
}

function shieldWords(shield: Extract<Stay, { kind: 'shielded' }>['shields'][number]): string {
  switch (shield.kind) {
    case 'system':
      return 'a system tag, which the service never removes';
    case 'protect':
      return `protected by ${visible(shield.matcher)}`;
    case 'unknown':
      return `undecided for ${visible(shield.rule)}, ${visible(shield.why)}`;
    case 'waiver':
      return shield.terms === undefined
        ? `waived for ${visible(shield.rule)}`
        : `waived until ${shield.terms.expires}, ${visible(shield.terms.reason)}`;
  }
}

function absent(near: string | undefined): string {
  const hint = near === undefined ? '' : `; did you mean ${showKey(near)}?`;
  return `the resource of this test has no such tag${hint}`;
}

function rulesText(rules: readonly RuleAt[]): string {
  return rules
    .map(({ rule, place }) => visible(rule) + (place === undefined ? '' : ` (${placeText(place)})`))
    .join(', ');
}

/** `policies/ownership.yaml:9:5`. */
export function placeText({ file, line, column }: Place): string {
  return `${visible(file)}:${line}:${column}`;
}
