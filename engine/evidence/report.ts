import { exact, pad, prose, type Span, wrap } from '../report/layout.ts';
import { type Paint, painter, type Style } from '../report/paint.ts';
import { problemText } from '../report/problems.ts';
import { streamJson } from '../report/stream.ts';
import { visible } from '../report/visible.ts';
import { count, stateWord } from '../report/words.ts';
import type { SignatureCheck } from './signatures.ts';
import type { AboutPlan, AboutRun, Verification } from './verification.ts';

/** How a report of evidence is to look; see `ReportOptions`. */
export interface EvidenceLook {
  readonly color: boolean;
  readonly width: number;
}

/** A format: what came of checking evidence, as text in chunks. The same input gives the same bytes. */
export type EvidenceReport = (verification: Verification, look: EvidenceLook) => Iterable<string>;

/** Every format, by the name that `--report` takes. */
export const EVIDENCE_REPORTS = { text, json } as const satisfies Record<string, EvidenceReport>;

export type EvidenceReportName = keyof typeof EVIDENCE_REPORTS;

function json(verification: Verification): Iterable<string> {
  return streamJson(verification, 2);
}

/** Problems shown of each code; the JSON report has all. */
const MOST = 25;

function* text(verification: Verification, look: EvidenceLook): Iterable<string> {
  const paint = painter(look.color);
  const line = (...spans: Span[]): string => wrap(spans, look.width, 0, 4, paint);
  const { subject, name, plan, run } = verification;
  yield line(prose(`Evidence of ${subject} `, 'strong'), exact(visible(name), 'strong'));
  for (const [label, value] of plan ? planFacts(plan) : run ? runFacts(run) : [])
    yield fact(label, value, look, paint);
  yield '\n';
  for (const spans of fileLines(verification)) yield line(...spans);
  for (const spans of signatureLines(verification)) yield line(...spans);
  yield '\n';
  yield* problemTexts(verification, look);
  yield line(...verdict(verification));
}

function fact(label: string, value: string, { width }: EvidenceLook, paint: Paint): string {
  return wrap([prose(`  ${label.padEnd(13)}`, 'quiet'), exact(visible(value))], width, 0, 15, paint);
}

type Fact = readonly [label: string, value: string];

function planFacts({ digest, organization, origin, day, removals, resources }: AboutPlan): Fact[] {
  return [
    ['organization', `${organization} at ${origin}`],
    ['removes', `${count(removals, 'tag')} of ${count(resources, 'resource')}, judged on ${day}`],
    ['digest', digest],
  ];
}

function runFacts(run: AboutRun): Fact[] {
  const { mode, of, organization, origin, digest, began, ended, exit, tool, counts, lines, head } = run;
  const tags = Object.entries(counts ?? {}).map(
    ([state, n]) => `${n} ${stateWord(state as keyof typeof counts, run)}`,
  );
  return [
    ['organization', `${organization} at ${origin}`],
    ['did', of === undefined ? mode : `${mode} of ${of}`],
    ['time', `${began} to ${ended ?? 'no recorded end'}`],
    ...(counts === undefined
      ? []
      : [['outcome', `exit ${exit ?? ''}: ${tags.join(', ') || 'no tags'}`] as const]),
    ...(tool === undefined ? [] : [['tool', tool] as const]),
    [mode === 'undo' ? 'work' : 'plan', digest],
    ['journal', `${count(lines, 'line')}, head ${head}`],
  ];
}

const STYLES = { good: 'good', wrong: 'bad', other: 'caution', unlike: 'caution' } as const satisfies Record<
  string,
  Style
>;

function fileLines({ files }: Verification): Span[][] {
  return files.map(({ file, sha256, state, than }) => [
    prose(`  ${pad(state, 7)}`, STYLES[state]),
    exact(visible(file)),
    prose(`  sha256 ${sha256}`, 'quiet'),
    ...(than === undefined ? [] : [prose(`  does not agree with ${than}`, 'caution')]),
  ]);
}

function signatureLines({ signatures: { file, there, required, by } }: Verification): Span[][] {
  if (!there)
    return [
      [
        prose(`  ${pad('none', 7)}`, required > 0 ? 'bad' : 'caution'),
        exact(visible(file)),
        prose('  not signed'),
      ],
    ];
  return by.map((one) => [
    prose(`  ${pad(required > 0 ? one.state : 'unread', 7)}`, required > 0 ? STYLES[one.state] : 'caution'),
    exact(visible(file)),
    prose(`  ${signatureWords(one, required)}`, 'quiet'),
  ]);
}

function signatureWords({ keyid, key }: SignatureCheck, required: number): string {
  const id = keyid === '' ? 'a key without an id' : `key ${visible(keyid)}`;
  if (required === 0) return `${id}: give --key to check it`;
  return key === undefined ? `${id}, which was not given` : `${id} (${visible(key)})`;
}

function* problemTexts({ problems }: Verification, look: EvidenceLook): Iterable<string> {
  const shown = new Map<string, number>();
  for (const one of problems) {
    const n = (shown.get(one.code) ?? 0) + 1;
    shown.set(one.code, n);
    if (n <= MOST) yield `${problemText(one, look)}\n`;
  }
  for (const [code, n] of shown) {
    if (n > MOST) yield `${n - MOST} more of ${code}: --report json has all\n\n`;
  }
}

/** What may be believed now, and no more than that: without a key, nothing says who made the files. */
function verdict({ holds, problems, signatures: { required, by } }: Verification): Span[] {
  if (!holds)
    return [
      prose('NOT VERIFIED', 'bad'),
      prose(` ${count(problems.length, 'problem')}: this evidence does not check`),
    ];
  if (required === 0)
    return [
      prose('CONSISTENT', 'caution'),
      prose(' its parts agree; no key was given, so nothing says who made them'),
    ];
  const good = new Set(by.filter((one) => one.state === 'good').map((one) => one.keyid)).size;
  const keys = count(good, 'given key has', 'given keys have');
  return [prose('VERIFIED', 'good'), prose(` its parts agree, and ${keys} signed them`)];
}
