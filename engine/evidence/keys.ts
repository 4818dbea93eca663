import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { refuse } from '../problem.ts';

/** Ed25519 (RFC 8032), or ECDSA on P-256 over SHA-256 with signatures in DER, as `openssl dgst` makes them. */
export type Algorithm = 'ed25519' | 'ecdsa-p256';

/** Signs; the key itself stays in the closure, so that no print of this value can show it. */
export interface Signer {
  readonly keyid: string;
  readonly algorithm: Algorithm;
  sign(bytes: Uint8Array): Uint8Array;
  /** The public half, to know its own signatures by. */
  readonly own: PublicKey;
}

export interface PublicKey {
  /** SHA-256 (hex) of the DER SPKI. */
  readonly keyid: string;
  readonly algorithm: Algorithm;
  /** The file it came from. */
  readonly file: string;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * Reads a private key in PEM (PKCS#8 or SEC 1). Throws Refusal (`key-unfit`, `key-locked`) whose words come from
 * here alone: neither key nor passphrase can get into them.
 */
export function readSigner(pem: string, file: string, passphrase: string | undefined): Signer {
  const locked = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m.test(pem);
  if (locked && (passphrase ?? '') === '') {
    refuse('key-locked', `${file} is encrypted, and there is no passphrase for it`, {
      hint: PASSPHRASE_HINT,
    });
  }
  const key = openPrivate(pem, file, locked ? passphrase : undefined);
  const own = publicKeyOf(createPublicKey(key), file);
  const { keyid, algorithm } = own;
  const scheme = schemeOf(algorithm);
  return { keyid, algorithm, own, sign: (bytes) => sign(scheme.hash, bytes, { key, ...scheme.encoding }) };
}

const PASSPHRASE_HINT = 'set RECONCILE_KEY_PASSPHRASE for this command';

function openPrivate(pem: string, file: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase !== undefined && { passphrase }) });
  } catch {
    if (passphrase !== undefined)
      return refuse('key-locked', `the passphrase does not open ${file}`, { hint: PASSPHRASE_HINT });
    return refuse('key-unfit', `${file} holds no private key in PEM`, { hint: MAKE_HINT });
  }
}

/** How to come by a private key. */
export const MAKE_HINT = 'make one: openssl genpkey -algorithm ed25519 -out key.pem';

/** How to come by a public key. */
export const PUBLIC_HINT = 'openssl pkey -in key.pem -pubout -out key.pub.pem makes it from the private key';

/** Reads a public key in PEM (SPKI). Throws Refusal (`key-unfit`), for a private key and a certificate too. */
export function readPublicKey(pem: string, file: string): PublicKey {
  // createPublicKey would take a private key as well; one that lies about for verifying is one that leaks.
  // Not only at the beginning of a line: a byte order mark may stand before it, and OpenSSL passes over that.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    refuse('key-unfit', `${file} is a private key, and a signature is checked with the public one`, {
      hint: `openssl pkey -in ${file} -pubout gives it; keep the private key where it is`,
    });
  }
  // It would be taken as well, and one that has ended or been revoked for one that holds.
  if (/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(pem)) {
    refuse('key-unfit', `${file} is a certificate, whose dates and issuer are not checked here`, {
      hint: `openssl x509 -in ${file} -pubkey -noout gives its public key`,
    });
  }
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    return refuse('key-unfit', `${file} holds no public key in PEM`, {
      hint: PUBLIC_HINT,
    });
  }
  return publicKeyOf(key, file);
}

function publicKeyOf(key: KeyObject, file: string): PublicKey {
  const algorithm = algorithmOf(key, file);
  const { hash, encoding } = schemeOf(algorithm);
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    keyid: createHash('sha256').update(der).digest('hex'),
    algorithm,
    file,
    verify: (bytes, signature) => verify(hash, bytes, { key, ...encoding }, signature),
  };
}

function algorithmOf(key: KeyObject, file: string): Algorithm {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'ec' && curve === 'prime256v1') return 'ecdsa-p256';
  const kind = [key.asymmetricKeyType, curve].filter((one) => one !== undefined).join(' on ');
  return refuse('key-unfit', `${file} holds a key of a kind that is not used here: ${kind}`, {
    hint: MAKE_HINT,
  });
}

function schemeOf(algorithm: Algorithm) {
  // Ed25519 hashes by itself (RFC 8032), which node:crypto wants said by null.
  return algorithm === 'ed25519'
    ? { hash: null, encoding: {} }
    : { hash: 'sha256', encoding: { dsaEncoding: 'der' as const } };
}
