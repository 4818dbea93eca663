import { describe, expect, it } from 'vitest';
import { judge, type Reply } from '../../engine/cloud/failure.ts';
import type { ApiFailure, FailureKind } from '../../engine/cloud/port.ts';
import { problemOf } from '../../engine/cloud/problem.ts';
import { PROBLEMS } from '../../engine/problem.ts';

const NOW = Date.UTC(2026, 10, 24, 8);
const JSON_TYPE = { 'content-type': 'application/json' };
const SECRETS = ['SECRETKEY0123456789', 'TOKEN/WITH+SIGNS=', 'f00dfeed'];

function failed(reply: Partial<Reply>): ApiFailure {
  const whole: Reply = { status: 400, headers: JSON_TYPE, body: '', ...reply };
  const subject = { api: 'UntagResource', resource: 'ou-abcdefgh12345678' } as const;
  const failure = judge(whole, { subject, now: NOW, secrets: SECRETS });
  if (failure === undefined) throw new Error('It was taken for a success.');
  return failure;
}

const coded = (code: string, text = 'Words.'): string =>
  JSON.stringify({ error_code: code, error_msg: text });

describe('what a refusal means', () => {
  it.each<[number, string, FailureKind, RegExp]>([
    [401, 'Organizations.1001', 'caller', /only the management account/],
    [401, 'Organizations.1002', 'caller', /delegated administrator/],
    [409, 'Organizations.1003', 'conflict', /changing the organization/],
    [400, 'Organizations.1004', 'unavailable', /token/],
    [400, 'Organizations.1005', 'refused', /refused/],
    [400, 'Organizations.1006', 'unavailable', /role/],
    [403, 'Organizations.1007', 'denied', /IAM policy/],
    [404, 'Organizations.1010', 'refused', /header/],
    [401, 'Organizations.1015', 'no-organization', /no organization/],
    [401, 'Organizations.1099', 'caller', /does not admit/],
    [404, 'Organizations.1500', 'not-found', /does not know/],
    [409, 'Organizations.1205', 'refused', /refused/],
    [401, 'APIGW.0301', 'signature', /signature/],
    [401, 'APIG.0301', 'signature', /signature/],
    [401, 'APIGW.0303', 'signature', /authentication/],
    [401, 'APIGW.0305', 'signature', /authentication/],
    [401, 'APIGW.0307', 'token-expired', /expired/],
    [403, 'PAP5.0056', 'denied', /denied it/],
    [403, 'APIGW.0302', 'caller', /user/],
    [403, 'APIGW.0304', 'caller', /application/],
    [403, 'APIGW.0306', 'caller', /denied/],
    [403, 'APIGW.0401', 'caller', /address/],
    [403, 'APIGW.0402', 'caller', /address/],
    [403, 'APIGW.0404', 'caller', /address/],
    [429, 'APIGW.0308', 'throttled', /throttled/],
    [404, 'APIGW.0101', 'refused', /no such API/],
    [502, 'APIGW.0201', 'unavailable', /out of order/],
    [413, 'APIGW.0201', 'refused', /refused/],
    [503, 'APIGW.0613', 'unavailable', /out of order/],
  ])('HTTP %i %s is %s', (status, code, kind, words) => {
    const failure = failed({ status, body: coded(code) });
    expect(failure).toMatchObject({ kind, status, code: code.replace('APIG.', 'APIGW.') });
    expect(failure.message).toMatch(words);
    expect(failure.message).toMatch(/^UntagResource for ou-abcdefgh12345678 failed: .*"Words\."$/);
  });

  it.each<[string, Partial<Reply>, FailureKind]>([
    ['a 429 without a body', { status: 429 }, 'throttled'],
    ['a 500 without a body', { status: 500 }, 'unavailable'],
    ['a 401 without a body, which may be about the keys', { status: 401 }, 'signature'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'refused'],
    [
      'a page with a 403',
      { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>No</h1>' },
      'unavailable',
    ],
    [
      'a page with a 404: no word on the resource',
      { status: 404, headers: {}, body: ' <html></html>' },
      'unavailable',
    ],
    ['a 404 without a body: no word on the resource', { status: 404 }, 'refused'],
    [
      'a page with a 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: 'Sign in' },
      'unavailable',
    ],
    [
      'plain text with a 200',
      { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' },
      'malformed',
    ],
    ['broken JSON with a 400', { status: 400, body: '{"error_code":' }, 'refused'],
    ['a list with a 400', { status: 400, body: '[1]' }, 'refused'],
  ])('%s', (_, reply, kind) => {
    expect(failed(reply).kind).toBe(kind);
  });

  it('is a success where a write answers 200 with JSON as its type and nothing in it', () => {
    const reply = { status: 200, headers: JSON_TYPE, body: '' };
    expect(judge(reply, { subject: { api: 'TagResource' }, now: NOW, secrets: [] })).toBeUndefined();
  });

  it.each([
    ['{"error_code":"Organizations.1003","error_msg":"M"}'],
    ['{"error":{"code":"Organizations.1003","message":"M"}}'],
    ['{"error":{"error_code":"Organizations.1003","error_msg":"M"}}'],
  ])('is read from a body such as %s', (body) => {
    expect(failed({ status: 409, body })).toMatchObject({ kind: 'conflict', code: 'Organizations.1003' });
  });

  it('makes a coded problem with hint and request id', () => {
    const headers = { ...JSON_TYPE, 'x-request-id': 'abc' };
    const made = problemOf(failed({ status: 403, headers, body: coded('Organizations.1007') }));
    expect(made).toMatchObject({ code: 'permission-denied', severity: 'error', 'request-id': 'abc' });
    expect(made.hint).toContain('organizations:resources:untag');
    expect(PROBLEMS).toHaveProperty(made.code);
  });
});

describe('what to do about a refusal', () => {
  it('names the missing IAM action and the conditions that can deny one resource', () => {
    const { hint } = failed({ status: 403, body: coded('Organizations.1007') });
    expect(hint).toContain('organizations:resources:untag');
    expect(hint).toMatch(/g:TagKeys or g:ResourceTag/);
  });

  it('passes on the encoded reason of a denial', () => {
    const body = JSON.stringify({
      error_code: 'Organizations.1007',
      encoded_authorization_message: 'abc+/=',
    });
    expect(failed({ status: 403, body }).hint).toMatch(/DecodeAuthorizationMessage: abc\+\/=$/);
  });

  it.each([
    [-23, /23 minutes ahead of/],
    [40, /40 minutes behind/],
  ])('blames the clock where it is %i minutes off', (minutes, words) => {
    const headers = { ...JSON_TYPE, date: new Date(NOW + minutes * 60_000).toUTCString() };
    const { hint } = failed({ status: 401, headers, body: coded('APIGW.0301') });
    expect(hint).toMatch(words);
    expect(hint).toMatch(/Set the clock/);
  });

  it('clears the clock where it is right, and warns of the lock', () => {
    const headers = { ...JSON_TYPE, date: new Date(NOW + 2_000).toUTCString() };
    const { hint } = failed({ status: 401, headers, body: coded('APIGW.0301') });
    expect(hint).toMatch(/The clock is not it: it is 2 seconds behind/);
    expect(hint).toMatch(/locks the key for five minutes/);
  });

  it.each([
    ['7', 7_000],
    [new Date(NOW + 9_000).toUTCString(), 9_000],
    [new Date(NOW - 9_000).toUTCString(), 0],
    ['soon', undefined],
    ['-1', undefined],
  ])('waits as long as Retry-After says: %s', (value, milliseconds) => {
    const headers = { 'retry-after': value };
    const { retryAfter } = failed({ status: 429, headers });
    // An HTTP date has whole seconds.
    if (milliseconds === undefined) expect(retryAfter).toBeUndefined();
    else expect(Math.abs((retryAfter ?? Number.NaN) - milliseconds)).toBeLessThan(1_000);
  });

  it("counts a Retry-After date from the service's own clock", () => {
    const headers = {
      'retry-after': new Date(NOW + 3_605_000).toUTCString(),
      date: new Date(NOW + 3_600_000).toUTCString(),
    };
    expect(failed({ status: 429, headers }).retryAfter).toBe(5_000);
  });
});

describe('the request id', () => {
  const body = JSON.stringify({ error_code: 'APIGW.0301', request_id: 'from-body' });

  it('is that of the header, and of the body where there is none', () => {
    expect(failed({ status: 401, headers: { 'x-request-id': 'from-header' }, body }).requestId).toBe(
      'from-header',
    );
    expect(failed({ status: 401, body }).requestId).toBe('from-body');
  });

  it('is none where it is no id', () => {
    expect(failed({ status: 500, headers: { 'x-request-id': 'a b\u001b[31m' } }).requestId).toBeUndefined();
  });
});

describe('the words of a service in our message', () => {
  it('show control characters as what they are', () => {
    const { message } = failed({ body: coded('X.1', '\u001b[31mred\n::error::\u202e') });
    expect(message).toContain('"\\u{1b}[31mred\\u{a}::error::\\u{202e}"');
  });

  it('are shortened without cutting a character in two', () => {
    const { message } = failed({ body: coded('X.1', '🏷'.repeat(5_000)) });
    expect(message.length).toBeLessThan(800);
    expect(message.isWellFormed()).toBe(true);
  });

  it('hold no secret, even where the service echoes the request that was signed', () => {
    const echo = `verify aksk signature fail, canonicalRequest:POST|/v1/|x-security-token:${SECRETS[1] ?? ''}|${SECRETS[2] ?? ''}`;
    const signature = failed({ status: 401, body: coded('APIGW.0301', echo) });
    expect(signature.message).toContain('verify aksk signature fail');
    const other = failed({ body: coded('X.1', `You sent ${SECRETS.join(' ')}`) });
    for (const { message, hint } of [signature, other]) {
      for (const secret of SECRETS) expect(`${message}${hint ?? ''}`).not.toContain(secret);
    }
  });

  it('are left out where a code is no code', () => {
    expect(failed({ body: coded('<script>') }).code).toBeUndefined();
  });
});
