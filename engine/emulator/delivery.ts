import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers';
import type { Clock } from '../model.ts';
import type { Answer } from './answer.ts';
import type { Fault } from './faults/plan.ts';

/** Headers that every recorded answer of the real service has. */
const USUAL = {
  Server: 'reconcile-emulator',
  'Strict-Transport-Security': 'max-age=31536000; includeSubdomains;',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Download-Options': 'noopen',
  'X-XSS-Protection': '1; mode=block;',
} as const;

/** How an answer goes over the wire. */
export interface Delivery {
  readonly requestId: string;
  /** Faults that spoil the answer; others have no part in it. */
  readonly faults: readonly Fault[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Sends an answer, spoilt as the faults ask. Resolves when it was handed to the connection. */
export async function deliver(response: ServerResponse, answer: Answer, delivery: Delivery): Promise<void> {
  const { body, contentType } = spoil(answer, delivery.faults);
  const bytes = Buffer.from(body);
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...USUAL,
    Date: new Date(delivery.clock.now()).toUTCString(),
    'X-Request-Id': delivery.requestId,
    'Set-Cookie': [
      `HWWAFSESID=${delivery.requestId.slice(0, 18)}; path=/`,
      `HWWAFSESTIME=${delivery.clock.now()}; path=/`,
    ],
    'Content-Type': contentType,
    // An answer without content comes in chunks, of which there are none.
    ...(bytes.length === 0 ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': bytes.length }),
    ...answer.headers,
  });
  if (delivery.faults.some(({ kind }) => kind === 'half-body')) await sendHalf(response, bytes);
  else await sendPieces(response, bytes, delivery);
}

function spoil(answer: Answer, faults: readonly Fault[]): Answer {
  return faults.reduce((spoilt, fault) => {
    if (fault.kind === 'content-type') return { ...spoilt, contentType: fault.value };
    return fault.kind === 'body' ? { ...spoilt, body: fault.text } : spoilt;
  }, answer);
}

/** The head and half of the body, then nothing more. */
async function sendHalf(response: ServerResponse, bytes: Buffer): Promise<void> {
  response.flushHeaders();
  await new Promise<void>((resolve) => {
    const cut = () => {
      response.destroy();
      resolve();
    };
    if (bytes.length > 1) response.write(bytes.subarray(0, bytes.length / 2), cut);
    else setTimeout(cut, 1);
  });
}

async function sendPieces(response: ServerResponse, bytes: Buffer, delivery: Delivery): Promise<void> {
  const slow = delivery.faults.find((fault) => fault.kind === 'slow-body');
  const count = slow === undefined ? 1 : (slow.pieces ?? 10);
  const size = Math.max(1, Math.ceil(bytes.length / count));
  if (slow !== undefined) response.flushHeaders();
  for (let piece = 0; piece < count - 1; piece++) {
    response.write(bytes.subarray(piece * size, (piece + 1) * size));
    await delivery.clock.sleep((slow?.ms ?? 0) / count, delivery.signal);
  }
  response.end(bytes.subarray((count - 1) * size));
}
