import type { ComponentChildren } from 'preact';
import type { Revision, RuleSource, Run } from '../../model.ts';
import { emulated, isSavedPlan, originText, rulesText, sourceKind } from '../title.ts';
import { visible } from '../visible.ts';
import { callerTexts, count, number } from '../words.ts';
import { showTime } from './masthead.tsx';

/** What ran, where, when, on which rules: what an auditor copies into a working paper. */
export function Facts({ run }: { run: Run }) {
  const organization = run.organization ?? run.plan?.organization;
  const { plan } = run;
  return (
    <section class="facts" aria-labelledby="facts">
      <h2 id="facts">The run</h2>
      <dl>
        {!isSavedPlan(run) && (
          <Fact name="Run">
            <code>{visible(run.id)}</code>
          </Fact>
        )}
        <Fact name="Organization">
          {organization === undefined ? 'not yet known' : <code>{visible(organization.id)}</code>}
        </Fact>
        <Origin run={run} name="Endpoint" />
        {rulesText(run) !== undefined && (
          <Fact name="Rules">
            <bdi>{rulesText(run)}</bdi>
          </Fact>
        )}
        {callerTexts(run).map((caller, i) => (
          <Fact key={i} name={i === 0 ? 'Caller' : 'Gone on with by'}>
            <bdi>{caller}</bdi>
          </Fact>
        ))}
        <Fact name={isSavedPlan(run) ? 'Made' : 'Time'}>
          <time dateTime={run.started}>{showTime(run.started)}</time>
          {!isSavedPlan(run) && (
            <>
              {' '}
              to <time dateTime={run.ended}>{showTime(run.ended).slice(11)}</time>
            </>
          )}
        </Fact>
        {plan !== undefined && (
          <Fact name="Judged by the day">
            <time>{visible(plan.day)}</time>, on tags read at {showTime(plan['read-at']).slice(11)}
          </Fact>
        )}
        <Fact name="Fails on">{run['fail-on'] === 'none' ? 'nothing' : `severity ${run['fail-on']}`}</Fact>
        {plan !== undefined && plan.only.length > 0 && (
          <Fact name="Narrowed to">{plan.only.map(visible).join(', ')}</Fact>
        )}
        {sourceKind(run) === 'service' && <Fact name="Traffic">{trafficText(run.traffic)}</Fact>}
        {!isSavedPlan(run) && <Fact name="Made by">{visible(run.tool)}</Fact>}
      </dl>
      <Hashes run={run} />
    </section>
  );
}

const FILES = { 'saved plan': 'Saved plan', 'inventory file': 'Inventory file' } as const;

/** What tags were read from: a service under `name`, or a file and the service that its tags are of. */
export function Origin({ run, name }: { run: Parameters<typeof sourceKind>[0]; name: string }) {
  const kind = sourceKind(run);
  if (kind === 'nothing') return <Fact name={name}>no service was asked</Fact>;
  const isFile = kind !== 'service';
  return (
    <Fact name={isFile ? FILES[kind] : name}>
      <code>{visible(run.endpoint)}</code>
      {(isFile || emulated(run)) && (
        <span class="quiet">{isFile ? ` of ${originText(run)}` : ' the embedded emulator'}</span>
      )}
    </Fact>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function trafficText({ requests, retries, throttles, 'waited-ms': waited }: Run['traffic']): string {
  const parts = [count(requests, 'request')];
  if (retries > 0) parts.push(count(retries, 'retry', 'retries'));
  if (throttles > 0) parts.push(count(throttles, 'throttle'));
  if (waited >= 1000) parts.push(`${number(waited / 1000)} s waited`);
  return parts.join(', ');
}

/** What the run stands on: short to compare by eye, whole on demand. */
function Hashes({ run }: { run: Run }) {
  const { plan } = run;
  const { sources = [], revision } = plan ?? {};
  const others = [
    ['Plan', plan?.digest],
    ['Seal of the plan file', plan?.seal],
    ['Inventory', plan?.inventory.digest],
    ['Head of the journal', run['journal-head']],
    ['Commit of the rules (git)', revision?.commit],
  ].flatMap(([name = '', digest]) => (digest === undefined ? [] : [[name, digest] as const]));
  if (sources.length + others.length === 0) return null;
  return (
    <div class="hashes">
      {sources.length > 0 && <RuleFiles title="Rule files" sources={sources} revision={revision} />}
      <Digests digests={[...others, ...digestsOf(sources)]} />
    </div>
  );
}

/** The hash of each rule file by its name. */
export function digestsOf(sources: readonly RuleSource[]): (readonly [string, string])[] {
  return sources.map(({ file, sha256 }) => [visible(file), sha256]);
}

interface RuleFilesProps {
  readonly title: string;
  readonly sources: readonly RuleSource[];
  readonly revision: Revision | undefined;
}

/** Which rules: their commit and files, short to compare by eye. */
export function RuleFiles({ title, sources, revision }: RuleFilesProps) {
  return (
    <p>
      <span class="label">{title}</span>{' '}
      {revision !== undefined && (
        <span class="hash">
          commit <code>{visible(revision.commit.slice(0, 12))}</code>
          {revision.dirty && <span class="changed"> with changes that are not in it</span>}
        </span>
      )}
      {sources.map(({ file, sha256 }) => (
        <span key={file} class="hash">
          <bdi>{visible(file)}</bdi> <code>{visible(sha256.slice(0, 12))}</code>
        </span>
      ))}
    </p>
  );
}

/** Hashes whole, on demand. */
export function Digests({ digests }: { digests: readonly (readonly [string, string])[] }) {
  return (
    <details>
      <summary>Digests in full (SHA-256)</summary>
      <dl class="digests">
        {digests.map(([name, digest], i) => (
          <div key={i}>
            <dt>{name}</dt>
            <dd>
              <code>{visible(digest)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
