import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** One request with its answer, as it went over the wire. */
export interface WireExchange {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly body: string | undefined;
  readonly status: number;
  readonly contentType: string | null;
  readonly answer: string;
}

interface Schema {
  readonly $ref?: string;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly ({ readonly $ref?: string } & Partial<Parameter>)[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Response {
  readonly content: { readonly 'application/json': { readonly schema?: Schema } };
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const DOCUMENT = parse(
  readFileSync(new URL('../../schemas/organizations-api.openapi.yaml', import.meta.url), 'utf8'),
) as OpenApi;

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
ajv.addSchema(DOCUMENT, 'api');

/** Names of the calls that the contract describes. */
export const CONTRACT_CALLS = Object.values(DOCUMENT.paths).flatMap((item) =>
  Object.values(item).map(({ operationId }) => operationId),
);

/**
 * Where an exchange breaks the contract, one sentence each. A call that the contract does not describe breaks nothing.
 * A request is held to it only where it succeeded: tests send wrong ones to see them refused.
 */
export function breaches(exchange: WireExchange): string[] {
  const [path = '', query = ''] = exchange.target.split('?');
  const found = findOperation(exchange.method, path);
  if (found === undefined) return [];
  const { operation, params } = found;
  const requestBreaches =
    exchange.status === 200 ? checkRequest(operation, params, new URLSearchParams(query), exchange.body) : [];
  return [...requestBreaches, ...checkAnswer(operation, exchange)].map(
    (one) => `${operation.operationId}: ${one}`,
  );
}

function findOperation(method: string, path: string) {
  const parts = path.split('/');
  for (const [pattern, item] of Object.entries(DOCUMENT.paths)) {
    const steps = pattern.split('/');
    const operation = item[method.toLowerCase()];
    if (operation === undefined || steps.length !== parts.length) continue;
    if (!steps.every((step, i) => step.startsWith('{') || step === parts[i])) continue;
    const named = steps.flatMap((step, i) =>
      step.startsWith('{') ? [[step.slice(1, -1), parts[i] ?? '']] : [],
    );
    return { operation, params: new Map(named as [string, string][]) };
  }
  return undefined;
}

function checkRequest(
  operation: Operation,
  path: ReadonlyMap<string, string>,
  query: URLSearchParams,
  body: string | undefined,
): string[] {
  const parameters = (operation.parameters ?? []).map((one) => resolve(one) as Parameter);
  const known = new Set(parameters.map(({ name }) => name));
  const strangers = [...query.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `unknown parameter ${name}`);
  const wrong = parameters.flatMap((parameter) => {
    const value = parameter.in === 'path' ? path.get(parameter.name) : query.get(parameter.name);
    if (value === undefined || value === null)
      return parameter.required === true ? [`no ${parameter.name}`] : [];
    return judge(parameter.schema, value, parameter.name);
  });
  const schema = operation.requestBody?.content['application/json'].schema;
  if (schema === undefined)
    return [...strangers, ...wrong, ...(body === undefined ? [] : ['a body that is not asked for'])];
  return [...strangers, ...wrong, ...judge(schema, JSON.parse(body ?? 'null'), 'request body')];
}

function checkAnswer(operation: Operation, exchange: WireExchange): string[] {
  const entry = operation.responses[String(exchange.status)] ?? operation.responses['default'];
  if (entry === undefined) return [`status ${exchange.status} is not described`];
  const { schema } = (resolve(entry) as Response).content['application/json'];
  if (exchange.contentType !== 'application/json') return [`content type ${String(exchange.contentType)}`];
  if (schema === undefined) return exchange.answer === '' ? [] : ['a body where there should be none'];
  return judge(schema, JSON.parse(exchange.answer), `answer ${exchange.status}`);
}

/** Follows a reference within the document. */
function resolve(entry: object): unknown {
  if (!('$ref' in entry) || typeof entry.$ref !== 'string') return entry;
  const steps = entry.$ref.split('/').slice(1);
  return steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], DOCUMENT);
}

const compiled = new Map<Schema, ValidateFunction>();

function judge(schema: Schema, value: unknown, what: string): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(absolute(schema) as object);
  compiled.set(schema, validate);
  return validate(value) ? [] : [`${what}: ${ajv.errorsText(validate.errors)}`];
}

/** The same schema with references that say which document they mean. */
function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"api#')) as unknown;
}
