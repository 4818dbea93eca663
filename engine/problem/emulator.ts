import type { ProblemText } from './text.ts';

export const EMULATOR_PROBLEMS = {
  'seed-syntax': {
    title: 'The seed is not valid YAML',
    why: 'The file cannot be read as one YAML 1.2 document: a slip of syntax, a key twice in one map, a second document, or aliases that unfold without end.',
    mend: 'Go to the line that is named. A text that begins with `*`, `&`, `!`, `%`, `@` or a backtick needs quotes.',
  },
  'seed-shape': {
    title: 'Something in the seed has the wrong form',
    why: 'A field is missing, or a value is not of the kind that the format asks for. Tag values are texts: `true`, `2026`, `1e3` and nothing at all are not, until they stand in quotes.',
    mend: 'Write the value as the message says. `schemas/seed.schema.json` describes every field, and editors can check a seed against it while you type.',
  },
  'seed-unknown-field': {
    title: 'The seed has a field that nobody reads',
    why: 'A field with a slip in its name would silently do nothing, so it is an error.',
    mend: 'Use the name that the hint offers, or take the field out.',
  },
  'seed-unknown-target': {
    title: 'The seed names something that is not in it',
    why: 'A policy is attached to, a caller belongs to, or the organization is owned by something that the tree does not have; or a name stands for several things.',
    mend: 'Write the path of a unit (`/Production/Payments`), the name of an account, or an id that the seed has.',
  },
  'seed-duplicate-id': {
    title: 'Two resources of the seed have the same id',
    why: 'An id names one resource of an organization.',
    mend: 'Change one of the two, or leave ids out: they are derived from the names.',
  },
  'seed-too-many-tags': {
    title: 'A resource of the seed has more tags than the service allows',
    why: 'The service holds at most 20 tags on a resource, those that begin with `_sys_` not counted. An organization with more of them cannot exist.',
    mend: 'Remove tags until 20 are left.',
  },
  'seed-inventory': {
    title: 'A line of the inventory is not one',
    why: 'An inventory file has a header in its first line and one resource in each line after it. This line is something else, perhaps because the file was cut off.',
    mend: 'Take the snapshot again, or remove the line.',
  },
  'emulator-port': {
    title: 'The emulator could not listen on its port',
    why: 'Another process has the port, or this user may not use it.',
    mend: 'Choose another port, or `--port 0` for any that is free.',
  },
  'emulator-state': {
    title: 'The saved state of the emulator does not fit',
    why: 'The state file is damaged, or it was saved for another organization than the one of this seed.',
    mend: 'Start with the seed the state was saved for, or delete the state file to begin anew.',
  },
} as const satisfies Record<string, ProblemText>;
