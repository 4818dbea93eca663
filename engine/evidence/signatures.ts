import type { Problem } from '../model.ts';
import { canonicalText } from '../plan/digest.ts';
import { problem } from '../problem.ts';
import { type Envelope, preAuthEncoding, type Signature } from './envelope.ts';
import type { PublicKey } from './keys.ts';
import { at } from './place.ts';
import { type Files, type Statement, subjectsOf } from './statement.ts';

/**
 * One signature of an envelope. `good`: made by a given key; `wrong`: it names a given key, which did not make it;
 * `other`: by none of the given keys, so nothing can be told of it.
 */
export interface SignatureCheck {
  readonly keyid: string;
  readonly state: 'good' | 'wrong' | 'other';
  /** The file of the key that made it. */
  readonly key?: string;
}

/** What is asked of an envelope. */
export interface Demand {
  readonly keys: readonly PublicKey[];
  /** How many distinct keys must have signed; all of them where nothing is said. */
  readonly threshold?: number | undefined;
}

/** The keys of a demand, each once. */
export function distinctKeys(keys: readonly PublicKey[]): readonly PublicKey[] {
  return [...new Map(keys.map((key) => [key.keyid, key])).values()];
}

/**
 * Checks the signatures of an envelope by the keys of a demand. A key counts once, however often it signed; the
 * key id is a hint, as DSSE asks: where it names none of the keys, each of them is tried.
 */
export function checkSignatures(
  envelope: Envelope | undefined,
  file: string,
  demand: Demand,
): { by: readonly SignatureCheck[]; problems: readonly Problem[] } {
  const keys = distinctKeys(demand.keys);
  const bytes = envelope && preAuthEncoding(envelope.payload);
  const by = bytes ? envelope.signatures.map((one) => check(one, bytes, keys)) : [];
  const place = at(file);
  const wrong = by.filter((one) => one.state === 'wrong');
  const problems = wrong.map(({ keyid, key }) =>
    problem('evidence-signature', `${file}: the signature of key ${keyid} (${key ?? ''}) does not fit`, {
      place,
    }),
  );
  return {
    by,
    problems: [...problems, ...missing(by, keys, file, demand.threshold, envelope === undefined)],
  };
}

function check({ keyid, sig }: Signature, bytes: Uint8Array, keys: readonly PublicKey[]): SignatureCheck {
  const named = keys.find((key) => key.keyid === keyid);
  const maker = (named === undefined ? keys : [named]).find((key) => key.verify(bytes, sig));
  if (named !== undefined) return { keyid, state: maker ? 'good' : 'wrong', key: named.file };
  if (maker === undefined) return { keyid, state: 'other' };
  // An id as long as ours that is not this key's was changed; one of another length is another tool's.
  if (keyid.length === maker.keyid.length) return { keyid, state: 'wrong', key: maker.file };
  return { keyid: maker.keyid, state: 'good', key: maker.file };
}

function missing(
  by: readonly SignatureCheck[],
  keys: readonly PublicKey[],
  file: string,
  threshold: number | undefined,
  absent: boolean,
): Problem[] {
  const wanted = threshold ?? keys.length;
  const signed = new Set(by.filter((one) => one.state === 'good').map((one) => one.keyid));
  if (signed.size >= wanted) return [];
  const without = keys.filter((key) => !signed.has(key.keyid)).map((key) => `${key.file} (key ${key.keyid})`);
  const what = absent
    ? `there is no ${file}, so nobody has signed`
    : `${signed.size} of ${wanted} required keys have signed ${file}`;
  return [
    problem('evidence-unsigned', `${what}; without a signature: ${without.join(', ')}`, { place: at(file) }),
  ];
}

/**
 * Holds what an envelope says against the files that are here, and, where it could be made, against the statement
 * that these files make now. `where` gives the path of a file by its name.
 */
export function checkStatement(
  { payload }: Envelope,
  file: string,
  files: Files,
  expected: Statement | undefined,
  where: (name: string) => string,
): Problem[] {
  const said = parse(payload);
  if (said === undefined)
    return [problem('envelope-broken', `${file}: its payload is no in-toto statement`, { place: at(file) })];
  const problems = subjectProblems(said, file, files, where);
  if (problems.length > 0 || expected === undefined || canonicalText(said) === canonicalText(expected))
    return problems;
  const fields = Object.keys({ ...said, ...expected }).filter((name) => {
    return JSON.stringify(member(said, name)) !== JSON.stringify(member(expected, name));
  });
  const what = `${file}: what it says of these files (${fields.join(', ')}) is not what they say themselves`;
  return [problem('evidence-altered', what, { place: at(file) })];
}

function subjectProblems(
  said: Statement,
  file: string,
  files: Files,
  where: (name: string) => string,
): Problem[] {
  const signed = new Map(said.subject.map((one) => [one.name, one.digest.sha256]));
  const changed = subjectsOf(files)
    .filter(({ name, digest }) => signed.get(name) !== digest.sha256)
    .map(({ name }) =>
      signed.has(name)
        ? [name, 'is not the file that was signed']
        : [name, `is not among what was signed in ${file}`],
    );
  const gone = [...signed.keys()]
    .filter((name) => !files.has(name))
    .map((name) => [name, 'was signed, and is not here']);
  return [...changed, ...gone].map(([name = '', what = '']) =>
    problem('evidence-altered', `${name} ${what}`, { place: at(where(name)) }),
  );
}

/** A statement, as far as it must be one to be held against files. */
function parse(payload: Uint8Array): Statement | undefined {
  try {
    const value = JSON.parse(Buffer.from(payload).toString('utf8')) as Partial<Statement> | null;
    const whole = value?.subject?.every(
      (one) => typeof one.name === 'string' && typeof one.digest.sha256 === 'string',
    );
    // A text that has no canonical form (a lone surrogate) was never signed by us.
    return whole === true && canonicalText(value) !== '' ? (value as Statement) : undefined;
  } catch {
    return undefined;
  }
}

function member(statement: Statement, name: string): unknown {
  return (statement as unknown as Readonly<Record<string, unknown>>)[name];
}
