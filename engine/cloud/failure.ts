import { nameCall, type Subject } from './apis.ts';
import { CODES, type Meaning, needsAction } from './codes.ts';
import { ApiFailure, type FailureKind } from './port.ts';
import { quote } from './quote.ts';
import { withhold } from './withhold.ts';

/** An answer as it came: header names in lower case, the body in full. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What it takes to judge an answer: the call, the time it came (milliseconds), and texts that no message may show. */
export interface Circumstances {
  readonly subject: Subject;
  readonly now: number;
  readonly secrets: readonly string[];
}

/** Past this difference of clocks the gateway refuses every signature (API Request Signing Guide). */
const LARGEST_SKEW = 15 * 60_000;

/** The failure that an answer is; undefined for a success of the service's own. */
export function judge(reply: Reply, circumstances: Circumstances): ApiFailure | undefined {
  if (reply.status < 200 || reply.status > 299) return failureOf(reply, circumstances);
  if (isPage(reply))
    return notOurs('unavailable', 'a gateway answered in place of the service', reply, circumstances);
  const type = header(reply, 'content-type');
  if (type === undefined || reply.body === '' || /\bjson\b/i.test(type)) return undefined;
  return notOurs('malformed', `the answer is not JSON but ${quote(type, 60)}`, reply, circumstances);
}

function notOurs(kind: FailureKind, said: string, reply: Reply, { subject }: Circumstances): ApiFailure {
  return new ApiFailure(kind, `${nameCall(subject)} failed: ${said} (HTTP ${reply.status}).`, {
    status: reply.status,
    requestId: requestId(reply),
    hint: CHECK_WAY,
  });
}

/** By the code, and by the status where the code says nothing. */
function failureOf(reply: Reply, circumstances: Circumstances): ApiFailure {
  const body = errorBody(reply.body);
  const meaning = CODES.get(body.code ?? '') ?? byStatus(reply, body);
  const { subject, secrets } = circumstances;
  const words = saidByService(body.text, meaning.kind, secrets);
  const code = body.code === undefined ? '' : `, ${body.code}`;
  return new ApiFailure(
    meaning.kind,
    `${nameCall(subject)} failed: ${meaning.said} (HTTP ${reply.status}${code}).${words}`,
    {
      status: reply.status,
      code: body.code,
      requestId: requestId(reply),
      hint: hint(meaning, reply, body, circumstances),
      retryAfter: retryAfter(reply, circumstances.now),
    },
  );
}

/** The service's id of a request: from the header, else from the body of an error. */
export function requestId(reply: Reply): string | undefined {
  return (
    header(reply, 'x-request-id', ID) ?? (reply.status < 400 ? undefined : errorBody(reply.body).requestId)
  );
}

/** How far the service's clock is ahead of ours, milliseconds; undefined without a `Date` header. */
export function clockSkew(reply: Reply, now: number): number | undefined {
  const date = Date.parse(header(reply, 'date') ?? '');
  return Number.isNaN(date) ? undefined : date - now;
}

/** Whether somebody else than the service wrote the answer: a page for people where JSON belongs. */
function isPage(reply: Reply): boolean {
  return /\bhtml\b/i.test(header(reply, 'content-type') ?? '') || reply.body.trimStart().startsWith('<');
}

/** One header's value, the first where it was sent more than once. */
export function header(reply: Reply, name: string, form?: RegExp): string | undefined {
  const all = reply.headers[name];
  const value = Array.isArray(all) ? all[0] : all;
  return value === undefined || form?.test(value) === false ? undefined : value;
}

/** The `Date` header has whole seconds, and an answer takes time: nothing is to be read from less than this. */
const SMALLEST_SKEW = 2_000;

/** How a person reads a difference of clocks: `23 minutes behind the service's`. */
export function showSkew(skew: number): string {
  if (Math.abs(skew) < SMALLEST_SKEW) return "the same as the service's";
  const seconds = Math.round(Math.abs(skew) / 1000);
  const size = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `${size} ${skew > 0 ? 'behind' : 'ahead of'} the service's`;
}

/** Whether a difference of clocks alone makes the gateway refuse signatures. */
export function isTooSkewed(skew: number): boolean {
  return Math.abs(skew) > LARGEST_SKEW;
}

interface ErrorBody {
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  readonly requestId?: string | undefined;
  /** What the service encoded about a denial, for `DecodeAuthorizationMessage`. */
  readonly encoded?: string | undefined;
  /** Whether the body was JSON at all. */
  readonly json: boolean;
}

const ID = /^[\w.:-]{1,128}$/;
const ENCODED = /^[\w+/=.-]{1,16384}$/;

