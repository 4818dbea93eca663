import type { ProblemText } from './text.ts';

export const RULE_PROBLEMS = {
  // Files
  'rules-unreadable': {
    title: 'A rule file cannot be read',
    why: 'There is no such file, or this user may not read it.',
    mend: 'Give the path of the root file with `--rules`. Without it, `tag-rules.yaml` in the current folder is read. No rules yet? `reconcile --dry-run --emulator` shows those of a demonstration at work. Then begin with a `tag-rules.yaml` of two lines, `version: 1` and `rules: [{ id: no-temp-keys, match: { type: ou }, remove: "temp-*" }]`; docs/rules.md has every key, and the tutorial leads on.',
  },
  'not-rules': {
    title: 'The file is one that reconcile wrote, and holds no rules',
    why: 'A snapshot, a saved plan or what is kept of a run was named where rules are wanted.',
    mend: 'Name the root file of your rules. A snapshot is given with `--inventory`, a saved plan to `reconcile apply`, and a run to `reconcile report`.',
  },
  'file-too-large': {
    title: 'A rule file is too large',
    why: 'Reading is bounded, so that no file can exhaust the machine: one file has at most 1 MiB and 400,000 keys, values and marks.',
    mend: 'Split the file, and name the parts in `include`.',
  },
  'not-text': {
    title: 'A rule file is not UTF-8 text',
    why: 'The file has bytes that are no UTF-8, a NUL character, or an escape that names half a character. It may be UTF-16, or no text file at all.',
    mend: 'Save it as UTF-8 text.',
  },
  'too-many-problems': {
    title: 'A file has more problems than are listed',
    why: 'The first hundred problems of a file are shown. What is past them is only counted.',
    mend: 'Mend the ones that are shown and check again. Often one mistake made many of them.',
  },
  // YAML
  'yaml-syntax': {
    title: 'The file is not valid YAML',
    why: 'The YAML 1.2 parser cannot make sense of the place that is shown. After the first structural mistake the rest of a file is not judged, since most further errors would be its echoes.',
    mend: 'Look at the indentation and at brackets and quotes above the place. Text that begins with `*`, `&`, `!`, `{`, `[`, `%`, `@` or a backtick needs quotes.',
  },
  'yaml-version': {
    title: 'The file asks for another YAML version',
    why: 'A `%YAML` directive changes what plain words mean: in YAML 1.1 `no` is false and `010` is 8. Rule files are YAML 1.2.',
    mend: 'Take the `%YAML` line out.',
  },
  'yaml-tag': {
    title: 'The file uses a YAML tag',
    why: 'A word that begins with `!` is a tag, which tells YAML to read the value behind it in a special way. Rules have no use for that, so it is surely a pattern or a text without quotes.',
    mend: 'Quote the text, or take the tag out.',
  },
  'too-deep': {
    title: 'Maps and lists are too deep in each other',
    why: 'Rule files may nest 64 levels deep, what aliases stand for included. No rule needs that many.',
    mend: 'Look for a bracket that is not closed, or for aliases that build on each other.',
  },
  'second-document': {
    title: 'The file has a second YAML document',
    why: 'A line `---` begins a new document. Only one would be read, and the rules of the other would silently not exist.',
    mend: 'Put each document into a file of its own and name them in `include`, or remove the `---`.',
  },
  'duplicate-key': {
    title: 'A key is there twice in one map',
    why: 'One of the two values would silently win.',
    mend: 'Remove one of them, or join both into a list.',
  },
  'key-not-text': {
    title: 'A key is not text',
    why: 'YAML takes an unquoted `123`, `true` or `null` for a number, a truth value or nothing, in keys too. `00123` and `123` would be the same key.',
    mend: 'Quote the key.',
  },
  'alias-unknown': {
    title: 'An alias stands for nothing',
    why: 'A word that begins with `*` is an alias in YAML: it stands for a value that was named with `&` before. An unquoted pattern such as `*-temp` looks just like one.',
    mend: 'Quote the pattern: `"*-temp"`. If an alias was meant, define its anchor above it.',
  },
  'alias-bomb': {
    title: 'Aliases stand for too much',
    why: 'Aliases that contain themselves, or that multiply by standing for lists of aliases, would grow without bound. All aliases of a file may stand for 100,000 values.',
    mend: 'Write the values out, or split them over rules.',
  },
  unquoted: {
    title: 'YAML takes a text for something else',
    why: 'An unquoted `00123` is the number 123, `1e5` is 100000, `true` is a truth value, `null` is nothing and `{a,b}` is a map. Ids, keys and values are text, and would be changed silently.',
    mend: 'Quote the text: `"00123"`, `"{a,b}"`.',
  },
  // Shape
  'unknown-key': {
    title: 'A key is not part of the rule language',
    why: 'A mistyped key that is ignored makes a rule broader than it was meant. So every key that is not known is an error.',
    mend: 'Use the key that the hint offers, or look it up in the schema, which editors show as completion.',
  },
  'missing-key': {
    title: 'Something that must be stated is missing',
    why: 'A rule needs an `id`; a waiver needs `rule`, `reason`, `approved-by` and `expires`; a freeze needs `from`, `until` and `why`; the root file needs `version: 1`.',
    mend: 'Add the key.',
  },
  'wrong-type': {
    title: 'A value has the wrong form',
    why: 'A map stands where a list is expected, a text where a number is, or the like.',
    mend: 'Write the value in the form that the message names.',
  },
  empty: {
    title: 'A condition, list or text is empty',
    why: 'An empty `match` could be read as everything or as nothing. Such guesses are not made.',
    mend: 'Say what is meant, or take the key out: an absent `match` means everything. For an empty tag value write `{ empty: true }`.',
  },
  'not-allowed': {
    title: 'A value is not one of the allowed ones',
    why: 'The message says what is allowed here.',
    mend: 'Write one of the allowed values.',
  },
  'bad-date': {
    title: 'A date is not a day of the calendar',
    why: 'Dates are written `2027-01-31`, in UTC. A date such as 2026-02-30 does not exist, and a guess could let a waiver last longer than agreed.',
    mend: 'Write the day as year, month and day with leading zeros. A freeze may also name an instant: `2026-12-24T18:00:00Z`.',
  },
  'bad-duration': {
    title: 'A duration is not a number of whole days',
    why: 'Ages are counted in whole UTC days, so hours and months are not among the units.',
    mend: 'Write `90d` or `90 days`.',
  },
  'bad-limit': {
    title: 'A limit is not a number, a percentage or `none`',
    why: 'Counts are whole numbers of 0 or more. Shares are percentages from 0% to 100%, with the sign, so that 0.5 and 50 cannot be mistaken for each other.',
    mend: 'Write `removals: 200`, `share: 25%` or `none`.',
  },
  // Includes
  'include-empty': {
    title: 'An include finds no file',
    why: 'Rules that were meant to hold would silently be missing: a folder may have been renamed.',
    mend: 'Correct the pattern. It is relative to the folder of the file it stands in, and `*` does not cross `/`.',
  },
  'include-link': {
    title: 'An include finds a link',
    why: 'Links are not followed, so that no rule file leads to other files of the machine. What the link leads to would silently be missing, and may be what protects keys.',
    mend: 'Include the file where it lies, such as `..data/protect.yaml` beside the links of a Kubernetes volume, or take the link out with a pattern that begins with `!`.',
  },
  'include-cycle': {
    title: 'A rule file includes itself',
    why: 'The pattern of an `include` matches the very file it stands in.',
    mend: 'Narrow the pattern, for example to a folder: `policies/*.yaml`. Or take the file out of it: `"!tag-rules.yaml"`.',
  },
  'only-in-root': {
    title: 'An included file holds something that only the root file may',
    why: 'Limits, freezes and includes hold for the whole run. If any file could change them, nobody could tell from the root file what holds.',
    mend: 'Move it into the root file. Included files hold `rules`, `waivers`, `protect` and `redact`.',
  },
  // Matchers
  'value-only': {
    title: 'A condition on values stands where no value is matched',
    why: '`empty`, `before`, `after` and `older-than` are about tag values. Keys, ids, names and paths are not dates and never empty.',
    mend: 'Put it under `value` of a `remove` entry, or under a key of `tags`.',
  },
  'regex-on-path': {
    title: 'A path has a regex',
    why: 'Paths are matched level by level, so that a `/` within the name of an OU cannot pass for two levels. A regex would see one text and not the levels.',
    mend: 'Use a pattern: `*` stays inside a level, `**` spans levels, and `{a,b}` is either.',
  },
  'bad-path': {
    title: 'A path or path pattern can match nothing',
    why: 'A path begins with `/`, has a name in each level, and does not end in `/`. `**` spans levels only as a level of its own.',
    mend: 'Write `/Production/**` for an OU and all below it, `/Production` for it alone, `/**/Sandbox` for one at any depth.',
  },
  'bad-glob': {
    title: 'A pattern has a fault',
    why: 'A brace has no partner, or the braces stand for more than a thousand patterns.',
    mend: 'Close the brace. If the character itself is meant, write `{ equals: "…" }`.',
  },
  'literal-brackets': {
    title: 'Brackets in a pattern stand for themselves (warning)',
    why: 'In the patterns of shells `[0-9]` is any digit. Here a pattern has `*`, `?` and `{a,b}` only, and `temp-[0-9]` is the key of exactly that name, which nobody has.',
    mend: 'For a set of characters use a regular expression: `{ regex: "^temp-[0-9]$" }`. If the brackets are meant, write `{ equals: "temp-[0-9]" }`.',
  },
  'bad-regex': {
    title: 'A regular expression is not valid RE2',
    why: 'RE2 matches in linear time whatever the text is, and therefore has no lookaround, no backreferences and no repeats above 1000.',
    mend: 'Rewrite the expression. `not` beside `regex` often does what a lookahead is wanted for.',
  },
  'idle-ignore-case': {
    title: '`ignore-case` has nothing to act on',
    why: 'It widens `equals`, `glob`, `regex` and `in` of the same map, not what stands under `not`, and not dates.',
    mend: 'Put it into the map that holds the text: `not: { equals: owner, ignore-case: true }`.',
  },
  // Rules
  'no-rules': {
    title: 'There is not a single rule',
    why: 'A run without rules is always clean. That would look like an organization in order.',
    mend: 'Add a rule, or an `include` of files that have some.',
  },
  'duplicate-rule': {
    title: 'Two rules have one id',
    why: 'Waivers, limits and reports name rules by their ids, over all files.',
    mend: 'Rename one of the two.',
  },
  'no-such-rule': {
    title: 'A waiver or limit names a rule that does not exist',
    why: 'The exception or bound would silently not hold: the rule may have been renamed.',
    mend: 'Correct the id, or remove the waiver or limit.',
  },
  'idle-rule': {
    title: 'A rule does nothing',
    why: 'It has neither `remove` nor `require`.',
    mend: 'Say which tags it removes or requires.',
  },
  'bad-claim': {
    title: 'An entry of `remove` does not say which keys in one way',
    why: 'An entry is a matcher of keys, or a map with either `key` or `variant-of`. Both at once, or a `value` without a key, could be read in more than one way.',
    mend: 'Write `{ key: …, value: …, except: … }` or `{ variant-of: …, value: …, except: … }`. Put `glob` and its like under `key`.',
  },
  'never-matches': {
    title: 'Something can never match',
    why: 'Conditions exclude each other, as in a path for a policy, an account id for an OU, or a date after December and before June. The rule would look as if it guarded something.',
    mend: 'Remove the condition that is wrong, or split it into two rules.',
  },
  'removes-required': {
    title: 'A key is required and removed (warning)',
    why: 'A rule requires a key that it removes whatever its value, or that another rule with the same `match` and `exclude` does. A resource with the key loses it, one without it is reported: none is ever in order.',
    mend: 'Spare the key with `except`, narrow the removal with `value`, or take the key out of `require`.',
  },
  'claims-everything': {
    title: 'A rule removes every tag of everything',
    why: 'Its key is `*` or says as much, such as `?*` or the regex `.+`, and no condition narrows it. That is rarely meant, and it destroys data.',
    mend: 'Narrow it with `match`, `value` or `except`. If it is meant, say `really: true` in the rule.',
  },
  shadowed: {
    title: 'A rule can never remove anything (warning)',
    why: 'Every key it claims is protected by `protect`, or begins with `_sys_`, which the service itself protects.',
    mend: 'Remove the rule, or the entry of `protect`.',
  },
  'backwards-freeze': {
    title: 'A freeze ends before it begins',
    why: '`from` is after `until`, so the freeze would never be in force.',
    mend: 'Swap the two, or correct the year.',
  },
} as const satisfies Record<string, ProblemText>;
