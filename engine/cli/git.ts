import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Bytes of one answer of git at most: a list of all files of a large repository. */
const MOST_BYTES = 1 << 28;

/** Runs git in a folder, without a shell and without writing anything into the repository. Rejects where it fails. */
export async function git(words: readonly string[], cwd: string): Promise<Buffer> {
  const options = { cwd, encoding: 'buffer', maxBuffer: MOST_BYTES } as const;
  const all = ['--no-optional-locks', ...words];
  return (await promisify(execFile)('git', all, options)).stdout;
}
