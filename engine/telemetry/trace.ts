import type { Span, Tracer } from '@opentelemetry/api';
import type { RunWatch, Watch } from '../watch.ts';
import {
  type Attributes,
  callAttributes,
  endAttributes,
  organizationOf,
  runAttributes,
} from './attributes.ts';
import type { TelemetryLibrary } from './library.ts';

/**
 * One trace for each run:
 *
 *     reconcile apply ─┬─ reading ──┬─ ShowOrganization
 *                      │            └─ ListResourceInstances …
 *                      ├─ planning, asking
 *                      ├─ applying ─┬─ ListTagsForResource
 *                      │            └─ UntagResource …
 *                      └─ verifying ── …
 *
 * A call's span lasts from the wish to its last answer: waiting for a turn and retries are inside.
 */
export function traceRuns(tracer: Tracer, api: TelemetryLibrary['api']): Watch {
  const below = (parent: Span, name: string, attributes: Attributes = {}): Span =>
    tracer.startSpan(name, { attributes }, api.trace.setSpan(api.ROOT_CONTEXT, parent));
  const failed = (span: Span): Span => span.setStatus({ code: api.SpanStatusCode.ERROR });

  return (run, name): RunWatch => {
    const root = tracer.startSpan(
      `reconcile ${run.mode}`,
      { root: true, attributes: organizationOf(run, name) },
      api.ROOT_CONTEXT,
    );
    let stage: Span | undefined;
    return {
      step(step) {
        if (step.stage === 'read' || step.stage === 'applied') return;
        stage?.end();
        stage = below(root, step.stage);
      },
      call(call) {
        const span = below(stage ?? root, call.api, callAttributes(call));
        return (end) => {
          span.setAttributes(endAttributes(end));
          if (end.failure !== undefined) failed(span);
          span.end();
        };
      },
      ended(done) {
        stage?.end();
        // A run that is gone on with has the mode, the id and the name of what it goes on with.
        root.updateName(`reconcile ${done.mode}`);
        root.setAttributes({ ...organizationOf(done, name), ...runAttributes(done) });
        if (done.exit !== 0 && done.exit !== 2) failed(root);
        root.end();
      },
    };
  };
}
