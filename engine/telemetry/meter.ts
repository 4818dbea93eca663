import type { Meter } from '@opentelemetry/api';
import type { Watch } from '../watch.ts';
import { type Attributes, organizationOf, refusals } from './attributes.ts';

/** Counts runs and what they do; docs/fleet.md lists the instruments. Ids of runs are no attributes: each would be a series. */
export function meterRuns(meter: Meter): Watch {
  const count = {
    runs: meter.createCounter('reconcile.runs', { description: 'Runs that ended, by mode and exit code' }),
    calls: meter.createCounter('reconcile.calls', {
      description: 'Calls to the service, by API and failure',
    }),
    requests: meter.createCounter('reconcile.requests', { description: 'Requests sent, retries included' }),
    retries: meter.createCounter('reconcile.retries', { description: 'Requests that were tried again' }),
    throttles: meter.createCounter('reconcile.throttles', { description: 'Requests that were throttled' }),
    tags: meter.createCounter('reconcile.removals', {
      description: 'Planned removals, by what came of them',
    }),
    refusals: meter.createCounter('reconcile.refusals', { description: 'Refused runs, by reason' }),
  };
  const duration = meter.createHistogram('reconcile.run.duration', {
    unit: 's',
    description: 'How long runs took',
    advice: { explicitBucketBoundaries: [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600] },
  });

  return (run, name) => {
    const whose = (): Attributes => organizationOf(run, name);
    return {
      step(step) {
        if (step.stage !== 'applied') return;
        for (const { state } of step.outcome.tags) count.tags.add(1, { ...whose(), state });
      },
      call: ({ api }) => {
        return ({ failure, requests, retries, throttles }) => {
          const outcome = failure?.kind ?? 'ok';
          count.calls.add(1, { ...whose(), api, outcome });
          if (requests > 0) count.requests.add(requests, whose());
          if (retries > 0) count.retries.add(retries, whose());
          if (throttles > 0) count.throttles.add(throttles, whose());
        };
      },
      ended(done) {
        const { mode, exit, started, ended } = done;
        const about = { ...organizationOf(done, name), mode, exit };
        count.runs.add(1, about);
        duration.record((Date.parse(ended) - Date.parse(started)) / 1_000, about);
        for (const reason of refusals(done)) count.refusals.add(1, { ...about, reason });
      },
    };
  };
}
