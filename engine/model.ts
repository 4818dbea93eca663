/** The nouns of the engine: plain values and their order. Imports nothing but its own parts. */

export type * from './model/comparison.ts';
export type * from './model/effects.ts';
export type * from './model/explanation.ts';
export type * from './model/inventory.ts';
export * from './model/order.ts';
export * from './model/organization.ts';
export type * from './model/plan.ts';
export type * from './model/rules.ts';
export type * from './model/run.ts';
