import type { Run } from '../../model.ts';
import { limitUses } from '../limit-use.ts';
import { wayBack } from '../next.ts';
import type { Asked } from '../report.ts';
import { planOf } from '../rows.ts';
import { type Summary, summarize } from '../summary.ts';
import { emulated, givenOf, isSavedPlan, rulesText, sourceKind } from '../title.ts';
import { alarms, verdict } from '../verdict.ts';
import { callerTexts, objectionText, revisionText, stateWord } from '../words.ts';
import { numberCell, textCell, timeCell } from './cell.ts';
import type { Cell } from './types.ts';

/** What ran, what came of it, what it stands on and how far its limits were used. */
export function summaryRows(run: Run, asked?: Asked): Cell[][] {
  const summary = summarize(run);
  return [
    ...identityRows(run),
    ...verdictRows(run, summary, asked),
    ...countRows(run, summary),
    ...limitRows(run),
    ...digestRows(run),
  ];
}

const text = (what: string, said: string): Cell[][] =>
  said === '' ? [] : [[textCell(what), textCell(said), null]];
const time = (what: string, at: string): Cell[] => [textCell(what), timeCell(at), null];
const number = (what: string, n: number): Cell[] => [textCell(what), numberCell(n), null];

function identityRows(run: Run): Cell[][] {
  const organization = run.organization ?? run.plan?.organization;
  return [
    ...text('run', run.id),
    ...text('mode', run.mode),
    ...text('undo of', run.of ?? ''),
    ...text('organization', organization?.id ?? ''),
    ...text('management account', organization?.['management-account'].name ?? ''),
    ...text(ENDPOINTS[sourceKind(run)], run.endpoint),
    ...text('origin', emulated(run) ? 'the embedded emulator, not the cloud' : (run.origin ?? '')),
    ...callerTexts(run).flatMap((caller) => text('caller', caller)),
    ...(isSavedPlan(run)
      ? [time('made (UTC)', run.started)]
      : [time('started (UTC)', run.started), time('ended (UTC)', run.ended)]),
    ...text('judged by the rules', rulesText(run) ?? ''),
    ...(run.plan === undefined ? [] : [time('judged by the day', run.plan.day)]),
    ...givenOf(run).flatMap(({ name, said }) => text(name, said)),
    ...text('made by', run.tool),
  ];
}

const ENDPOINTS = {
  nothing: 'endpoint',
  service: 'endpoint',
  'saved plan': 'saved plan',
  'inventory file': 'inventory file',
} as const;

function verdictRows(run: Run, summary: Summary, asked: Asked | undefined): Cell[][] {
  const { meaning, next = '' } = verdict(run, summary, asked);
  const back = wayBack(run, summary, asked);
  return [
    number('exit code', run.exit),
    ...text('verdict', meaning),
    ...text('next', next),
    ...text('to put it back', back?.command ?? back?.said ?? ''),
    ...alarms(run, summary).flatMap(({ word, sentence }) => text(word.toLowerCase(), sentence)),
    ...run.objections.flatMap((objection) => text('past a limit', objectionText(objection))),
    ...run.frozen.flatMap(({ from, until, why }) => text('freeze', `${from} to ${until}: ${why}`)),
    ...run.problems.flatMap(({ code, message }) => text(`problem ${code}`, message)),
  ];
}

function countRows(run: Run, summary: Summary): Cell[][] {
  const plan = planOf(run);
  const states = [...summary.states].map(([state, n]) => number(`tags: ${stateWord(state, run)}`, n));
  const rows = [number('tags in all', summary.removals), ...states, number('resources', summary.resources)];
  if (plan === undefined) return rows;
  return [
    ...rows,
    number('kept though claimed', plan.kept.length),
    number('findings', plan.findings.length),
    number('could not be read', plan.gaps.length),
    number('resources read', plan.counts.resources),
    number('tags read, _sys_* left out', plan.counts.tags),
  ];
}

function limitRows(run: Run): Cell[][] {
  return limitUses(run).map(({ name, actual, allowed, share }) => {
    const n = (value: number) => (share ? numberCell(value / 100, '0.0%') : numberCell(value));
    return [textCell(`limit ${name}`), n(actual), n(allowed)];
  });
}

function digestRows(run: Run): Cell[][] {
  const { plan } = run;
  return [
    ...text('plan digest', plan?.digest ?? ''),
    ...text('inventory digest', plan?.inventory.digest ?? ''),
    ...text('head of the journal', run['journal-head'] ?? ''),
    ...text('commit of the rules', plan?.revision === undefined ? '' : revisionText(plan.revision)),
    ...(plan?.sources ?? []).flatMap(({ file, sha256 }) => text(`rules ${file}`, sha256)),
  ];
}
