import { createHash } from 'node:crypto';
import type { ApiName } from '../routes/names.ts';
import { WRITES } from '../routes/names.ts';
import type { Fault, FaultPlan, FaultRule, Span } from './plan.ts';

/** A request as the fault plan sees it. */
export interface Candidate {
  readonly api: ApiName;
  /** Id of the resource in the path. */
  readonly resource: string | undefined;
  /** What makes two requests the same request: method, target and body. */
  readonly identity: string;
}

/** What befalls one request. */
export interface Misfortune {
  /** Milliseconds. */
  readonly latency: number;
  readonly faults: readonly Fault[];
  /** A number from 0 (included) to 1 (excluded) for whatever a fault still has to draw. */
  readonly chance: (purpose: string) => number;
}

const WRITE_NAMES: ReadonlySet<ApiName> = new Set(WRITES);

/**
 * Decides what befalls each request. Chances do not come from one stream, which the order of arrival would shift, but
 * from a hash of the seed, the rule and the request with its how-manieth time: the same requests meet the same
 * fate in whatever order a concurrent client sends them. Only `nth` goes by arrival.
 */
export function createFaults(plan: FaultPlan, seed: number): (candidate: Candidate) => Misfortune {
  const times = new Map<string, number>();
  const rules = (plan.rules ?? []).map((rule, index) => ({ rule, index, matched: 0, fired: 0 }));

  return (candidate) => {
    const time = (times.get(candidate.identity) ?? 0) + 1;
    times.set(candidate.identity, time);
    const chance = (purpose: string) => drawn(seed, purpose, candidate.identity, time);
    const fired = rules.filter((entry) => {
      if (!matches(entry.rule, candidate)) return false;
      entry.matched++;
      const { nth, probability = 1, count = Number.POSITIVE_INFINITY } = entry.rule;
      if (nth !== undefined && ![nth].flat().includes(entry.matched)) return false;
      if (entry.fired >= count || chance(`rule ${entry.index}`) >= probability) return false;
      entry.fired++;
      return true;
    });
    const faults = fired.map(({ rule }) => rule.fault);
    const spans = faults.flatMap((fault) => (fault.kind === 'latency' ? [fault.ms] : []));
    const latency = [plan.latency ?? 0, ...spans]
      .map((span, i) => within(span, chance(`latency ${i}`)))
      .reduce((sum, ms) => sum + ms, 0);
    return { latency, faults, chance };
  };
}

function matches({ on = 'any', resource }: FaultRule, candidate: Candidate): boolean {
  if (resource !== undefined && resource !== candidate.resource) return false;
  const kind = WRITE_NAMES.has(candidate.api) ? 'write' : 'read';
  return [on].flat().some((one) => one === 'any' || one === kind || one === candidate.api);
}

function drawn(seed: number, ...parts: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...parts]))
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

function within(span: Span, chance: number): number {
  return typeof span === 'number' ? span : span.min + chance * (span.max - span.min);
}
