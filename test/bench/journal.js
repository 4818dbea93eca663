import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from './built.js';
import { heading, line, time } from './measure.js';

const INTENTS = 2_000;

/** Durable intents of one worker after the other against many at once: what group commit is for. */
export async function benchJournal() {
  const { openJournal } = await built('runs/journal.js');
  const { fileSink } = await built('runs/sink.js');
  heading(`Journal (${INTENTS} intents on a real file, each waited for)`);
  const times = [];
  for (const workers of [1, 4, 16]) {
    const folder = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
    let syncs = 0;
    const file = await fileSink(join(folder, 'journal.jsonl'), 'new');
    const append = (text) => {
      syncs += 1;
      return file.append(text);
    };
    const journal = openJournal({ ...file, append }, () => '2026-11-24T08:00:00.000Z');
    const work = async () => {
      for (let i = 0; i < INTENTS / workers; i++) await journal.append(intent(i));
    };
    const ms = await time(() => Promise.all(Array.from({ length: workers }, work)));
    await journal.close();
    rmSync(folder, { recursive: true });
    times.push(ms);
    line(`${workers} at once: ${ms.toFixed(0)} ms, ${syncs} syncs; speed-up`, (times[0] / ms).toFixed(2));
  }
}

function intent(i) {
  const resource = { type: 'ou', id: `ou-${i}`, name: 'bench' };
  return { record: 'intent', action: 'untag', resource, try: 1, tags: [{ key: 'temp-a', value: 'x' }] };
}
