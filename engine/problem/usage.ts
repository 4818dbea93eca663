import type { ProblemText } from './text.ts';

/** What a user typed at the command line. */
export const USAGE_PROBLEMS = {
  'unknown-verb': {
    title: 'A command that does not exist',
    why: 'The first word is none of the verbs. Nothing was read or sent.',
    mend: 'Use the name that the hint suggests, or see `reconcile --help`.',
  },
  'unknown-option': {
    title: 'An option that this command does not have',
    why: 'A mistyped option must never be passed over: `--dry_run` taken for nothing would be a real run.',
    mend: 'Use the option that the hint suggests, or see `reconcile VERB --help`. Options of a verb go after it.',
  },
  'bad-value': {
    title: 'An option has a value that it cannot have',
    why: 'The value is not of the form that the option takes, or names nothing that is there.',
    mend: 'The message says which values there are.',
  },
  'missing-value': {
    title: 'A value or argument is missing',
    why: 'The option or verb needs one and the command line ends before it.',
    mend: 'See `reconcile VERB --help` for what it takes.',
  },
  'path-is-text': {
    title: 'The text of a file stands where its path belongs',
    why: 'An option, an argument or a variable that names a file was given what is in the file, such as the private key that a CI system keeps as a variable. Nothing of it is shown, since it may be secret.',
    mend: 'Write the text to a file that only you can read, and name that file; or let bash do it: `--key <(printf \'%s\\n\' "$SIGNING_KEY")`. GitLab has variables of the type File, which hold a path already.',
  },
  'excess-argument': {
    title: 'More arguments than the command takes',
    why: 'A word stands where none is expected: often a value with a space that wants quotes, or an option without its dashes.',
    mend: 'Quote values with spaces or `*`, so that the shell leaves them alone.',
  },
  'options-conflict': {
    title: 'Options that do not go together',
    why: 'Each of them says something else of the same thing, for example where tags are read from.',
    mend: 'Leave one of them out.',
  },
  'no-terminal': {
    title: 'Nobody is there to confirm',
    why: 'Applying asks at a terminal first. Input or error output is not one here, as in a CI job or a pipe.',
    mend: 'Give `--yes` if the removals are meant to be made without asking, or `--dry-run` to only see them.',
  },
  'unknown-rule': {
    title: 'No rule has that id',
    why: 'An option names a rule that is not in the rule file or in what it includes.',
    mend: 'Use the id that the hint suggests.',
  },
  'unknown-resource': {
    title: 'No resource that was read has that id',
    why: 'An option names a resource that is not in the organization, or of a type that no rule speaks of.',
    mend: 'Check the id; `reconcile snapshot` writes all that there are.',
  },
  'ambiguous-resource': {
    title: 'Several resources have that name or path',
    why: 'Names are not unique in an organization, and an explanation is about one resource.',
    mend: 'Give the id of the one you mean; the hint lists them.',
  },
  'git-unusable': {
    title: 'Git cannot answer',
    why: 'Rules of `git:REF` are asked of git, in the repository that this folder belongs to. Git is not installed, there is no repository here, or git does not trust its owner.',
    mend: 'Run inside a clone of the rules, with git on the PATH. In CI, check the repository out before.',
  },
  'git-ref-unknown': {
    title: 'Git knows no such commit',
    why: 'What stands after `git:` is no branch, tag or commit of this clone. CI systems often clone one commit only.',
    mend: 'Check the name. In CI, fetch it before: `git fetch --depth=1 origin BRANCH`, then `git:FETCH_HEAD`; or check out with the whole history.',
  },
  'git-file-missing': {
    title: 'A commit does not hold the rule file',
    why: 'The rules of `git:REF` are looked for at the path that the rule file has now.',
    mend: 'Name the path with `--rules`, or another commit. Rules that are new are committed first: then `compare --base git:REF` takes a commit without them for one without rules (`base-without-rules`).',
  },
  'base-without-rules': {
    title: 'The base of a comparison has no rules yet',
    why: 'The rule file is committed, and the commit to compare with does not hold it: this is the edit that brings the rules. It was compared with no rules at all, so whatever they remove is newly removed. A warning; the comparison is whole.',
    mend: 'Nothing, where the rules are new. Where the edit moved or renamed the rule file, compare with the old one by its own path: save it with `git show REF:OLD-PATH > old.yaml` and give `--base old.yaml`.',
  },
} as const satisfies Record<string, ProblemText>;
