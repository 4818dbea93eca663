import { type Answer, ApiError, errorAnswer } from '../answer.ts';
import { denied } from '../service.ts';
import { throttled } from './limit.ts';
import type { Fault, When } from './plan.ts';

/** What a fault answers in place of the service, or undefined for a fault that answers nothing by itself. */
export function faultAnswer(fault: Fault, action: string, requestId: string): Answer | undefined {
  switch (fault.kind) {
    case 'throttle':
      return withRetryAfter(errorAnswer(throttled(200), requestId), fault['retry-after']);
    case 'conflict':
      return errorAnswer(
        new ApiError(409, 'Organizations.1003', 'Concurrent modification. Try again later.'),
        requestId,
      );
    case 'status': {
      const {
        status,
        code = 'APIGW.0201',
        message = 'The backend did not answer as it should.',
        encoded,
      } = fault;
      return errorAnswer(new ApiError(status, code, message, encoded), requestId);
    }
    case 'deny':
      return errorAnswer(denied(action, fault.encoded), requestId);
    case 'html':
      return page(fault.status ?? 502, requestId);
    default:
      return undefined;
  }
}

/** Whether a fault strikes before or after the effect of its request. */
export function strikes(fault: Fault): When {
  switch (fault.kind) {
    case 'throttle':
    case 'conflict':
    case 'deny':
    case 'latency':
      return 'before';
    case 'half-body':
    case 'slow-body':
    case 'content-type':
    case 'body':
      return 'after';
    default:
      return fault.when ?? 'before';
  }
}

export function withRetryAfter(answer: Answer, seconds: number | undefined): Answer {
  if (seconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'Retry-After': String(seconds) } };
}

/** A page of the web application firewall that stands before the service; it does not name the emulator. */
function page(status: number, requestId: string): Answer {
  const body = [
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Request blocked</title></head>',
    `<body><h1>${status}</h1><p>The request could not be served. Event ID: ${requestId}</p></body></html>`,
  ].join('\n');
  return { status, body, contentType: 'text/html; charset=utf-8', headers: { Server: 'CloudWAF' } };
}
