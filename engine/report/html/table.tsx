import { h, type VNode } from 'preact';
import { count, number } from '../words.ts';
import type { Line, LineKind } from './line.ts';
import { rowOf } from './page/row.ts';

/** Rows that stand in the page without its script. */
const STATIC = 200;

const COLUMNS = [
  ['state', 'State'],
  ['resource', 'Resource'],
  ['key', 'Key'],
  ['value', 'Value'],
  ['reason', 'Reason'],
] as const;

/** What a page calls the kinds of line that it has, in the order of its filter. */
export type KindNames = Readonly<Partial<Record<LineKind, string>>>;

interface TableProps {
  readonly lines: readonly Line[];
  readonly kinds: KindNames;
}

/** Every line of a page with what narrows and sorts them; the first ones also for readers without script. */
export function Table({ lines, kinds }: TableProps) {
  return (
    <section class="lines" aria-labelledby="results">
      <h2 id="results" tabIndex={-1}>
        Every tag, and why
      </h2>
      <Filters lines={lines} kinds={kinds} />
      <p class="still quiet">
        Without its script this page cannot sort or filter
        {lines.length > STATIC
          ? `, and shows the first ${number(STATIC)} of ${count(lines.length, 'line')}; the csv and json reports hold all of them.`
          : '.'}
      </p>
      <table id="lines" role="table" aria-labelledby="results" aria-rowcount={lines.length + 1}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {COLUMNS.map(([column, title]) => (
              <th
                key={column}
                role="columnheader"
                scope="col"
                class={column}
                data-column={column}
                aria-sort="none"
              >
                <button type="button">{title}</button>
                <span class="paper" aria-hidden="true">
                  {title}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">{lines.slice(0, STATIC).map((line, i) => rowOf<VNode>(h, line, i))}</tbody>
      </table>
      <p class="nothing" hidden>
        Nothing matches.{' '}
        <button type="button" data-clear="">
          Show all lines
        </button>
      </p>
    </section>
  );
}

function Filters({ lines, kinds }: TableProps) {
  const counts = counted(lines, (line) => [line.kind]);
  return (
    <div class="filters live" role="search" aria-label="Lines">
      <fieldset class="kinds">
        <legend class="unseen">Kind</legend>
        <Kind value="" text="All" n={lines.length} />
        {Object.entries(kinds).map(([kind, text]) => (
          <Kind key={kind} value={kind} text={text} n={counts.get(kind) ?? 0} />
        ))}
      </fieldset>
      <label class="search">
        <span class="unseen">Search</span>
        <input
          id="q"
          type="search"
          placeholder="Search names, keys, values, reasons…"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <Choice name="rule" label="Rule" lines={lines} textsOf={(line) => line.rules} />
      <Choice name="type" label="Type" lines={lines} textsOf={(line) => [line.type]} />
      <Choice name="state" label="State" lines={lines} textsOf={(line) => [line.state]} />
      <Choice name="severity" label="Severity" lines={lines} textsOf={(line) => [line.severity]} />
      <button type="button" id="where" class="chip" hidden aria-describedby="where-what">
        in <bdi /> <span aria-hidden="true">×</span>
        <span class="unseen" id="where-what">
          Take this filter away
        </span>
      </button>
      <button type="button" class="clear" data-clear="" hidden>
        Clear
      </button>
      <output id="status" aria-live="polite">
        {count(lines.length, 'line')}
      </output>
    </div>
  );
}

function Kind({ value, text, n }: { value: string; text: string; n: number }) {
  return (
    <label>
      <input type="radio" name="kind" value={value} checked={value === ''} disabled={n === 0} />
      <span>
        {text} <span class="n">{number(n)}</span>
      </span>
    </label>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly lines: readonly Line[];
  readonly textsOf: (line: Line) => readonly string[];
}

function Choice({ name, label, lines, textsOf }: ChoiceProps) {
  const counts = [...counted(lines, textsOf)].filter(([text]) => text !== '');
  if (counts.length < 2) return null;
  return (
    <label>
      <span class="unseen">{label}</span>
      <select name={name}>
        <option value="">{`${label}: any`}</option>
        {counts
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([text, n]) => (
            <option key={text} value={text}>
              {`${text} (${number(n)})`}
            </option>
          ))}
      </select>
    </label>
  );
}

function counted(lines: readonly Line[], textsOf: (line: Line) => readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) for (const text of textsOf(line)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
