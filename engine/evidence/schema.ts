import { formOf } from '../schema.ts';

/** What files of evidence are held against. */
const FORMS = {
  envelope: formOf('evidence.schema.json'),
  run: formOf('run.schema.json'),
  undoing: formOf('undoing.schema.json'),
  record: formOf('journal.schema.json'),
} as const;

export type Form = keyof typeof FORMS;

/** Why a value is not of a form, in words: where, and what. Undefined where it is. */
export function misfit(form: Form, value: unknown): string | undefined {
  return FORMS[form](value);
}
