import { describe, expect, it } from 'vitest';
import type { TagState } from '../../engine/model.ts';
import type { JournalEntry, JournalRecord } from '../../engine/runs/journal.ts';
import { addUp } from '../../engine/runs/ledger.ts';
import { undoingOf } from '../../engine/runs/undoing.ts';

const resource = { type: 'ou', id: 'ou-1', name: 'A' } as const;
const tag = { key: 'k', value: 'v' };

const intent = (...keys: string[]): JournalEntry => ({
  record: 'intent',
  action: 'untag',
  resource,
  try: 1,
  tags: keys.map((key) => ({ key, value: 'v' })),
});
const answer = (result: 'done' | 'refused' | 'in-doubt'): JournalEntry => ({
  record: 'answer',
  id: 'ou-1',
  try: 1,
  result,
  'request-id': 'r-1',
});
const unsent: JournalEntry = { record: 'unsent', id: 'ou-1', try: 1 };
const settled = (state: TagState): JournalEntry => ({
  record: 'settled',
  resource,
  tags: [{ ...tag, state }],
});
const resumed: JournalEntry = { record: 'resume', tool: 't' };

/** Only kind and content of a line matter to the ledger. */
const lines = (entries: readonly JournalEntry[]): JournalRecord[] =>
  entries.map((entry, n) => ({ ...entry, n, prev: '', at: '2026-11-24T08:00:00.000Z' }));

const SEQUENCES: readonly (readonly [string, readonly JournalEntry[], string | undefined])[] = [
  ['nothing', [], undefined],
  ['a last word without an intent', [settled('gone')], undefined],
  ['an intent', [intent('k')], 'doubted'],
  ['an intent and its success', [intent('k'), answer('done')], 'done'],
  ['an intent and its refusal', [intent('k'), answer('refused')], 'refused'],
  ['an intent and half an answer', [intent('k'), answer('in-doubt')], 'doubted'],
  ['a doubt that a later read ended', [intent('k'), answer('in-doubt'), settled('removed')], 'done'],
  ['a doubt that a later read ended, of a tag to put back', [intent('k'), settled('restored')], 'done'],
  ['a refusal that took effect', [intent('k'), answer('refused'), settled('removed')], 'done'],
  ['a refusal after which it was gone', [intent('k'), answer('refused'), settled('gone')], 'doubted'],
  ['a refusal after which it was there', [intent('k'), answer('refused'), settled('failed')], 'refused'],
  ['a doubt and a stale tag', [intent('k'), answer('in-doubt'), settled('stale')], 'doubted'],
  ['a doubt and a failure', [intent('k'), answer('in-doubt'), settled('failed')], 'doubted'],
  ['an intent that an old journal has as not sent', [intent('k'), settled('not-sent')], 'doubted'],
  ['an intent that was not sent', [intent('k'), unsent, settled('not-sent')], undefined],
  ['an intent that was not sent, after which it was gone', [intent('k'), unsent, settled('gone')], undefined],
  ['an intent that was not sent, and one that was', [intent('k'), unsent, intent('k')], 'doubted'],
  [
    'a doubt, and a second intent that was not sent',
    [intent('k'), answer('in-doubt'), intent('k'), unsent],
    'doubted',
  ],
  [
    'a refusal, and a second intent that was not sent',
    [intent('k'), answer('refused'), intent('k'), unsent],
    'refused',
  ],
  ['a success, and an intent that was not sent', [intent('k'), answer('done'), intent('k'), unsent], 'done'],
  ['a success, and a call not sent that nothing announced', [intent('k'), answer('done'), unsent], 'done'],
  [
    'a doubt, and a call not sent that nothing announced',
    [intent('k'), answer('in-doubt'), unsent],
    'doubted',
  ],
  [
    'a crash after an intent, and a call not sent in the next life',
    [intent('k'), resumed, unsent],
    'doubted',
  ],
  [
    'a doubt, and a refusal of the second call',
    [intent('k'), answer('in-doubt'), intent('k'), answer('refused')],
    'doubted',
  ],
  ['a refusal, and a second call in doubt', [intent('k'), answer('refused'), intent('k')], 'doubted'],
  [
    'a refusal, and a refusal again',
    [intent('k'), answer('refused'), intent('k'), answer('refused')],
    'refused',
  ],
  ['a success after a doubt', [intent('k'), answer('in-doubt'), intent('k'), answer('done')], 'done'],
  [
    'a success, and an intent for it all the same',
    [intent('k'), answer('done'), resumed, intent('k')],
    'done',
  ],
  [
    'a success, and a refusal of an intent for it all the same',
    [intent('k'), answer('done'), resumed, intent('k'), answer('refused')],
    'done',
  ],
  ['a success, and a last word against it', [intent('k'), answer('done'), settled('failed')], 'done'],
  ['an answer to an intent for another key', [intent('k'), intent('other'), answer('done')], 'doubted'],
  ['a crash between two lives', [intent('k'), resumed, intent('k'), answer('done')], 'done'],
];

describe('the ledger of a journal', () => {
  for (const [name, entries, state] of SEQUENCES) {
    it(`takes ${name} for ${state ?? 'nothing that was about to be changed'}`, () => {
      const ledger = addUp(lines(entries));
      expect(ledger.entries.get('ou-1')?.get('k')?.state).toBe(state);
    });

    it(`has an undo of ${name} put back ${state === 'done' || state === 'doubted' ? 'the tag' : 'nothing'}`, () => {
      const { changes } = undoingOf(addUp(lines(entries)), []);
      const back = changes.flatMap((one) => one.tags.filter(({ key }) => key === 'k'));
      expect(back).toEqual(state === 'done' || state === 'doubted' ? [tag] : []);
    });
  }

  it('counts a resource about which only a last word was said as not written to', () => {
    expect(addUp(lines([settled('gone')])).entries.size).toBe(0);
    expect(addUp(lines([intent('k'), unsent, settled('gone')])).entries.size).toBe(0);
  });

  it('keeps the last word on a tag until something is about to be sent again', () => {
    const word = (...entries: JournalEntry[]) => addUp(lines(entries)).words.get('ou-1')?.get('k')?.state;
    expect(word(settled('not-sent'))).toBe('not-sent');
    expect(word(settled('not-sent'), settled('stale'))).toBe('stale');
    expect(word(settled('failed'), resumed, intent('k'))).toBeUndefined();
    expect(word(settled('failed'), resumed, intent('k'), unsent)).toBe('failed');
  });
});
