import type { Instant, Tag } from '../model.ts';
import type { ApiName } from './routes/names.ts';

/** One request as it came and what became of it; a record is there from arrival, and filled in at the answer. */
export interface RequestRecord {
  /** From 1, in the order of arrival. */
  readonly n: number;
  readonly at: Instant;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed where it was JSON, else the text; undefined where there was none. */
  readonly body: unknown;
  /** Undefined where no call is published at the path. */
  readonly api: ApiName | undefined;
  readonly write: boolean;
  readonly accessKey: string | undefined;
  readonly requestId: string;
  /** Requests under way when it came, itself included. */
  readonly inFlight: number;
  /** Undefined until answered, and for ever where the connection was cut before an answer. */
  readonly status: number | undefined;
  /** Whether it changed any tag. */
  readonly effect: boolean;
}

/** One change of tags, whoever made it. */
export interface EditRecord {
  /** Number of the request that made it; undefined for somebody else. */
  readonly request: number | undefined;
  readonly resource: string;
  readonly before: readonly Tag[];
  readonly after: readonly Tag[];
}

/** A record while its request is under way. */
export type OpenRecord = { -readonly [Field in keyof RequestRecord]: RequestRecord[Field] };

/** Names and values of a query; a map without a prototype, since names are chosen by the sender. */
export function queryRecord(query: ReadonlyMap<string, string>): Record<string, string> {
  const record = Object.create(null) as Record<string, string>;
  for (const [name, value] of query) record[name] = value;
  return record;
}

export function loggedBody(body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
