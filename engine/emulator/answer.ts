/** An answer before it is put on the wire. */
export interface Answer {
  readonly status: number;
  /** JSON text; empty where the call has nothing to say. */
  readonly body: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json';

/** 200 with a body. */
export function ok(body: unknown): Answer {
  return okText(JSON.stringify(body));
}

/** 200 with a body that is JSON text already. */
export function okText(body: string): Answer {
  return { status: 200, body, contentType: JSON_TYPE };
}

/** 200 of a write: a JSON content type and no body at all, as recorded of the real service. */
export const DONE: Answer = { status: 200, body: '', contentType: JSON_TYPE };

/**
 * Codes for refusals whose real codes nobody outside knows. They are INVENTED: a client that branches on them is
 * wrong, so it must go by the status.
 */
export const INVENTED = {
  invalid: 'Organizations.9400',
  tagInvalid: 'Organizations.9401',
  tagQuota: 'Organizations.9402',
  tagAbsent: 'Organizations.9403',
  notFound: 'Organizations.9404',
  inactive: 'Organizations.9409',
} as const;

/** A call that the gateway or the service refuses; thrown by checks and handlers, answered by the server. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly encoded: string | undefined;

  constructor(status: number, code: string, message: string, encoded?: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.encoded = encoded;
  }
}

/** The gateway names the request in the body, the service does not; both name it in the header. */
export function errorAnswer(error: ApiError, requestId: string): Answer {
  const body = {
    error_msg: error.message,
    error_code: error.code,
    ...(error.code.startsWith('APIGW.') ? { request_id: requestId } : {}),
    ...(error.encoded === undefined ? {} : { encoded_authorization_message: error.encoded }),
  };
  return { status: error.status, body: `${JSON.stringify(body)}\n`, contentType: JSON_TYPE };
}

/** 400 of a parameter or body that does not keep to the reference. */
export function invalid(message: string): ApiError {
  return new ApiError(400, INVENTED.invalid, message);
}

export function notFound(what: string, id: string): ApiError {
  return new ApiError(404, INVENTED.notFound, `The ${what} '${id}' does not exist.`);
}