/** `{error_code,error_msg}`, `{error:{code,message}}` or `{error:{error_code,error_msg}}`. */
function errorBody(body: string): ErrorBody {
  const outer = parseRecord(body);
  if (outer === undefined) return { json: false };
  const inner = isRecord(outer['error']) ? outer['error'] : outer;
  const pick = (from: Record<string, unknown>, ...names: string[]): string | undefined =>
    names.map((name) => from[name]).find((value) => typeof value === 'string');
  const valid = (value: string | undefined, form: RegExp): string | undefined =>
    value !== undefined && form.test(value) ? value : undefined;
  return {
    json: true,
    // The gateway's codes begin with APIGW. in one edition of its documents and with APIG. in another.
    code: valid(pick(inner, 'code', 'error_code'), ID)?.replace(/^APIG\./, 'APIGW.'),
    text: pick(inner, 'message', 'error_msg'),
    requestId: valid(pick(outer, 'request_id') ?? pick(inner, 'request_id'), ID),
    encoded: valid(
      pick(outer, 'encoded_authorization_message') ?? pick(inner, 'encoded_authorization_message'),
      ENCODED,
    ),
  };
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an answer means whose code says nothing, or that has none. */
function byStatus(reply: Reply, body: ErrorBody): Meaning {
  const { status } = reply;
  const as = (kind: FailureKind, said: string, advice?: string): Meaning =>
    advice === undefined ? { kind, said } : { kind, said, hint: () => advice };
  if (status === 429)
    return as('throttled', 'the service throttled the request', 'Run again later, or with a lower --rate.');
  if (status >= 500) return as('unavailable', 'the service is out of order', 'Run again later.');
  if (status === 408)
    return as('unavailable', 'the service waited too long for the request', 'Run again later.');
  if (status === 401) return unauthorized(body);
  if (status < 400)
    return as('refused', 'the answer leads elsewhere, and redirects are not followed', CHECK_WAY);
  if (isPage(reply)) return as('unavailable', 'a gateway answered in place of the service', CHECK_WAY);
  // Only the service itself knows which resources there are; a gateway's 404 is about the address.
  if (status === 404 && body.json && body.code?.startsWith('APIGW.') !== true) {
    return as(
      'not-found',
      'the service does not know it',
      'It was deleted or has left the organization; read again.',
    );
  }
  // A code that is not known, with the status of a denial.
  if (status === 403) return { kind: 'denied', said: 'the service denied it', hint: needsAction };
  return as('refused', 'the service refused the request');
}

const CHECK_WAY =
  'Check --endpoint and the proxy variables: something in between answers in place of the service.';

/** A 401 of the service is about who calls; any other may be about the keys, and more of those lock them. */
function unauthorized(body: ErrorBody): Meaning {
  if (body.code?.startsWith('Organizations.') === true) {
    return { kind: 'caller', said: 'the service does not admit the caller' };
  }
  return { ...CODES.get('APIGW.0301'), kind: 'signature', said: 'the credentials were not accepted' };
}

/** The service's own words. A refused signature may echo the request that was signed: only its beginning is shown. */
function saidByService(text: string | undefined, kind: FailureKind, secrets: readonly string[]): string {
  if (text === undefined || text.trim() === '') return '';
  const beginning =
    kind === 'signature' || kind === 'token-expired' ? (text.split(/[|\r\n]/)[0] ?? '') : text;
  return ` It says: "${quote(withhold(beginning, secrets))}"`;
}

function hint(
  meaning: Meaning,
  reply: Reply,
  body: ErrorBody,
  { subject, now }: Circumstances,
): string | undefined {
  if (meaning.kind === 'signature') return signatureHint(meaning, subject, clockSkew(reply, now));
  const advice = meaning.hint?.(subject.api);
  if (body.encoded === undefined) return advice;
  const decode = `Decode the reason with STS DecodeAuthorizationMessage: ${body.encoded}`;
  return advice === undefined ? decode : `${advice} ${decode}`;
}

function signatureHint(meaning: Meaning, { api }: Subject, skew: number | undefined): string {
  if (skew !== undefined && isTooSkewed(skew)) {
    return `The clock of this machine is ${showSkew(skew)}; past 15 minutes no signature is accepted. Set the clock, then run again.`;
  }
  const clock =
    skew === undefined ? 'Check the clock of this machine.' : `The clock is not it: it is ${showSkew(skew)}.`;
  return `${meaning.hint?.(api) ?? ''} ${clock} Nothing more was sent: the sixth refusal in a row locks the key for five minutes.`;
}

/** `Retry-After` as seconds or as a date, in milliseconds from now. */
function retryAfter(reply: Reply, now: number): number | undefined {
  const value = header(reply, 'retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!value.endsWith(' GMT')) return undefined;
  // The date is the service's, so it counts from the service's clock.
  const until = Date.parse(value) - (now + (clockSkew(reply, now) ?? 0));
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
