import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, unwritable } from './durable.ts';
import type { JournalSink } from './journal.ts';

/**
 * A journal file that is appended to and synced. `new` must not exist yet; `again` must.
 *
 * Appending rejects with Refusal (`file-unwritable`) on a full disk, and where the file was removed meanwhile:
 * a journal without a name is lost with the process.
 */
export async function fileSink(file: string, how: 'new' | 'again'): Promise<JournalSink> {
  const handle = await open(file, how === 'new' ? 'ax' : 'a', 0o600).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  syncFolder(dirname(file));
  return {
    async append(text) {
      try {
        await handle.appendFile(text, 'utf8');
        await handle.datasync();
      } catch (error) {
        throw unwritable(file, error);
      }
      if ((await handle.stat()).nlink === 0) throw unwritable(file, new Error('it was removed'));
    },
    close: () => handle.close(),
  };
}
