import { createHash } from 'node:crypto';

const PREFIX = { organization: 'o-', root: 'r-', ou: 'ou-', policy: 'p-', handshake: 'h-' } as const;

/**
 * An id as the service makes them, but drawn from names: 32 characters after the prefix, or 32 hexadecimal digits
 * for an account. The same parts give the same id on every machine.
 */
export function deriveId(kind: keyof typeof PREFIX | 'account', ...parts: readonly string[]): string {
  const digest = sha256(kind, ...parts);
  return kind === 'account' ? digest.toString('hex').slice(0, 32) : PREFIX[kind] + letters(digest, 32);
}

/** A key or token drawn from names: `length` characters out of A-Z and 0-9, `length` at most 32. */
export function deriveKey(length: number, ...parts: readonly string[]): string {
  return letters(sha256('key', ...parts), length).toUpperCase();
}

function sha256(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function letters(bytes: Buffer, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => (byte % 36).toString(36)).join('');
}
