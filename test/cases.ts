/**
 * How many cases a property is tried on: its own number, times `CASES_SHARE`. `CASES_SHARE=20 npm test` looks for longer;
 * mutants are shown a tenth, since each is met by all properties of what it is in.
 */
export function cases(number: number): number {
  return Math.ceil(number * Number(process.env['CASES_SHARE'] ?? 1));
}
