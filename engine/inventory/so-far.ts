import type { ResourceType } from '../model.ts';

/** How much of a type of resource, or how many units of the tree, was read so far. */
export interface SoFar {
  readonly what: ResourceType | 'tree';
  readonly done: number;
  /** What the service counts; absent for the tree, whose size nobody knows before it was read. */
  readonly total?: number;
}

/** Told after each answer. */
export type TellSoFar = (soFar: SoFar) => void;
