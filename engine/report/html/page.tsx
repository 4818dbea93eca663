import { createHash } from 'node:crypto';
import type { ComponentChildren, VNode } from 'preact';
import { doingOf } from '../doing.ts';
import { emulated, isSavedPlan, sourceKind, title } from '../title.ts';
import { visible } from '../visible.ts';
import { Facts } from './facts.tsx';
import { Limits } from './limits.tsx';
import { Masthead } from './masthead.tsx';
import { Rules } from './rules.tsx';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { type KindNames, Table } from './table.tsx';
import { Tree } from './tree.tsx';
import { Trouble } from './trouble.tsx';
import { Types } from './types.tsx';
import type { View } from './view.ts';
import { Waivers } from './waivers.tsx';

/** Stands where the data go. No text on the page can hold it: `<` is escaped everywhere else. */
export const DATA_HERE = '<!--data-->';

/** Nothing may be loaded, sent or run but this very style and script. */
const CSP = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

interface DocumentProps {
  readonly title: string;
  /** What is emulated, in a sentence; undefined where the cloud answered. */
  readonly rehearsal: string | undefined;
  readonly header: VNode;
  /** What the page was made from. */
  readonly source: string;
  readonly table: boolean;
  readonly children: ComponentChildren;
}

/** The whole document around what it tells. */
export function Document({ title, rehearsal, header, source, table, children }: DocumentProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={CSP} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${title} · reconcile`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        {rehearsal !== undefined && <Rehearsal said={rehearsal} />}
        {header}
        <main>{children}</main>
        <footer>
          Made from {source}. The file loads nothing and sends nothing; the same run gives the same bytes.
        </footer>
        {table && (
          <script type="application/json" id="data" dangerouslySetInnerHTML={{ __html: DATA_HERE }} />
        )}
        <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />
      </body>
    </html>
  );
}

function Rehearsal({ said }: { said: string }) {
  return (
    <aside class="rehearsal" aria-label="Emulated">
      <strong>Emulated.</strong> {said} No real organization was read or changed.
    </aside>
  );
}

/** What is emulated: a service that answered, or one that a file's tags are of. Undefined for the cloud. */
export function rehearsalOf(run: Parameters<typeof sourceKind>[0]): string | undefined {
  if (!emulated(run)) return undefined;
  const endpoint = visible(run.endpoint);
  const kind = sourceKind(run);
  return kind === 'service'
    ? `The embedded emulator at ${endpoint} answered, not Huawei Cloud.`
    : `The ${kind} ${endpoint} is of an emulator, not of Huawei Cloud.`;
}

/** The page of a run. */
export function Page({ view }: { view: View }) {
  const { run, table } = view;
  return (
    <Document
      title={title(run)}
      rehearsal={rehearsalOf(run)}
      header={<Masthead view={view} />}
      source={
        isSavedPlan(run)
          ? `the saved plan ${visible(run.endpoint)}`
          : `run ${visible(run.id)} by ${visible(run.tool)}`
      }
      table={table}
    >
      <Trouble view={view} />
      <Facts run={run} />
      <Limits run={run} />
      <section class="pictures" aria-label="Where the tags are">
        <Tree view={view} />
        <Types view={view} />
        <Rules view={view} />
      </section>
      <Waivers run={run} />
      {table && <Table lines={view.lines} kinds={kindsOf(view)} />}
    </Document>
  );
}

function kindsOf({ run }: View): KindNames {
  return { removal: doingOf(run).heading, kept: 'Kept', finding: 'Findings', gap: 'Not read' };
}
