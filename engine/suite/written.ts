import type { ResourceType } from '../model.ts';

/** A test file as people write it and `schemas/tag-rules-test.schema.json` describes it. Maps have no prototype. */
export interface WrittenTest {
  readonly title?: string;
  readonly rules: string;
  readonly today?: string;
  readonly resources: readonly WrittenResource[];
  readonly expect: readonly WrittenExpectation[];
}

export interface WrittenResource {
  readonly id: string;
  readonly type: ResourceType;
  readonly name?: string;
  readonly path?: string | readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface WrittenExpectation {
  readonly title?: string;
  readonly resource: string;
  readonly remove?: readonly string[];
  readonly keep?: readonly string[];
  readonly because?: Readonly<Record<string, string | readonly string[]>>;
  readonly findings?: Readonly<Record<string, readonly string[]>>;
}
