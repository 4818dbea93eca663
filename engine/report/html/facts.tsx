import type { ComponentChildren } from 'preact';
import type { Run } from '../../model.ts';
import { emulated } from '../title.ts';
import { visible } from '../visible.ts';
import { callerText, count, number } from '../words.ts';
import { showTime } from './masthead.tsx';

/** What ran, where, when, on which rules: what an auditor copies into a working paper. */
export function Facts({ run }: { run: Run }) {
  const organization = run.organization ?? run.plan?.organization;
  const { plan } = run;
  return (
    <section class="facts" aria-labelledby="facts">
      <h2 id="facts">The run</h2>
      <dl>
        <Fact name="Run">
          <code>{visible(run.id)}</code>
        </Fact>
        <Fact name="Organization">
          {organization === undefined ? 'not yet known' : <code>{visible(organization.id)}</code>}
        </Fact>
        <Fact name="Endpoint">
          <code>{visible(run.endpoint)}</code>
          {emulated(run) && <span class="quiet"> the embedded emulator</span>}
        </Fact>
        {(run.callers ?? []).map((caller, i) => (
          <Fact key={i} name={i === 0 ? 'Caller' : 'Gone on with by'}>
            <bdi>{callerText(caller)}</bdi>
          </Fact>
        ))}
        <Fact name="Time">
          <time dateTime={run.started}>{showTime(run.started)}</time> to{' '}
          <time dateTime={run.ended}>{showTime(run.ended).slice(11)}</time>
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
        <Fact name="Traffic">{trafficText(run)}</Fact>
        <Fact name="Made by">{visible(run.tool)}</Fact>
      </dl>
      <Hashes run={run} />
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function trafficText({ traffic: { requests, retries, throttles, 'waited-ms': waited } }: Run): string {
  const parts = [count(requests, 'request')];
  if (retries > 0) parts.push(count(retries, 'retry', 'retries'));
  if (throttles > 0) parts.push(count(throttles, 'throttle'));
  if (waited >= 1000) parts.push(`${number(waited / 1000)} s waited`);
  return parts.join(', ');
}

/** What the run stands on: short to compare by eye, whole on demand. */
function Hashes({ run }: { run: Run }) {
  const { plan } = run;
  const files = (plan?.sources ?? []).map(({ file, sha256 }) => [visible(file), sha256] as const);
  const others = [
    ['Plan', plan?.digest],
    ['Seal of the plan file', plan?.seal],
    ['Inventory', plan?.inventory.digest],
    ['Head of the journal', run['journal-head']],
  ].flatMap(([name = '', digest]) => (digest === undefined ? [] : [[name, digest] as const]));
  if (files.length + others.length === 0) return null;
  return (
    <div class="hashes">
      {files.length > 0 && (
        <p>
          <span class="label">Rules</span>{' '}
          {files.map(([file, digest]) => (
            <span key={file} class="hash">
              <bdi>{file}</bdi> <code>{visible(digest.slice(0, 12))}</code>
            </span>
          ))}
        </p>
      )}
      <details>
        <summary>Digests in full (SHA-256)</summary>
        <dl class="digests">
          {[...others, ...files].map(([name, digest]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{visible(digest)}</code>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
