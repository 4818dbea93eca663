import { describe, expect, it } from 'vitest';
import { makeHalt } from '../../engine/apply/halt.ts';
import { ApiFailure, type FailureKind } from '../../engine/cloud/port.ts';
import type { Problem } from '../../engine/model.ts';

const describeIt = ({ kind, message }: ApiFailure): Problem => ({ code: kind, severity: 'error', message });
const never = new AbortController().signal;
const failure = (kind: FailureKind) => new ApiFailure(kind, `it was ${kind}`);
const halt = (maxFailures = Number.POSITIVE_INFINITY, interrupt = never) =>
  makeHalt(interrupt, maxFailures, describeIt);

describe('a run that may have to stop', () => {
  it('goes on at first', () => {
    const run = halt();
    expect([run.signal.aborted, run.why(), run.problems]).toEqual([false, undefined, []]);
  });

  it.each<[FailureKind, boolean]>([
    ['signature', true],
    ['token-expired', true],
    ['caller', true],
    ['throttled', false],
    ['network', false],
    ['not-found', false],
    ['refused', false],
  ])('takes one failure of kind %s for the end of it: %s', (kind, stops) => {
    const run = halt();
    run.failed(failure(kind));
    expect([run.signal.aborted, run.why()]).toEqual([stops, stops ? `it was ${kind}` : undefined]);
    expect(run.problems.map((one) => one.code)).toEqual(stops ? [kind] : []);
  });

  it('stops at the fifth denial where nothing succeeded, and not before', () => {
    const run = halt();
    for (let i = 0; i < 4; i++) run.failed(failure('denied'));
    for (let i = 0; i < 9; i++) run.failed(failure('throttled'));
    expect(run.signal.aborted).toBe(false);
    run.failed(failure('denied'));
    expect([run.signal.aborted, run.why(), run.problems.length]).toEqual([true, 'it was denied', 1]);
  });

  it('never stops for denials once something succeeded', () => {
    const run = halt();
    run.succeeded();
    for (let i = 0; i < 9; i++) run.failed(failure('denied'));
    expect(run.signal.aborted).toBe(false);
  });

  it('stops at the fifth resource in a row that the network lost, and not before', () => {
    const run = halt();
    for (let i = 0; i < 4; i++) run.lost(failure('network'));
    run.succeeded();
    for (let i = 0; i < 4; i++) run.lost(failure('network'));
    run.lost(failure('unavailable'));
    for (let i = 0; i < 4; i++) run.lost(failure('network'));
    expect(run.signal.aborted).toBe(false);
    run.lost(failure('network'));
    expect([run.signal.aborted, run.why(), run.problems.length]).toEqual([true, 'it was network', 1]);
  });

  it('stops past the failures that it may have, and says both numbers', () => {
    const run = halt(2);
    run.lost();
    run.lost();
    expect(run.signal.aborted).toBe(false);
    run.lost();
    expect(run.problems).toEqual([
      {
        code: 'too-many-failures',
        severity: 'error',
        message: 'stopped after 3 failed resources (--max-failures 2)',
      },
    ]);
    run.lost();
    run.failed(failure('signature'));
    expect([run.problems.length, run.why()]).toEqual([
      1,
      'stopped after 3 failed resources (--max-failures 2)',
    ]);
  });

  it('has no problem where the user interrupts, and says why it stopped', () => {
    const interrupt = new AbortController();
    const run = halt(0, interrupt.signal);
    interrupt.abort();
    expect([run.signal.aborted, run.why(), run.problems]).toEqual([true, 'interrupted', []]);
    run.lost();
    expect(run.why()).toBe('stopped after 1 failed resources (--max-failures 0)');
  });
});
