import type { Clock } from '../model.ts';
import { ApiError } from './answer.ts';
import type { Caller, Keys } from './callers.ts';
import type { FaultPlan } from './faults/plan.ts';
import {
  canonicalForm,
  equalSignatures,
  expectedSignature,
  header,
  parseAuthorization,
  parseSdkDate,
  type ReceivedRequest,
} from './signature.ts';

const MAX_SKEW = 15 * 60_000;
const LOCKOUT = 5 * 60_000;
/** The sixth failure in a row locks the key. */
const FAILURES_ALLOWED = 5;

/** One set of keys and whose they are. */
export interface KeyEntry {
  readonly keys: Keys;
  readonly caller: Caller;
}

interface KeyRecord {
  failures: number;
  lockedUntil: number;
  accepted: number;
  firstAccepted: number | undefined;
}

/** Who a request comes from; throws the gateway's 401 where that is not proven. */
export type Gate = (request: ReceivedRequest) => KeyEntry;

/** What a gate depends on besides keys and clock. */
export interface GateOptions {
  /** When temporary keys are refused with `APIGW.0307`. */
  readonly expire?: FaultPlan['expire'] | undefined;
  /** Whether an `X-Domain-Id` must be the account of the keys. */
  readonly ownDomainOnly: boolean;
}

/** The gateway's authentication: scheme, lock, key, token, clock, signature, domain, in that order. */
export function createGate(
  entryOf: (accessKey: string) => KeyEntry | undefined,
  clock: Clock,
  { expire, ownDomainOnly }: GateOptions,
): Gate {
  const records = new Map<string, KeyRecord>();
  const recordOf = (accessKey: string) => {
    const known = records.get(accessKey) ?? {
      failures: 0,
      lockedUntil: 0,
      accepted: 0,
      firstAccepted: undefined,
    };
    records.set(accessKey, known);
    return known;
  };

  return (request) => {
    const claimed = parseAuthorization(header(request, 'authorization'));
    if (claimed === undefined) throw unauthorized('Unauthorized');
    const record = recordOf(claimed.accessKey);
    if (record.lockedUntil > clock.now()) throw unauthorized('AK access failed to reach the limit,forbidden');
    const entry = entryOf(claimed.accessKey);
    const failure =
      entry === undefined
        ? `Get secretKey failed,ak:${claimed.accessKey},err:ak not exist`
        : (wrongToken(request, claimed.signedHeaders, entry) ??
          wrongClock(request, clock) ??
          wrongSignature(request, claimed, entry.keys.secretKey) ??
          (ownDomainOnly ? wrongDomain(request, entry) : undefined));
    if (entry === undefined || failure !== undefined) {
      record.failures++;
      if (record.failures > FAILURES_ALLOWED) {
        record.failures = 0;
        record.lockedUntil = clock.now() + LOCKOUT;
      }
      throw unauthorized(failure ?? 'Unauthorized');
    }
    record.failures = 0;
    record.firstAccepted ??= clock.now();
    if (entry.keys.securityToken !== undefined && hasEnded(record, record.firstAccepted, clock, expire))
      throw new ApiError(401, 'APIGW.0307', 'The token must be updated');
    record.accepted++;
    return entry;
  };
}

function hasEnded(record: KeyRecord, since: number, clock: Clock, expire: FaultPlan['expire']): boolean {
  const { after = Number.POSITIVE_INFINITY, ms = Number.POSITIVE_INFINITY } = expire ?? {};
  return record.accepted >= after || clock.now() - since >= ms;
}

function unauthorized(detail: string): ApiError {
  return new ApiError(401, 'APIGW.0301', `Incorrect IAM authentication information: ${detail}`);
}

function wrongToken(
  request: ReceivedRequest,
  signedHeaders: readonly string[],
  entry: KeyEntry,
): string | undefined {
  const sent = header(request, 'x-security-token');
  const due = entry.keys.securityToken;
  if (sent !== due) return 'decrypt token fail';
  return due === undefined || signedHeaders.includes('x-security-token')
    ? undefined
    : 'verify aksk signature fail, X-Security-Token is not signed';
}

function wrongClock(request: ReceivedRequest, clock: Clock): string | undefined {
  const signed = parseSdkDate(header(request, 'x-sdk-date'));
  if (signed === undefined) return 'X-Sdk-Date is missing or malformed';
  return Math.abs(clock.now() - signed) > MAX_SKEW ? 'signature expired' : undefined;
}

function wrongDomain(request: ReceivedRequest, { keys }: KeyEntry): string | undefined {
  const sent = header(request, 'x-domain-id');
  return sent === undefined || sent === keys.domainId ? undefined : 'X-Domain-Id is not the domain of the AK';
}

function wrongSignature(
  request: ReceivedRequest,
  claimed: { readonly signedHeaders: readonly string[]; readonly signature: string },
  secretKey: string,
): string | undefined {
  if (!claimed.signedHeaders.includes('x-sdk-date'))
    return 'verify aksk signature fail, X-Sdk-Date is not signed';
  const canonical = canonicalForm(request, claimed.signedHeaders);
  if (canonical === undefined) return 'verify aksk signature fail, a signed header is missing';
  const expected = expectedSignature(canonical, header(request, 'x-sdk-date') ?? '', secretKey);
  return equalSignatures(expected, claimed.signature)
    ? undefined
    : // The real gateway shows its own canonical request, headers and all.
      `verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`;
}
