import { refuse } from '../problem.ts';
import { misfit } from './schema.ts';

/** The media type of in-toto statements (in-toto attestation framework, envelope v1). */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

export interface Signature {
  /** A hint at the key: SHA-256 (hex) of its DER SPKI in ours, anything or nothing in others'. */
  readonly keyid: string;
  readonly sig: Uint8Array;
}

/** A DSSE envelope, its base64 undone. */
export interface Envelope {
  readonly payload: Uint8Array;
  readonly signatures: readonly Signature[];
}

/**
 * What a signature is made over: the pre-authentication encoding of DSSE (secure-systems-lab/dsse, protocol.md).
 * Type and length stand inside it, so bytes signed for one purpose can never pass for another.
 */
export function preAuthEncoding(payload: Uint8Array): Uint8Array {
  const type = Buffer.from(PAYLOAD_TYPE, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

/** Reads an envelope. Throws Refusal (`envelope-broken`). */
export function readEnvelope(text: string, file: string): Envelope {
  const value = parse(text);
  const why = value === undefined ? 'it is not JSON' : misfit('envelope', value);
  if (why !== undefined) return broken(file, why);
  const { payload, payloadType, signatures } = value as Written;
  if (payloadType !== PAYLOAD_TYPE)
    return broken(file, `its payload is of another type than ${PAYLOAD_TYPE}`);
  return {
    payload: bytesOf(payload) ?? broken(file, 'its payload is not base64'),
    signatures: signatures.map(({ keyid = '', sig }, i) => {
      return { keyid, sig: bytesOf(sig) ?? broken(file, `signature ${i + 1} is not base64`) };
    }),
  };
}

interface Written {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid?: string; readonly sig: string }[];
}

/** The envelope as a file's text. */
export function envelopeText({ payload, signatures }: Envelope): string {
  const written: Written = {
    payload: base64(payload),
    payloadType: PAYLOAD_TYPE,
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: base64(sig) })),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/**
 * Both alphabets are allowed (DSSE, envelope.md). Only the one form that these bytes have is: a decoder that
 * passes over stray characters and bits would call an altered file whole.
 */
function bytesOf(text: string): Uint8Array | undefined {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Buffer.from(standard, 'base64');
  return bytes.toString('base64') === standard ? bytes : undefined;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function broken(file: string, why: string): never {
  const place = { file, line: 1, column: 1 };
  return refuse('envelope-broken', `${file} is no envelope of signatures: ${why}`, { place });
}
