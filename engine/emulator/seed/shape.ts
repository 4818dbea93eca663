import type { Problem } from '../../model.ts';
import { nearest, problem, Refusal } from '../../problem.ts';
import { checkForPeople, type ErrorObject, type ValidateFunction } from '../../schema.ts';
import type { FaultPlan } from '../faults/plan.ts';
import type { SeedDocument } from './document.ts';
import type { WrittenSeed } from './written.ts';

/** What a document is to be: a whole seed, or a fault plan by itself. */
interface Shapes {
  readonly seed: WrittenSeed;
  readonly faults: FaultPlan;
}

const made = new Map<keyof Shapes, ValidateFunction>();

/** Made at first use: most runs have no seed to check. */
function validator(shape: keyof Shapes): ValidateFunction {
  const part = shape === 'seed' ? '' : '#/$defs/faults';
  const validate = made.get(shape) ?? checkForPeople('seed.schema.json', part).validate;
  made.set(shape, validate);
  return validate;
}

/** Checks a document against its schema and gives it as written. Throws `Refusal` with every problem and its place. */
export function checkShape<S extends keyof Shapes>(shape: S, document: SeedDocument): Shapes[S] {
  const validate = validator(shape);
  if (validate(document.value)) return document.value as Shapes[S];
  // A failed branch brings an error of the keyword that holds it; the branch's own says what is wrong.
  const errors = (validate.errors ?? []).filter(
    ({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames',
  );
  throw new Refusal(errors.map((error) => describe(error, document)));
}

function describe(error: ErrorObject, document: SeedDocument): Problem {
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const params = error.params as Readonly<Record<string, string>>;
  const unknown = params['additionalProperty'];
  if (unknown !== undefined) {
    const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
    return problem('seed-unknown-field', `\`${unknown}\` is not a field of ${called(steps)}.`, {
      ...document.locate([...steps, unknown], 'key'),
      hint: didYouMean(unknown, known) ?? `Fields here: ${known.join(', ')}.`,
    });
  }
  const inKey = error.propertyName;
  const pointer = inKey === undefined ? steps : [...steps, inKey];
  const hint = adviceFor(error, pointer, document);
  return problem('seed-shape', sentence(error, pointer), {
    ...document.locate(pointer, inKey === undefined ? 'value' : 'key'),
    ...(hint === undefined ? {} : { hint }),
  });
}

function called(steps: readonly string[]): string {
  return steps.length === 0 ? 'the seed' : `\`${steps.join('.')}\``;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
};

function sentence(error: ErrorObject, pointer: readonly string[]): string {
  const what = called(pointer);
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required':
      return `${what} lacks the field \`${String(params['missingProperty'])}\`.`;
    case 'type':
      return `${what} must be ${typeNames(params['type'])}.`;
    case 'enum':
    case 'const':
      return `${what} must be one of: ${choices(error).join(', ')}.`;
    case 'discriminator':
      return `${what} names no fault that is known.`;
    case 'pattern':
      return `${what} must look like ${String(params['pattern'])}.`;
    default:
      return `${what} ${error.message ?? 'is not as it must be'}.`;
  }
}

function typeNames(types: unknown): string {
  const names = [types].flat().map((type) => TYPE_NAMES[String(type)]);
  return names.filter((name) => name !== undefined).join(' or ');
}

function choices(error: ErrorObject): string[] {
  const params = error.params as { allowedValues?: unknown[]; allowedValue?: unknown };
  return (params.allowedValues ?? [params.allowedValue]).map(String);
}

function adviceFor(
  error: ErrorObject,
  pointer: readonly string[],
  document: SeedDocument,
): string | undefined {
  const types = [(error.params as { type?: unknown }).type].flat();
  if (error.keyword === 'type' && types.includes('string')) {
    const written = document.written(pointer);
    return written === undefined ? undefined : `Put it in quotes: ${JSON.stringify(written)}.`;
  }
  if (error.keyword === 'enum') return didYouMean(String(error.data), choices(error));
  return undefined;
}

function didYouMean(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
}
