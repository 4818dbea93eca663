import type { ComparisonRun } from '../../../model.ts';
import type { Line } from '../../html/line.ts';
import { Figure, Head, showTime } from '../../html/masthead.tsx';
import { Document, rehearsalOf } from '../../html/page.tsx';
import { type KindNames, Table } from '../../html/table.tsx';
import { Alarms, Gaps, Objections, Problems } from '../../html/trouble.tsx';
import { organizationText } from '../../title.ts';
import { visible } from '../../visible.ts';
import { count } from '../../words.ts';
import { newObjections } from '../sections.ts';
import { comparisonAlarms, comparisonTitle, comparisonVerdict, countChanges } from '../verdict.ts';
import { ComparisonFacts } from './facts.tsx';
import { ChangesByRule, Sums } from './sums.tsx';

const KINDS: KindNames = {
  removal: 'Removals',
  kept: 'Kept',
  finding: 'Findings',
  waiver: 'Waivers',
  rule: 'Rules',
  gap: 'Not read',
};

export interface ComparisonView {
  readonly run: ComparisonRun;
  readonly lines: readonly Line[];
  /** Whether the page has the table that links narrow. */
  readonly table: boolean;
}

/** The page of a comparison, put together of the parts of the page of a run. */
export function ComparisonPage(view: ComparisonView) {
  const { run, lines, table } = view;
  return (
    <Document
      title={comparisonTitle(run)}
      rehearsal={rehearsalOf(run)}
      header={<Masthead {...view} />}
      source={`a comparison by ${visible(run.tool)}`}
      table={table}
    >
      <Trouble run={run} />
      <ComparisonFacts run={run} />
      {run.comparison !== undefined && (
        <section class="pictures" aria-label="What the edit changes">
          <Sums comparison={run.comparison} />
          <ChangesByRule comparison={run.comparison} table={table} />
        </section>
      )}
      {table && <Table lines={lines} kinds={KINDS} />}
    </Document>
  );
}

function Masthead({ run, lines, table }: ComparisonView) {
  const of = (state: string) => lines.filter((line) => line.state === state).length;
  const { findings = [], waivers = [], kept = [], gaps = [] } = run.comparison ?? {};
  const view = { table };
  return (
    <Head
      mode={`Comparison of two rule sets, nothing was sent · ${showTime(run.started)}`}
      headline={headline(run)}
      organization={organizationText(run)}
      exit={run.exit}
      verdict={comparisonVerdict(run)}
    >
      <ul class="numbers">
        <Figure n={of('newly removed')} query={{ state: 'newly removed' }} view={view} bad>
          newly removed
        </Figure>
        <Figure n={of('no longer removed')} query={{ state: 'no longer removed' }} view={view}>
          no longer removed
        </Figure>
        <Figure n={of('other reason')} query={{ state: 'other reason' }} view={view}>
          removed for another reason
        </Figure>
        <Figure n={findings.length} query={{ kind: 'finding' }} view={view}>
          findings came or went
        </Figure>
        <Figure n={waivers.length} query={{ kind: 'waiver' }} view={view}>
          waivers came or went
        </Figure>
        <Figure n={kept.length} query={{ kind: 'kept' }} view={view}>
          kept, now or before
        </Figure>
        {gaps.length > 0 && (
          <Figure n={gaps.length} query={{ kind: 'gap' }} view={view} bad>
            could not be read
          </Figure>
        )}
      </ul>
    </Head>
  );
}

function headline({ comparison }: ComparisonRun): string {
  if (comparison === undefined) return 'Nothing was compared';
  const { added, gone } = countChanges(comparison.removals);
  if (added > 0) return `${count(added, 'tag')} would newly be removed`;
  return gone > 0 ? `${count(gone, 'tag')} would no longer be removed` : 'The edit adds no removal';
}

function Trouble({ run }: { run: ComparisonRun }) {
  const { comparison, problems } = run;
  const objections = comparison === undefined ? [] : newObjections(comparison);
  const alarms = comparisonAlarms(run);
  if (alarms.length + problems.length + objections.length === 0) return null;
  return (
    <section class="trouble" aria-labelledby="trouble">
      <h2 id="trouble">What to look at first</h2>
      <Alarms alarms={alarms} />
      <Objections objections={objections} />
      <ul class="plain">
        <Gaps gaps={comparison?.gaps ?? []} />
      </ul>
      <Problems problems={problems} />
    </section>
  );
}
