import type { ResourceType, Severity } from '../../model.ts';

/** What a line is about, in the order of the table. Waivers and rules are lines of a comparison only. */
export const LINE_KINDS = ['removal', 'kept', 'finding', 'waiver', 'rule', 'gap'] as const;

export type LineKind = (typeof LINE_KINDS)[number];

/** What a colour says, besides the word it belongs to. */
export type Tone = 'accent' | 'good' | 'caution' | 'bad' | 'quiet';

/**
 * One line of the report's table: a removal (for an undo: what it puts back, or removes again), a kept tag, a finding or a gap. All
 * texts are made visible; an empty one means that there is none, since an empty value is shown as `""`.
 */
export interface Line {
  readonly kind: LineKind;
  /** `would remove`, `waived`, `missing`. */
  readonly state: string;
  readonly tone: Tone;
  readonly severity: Severity | '';
  readonly type: ResourceType | '';
  readonly id: string;
  readonly name: string;
  /** As `showPath` writes it; empty where the place was not read. */
  readonly path: string;
  readonly key: string;
  readonly value: string;
  /** Ids, sorted. */
  readonly rules: readonly string[];
  readonly why: string;
  readonly request: string;
  readonly at: string;
  /** The access key that asked, shortened. */
  readonly by: string;
}
