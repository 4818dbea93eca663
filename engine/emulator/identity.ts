/** A text or several. */
type OneOrMore = string | readonly string[];

/** Operator to condition key to values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: OneOrMore;
  /** Default: all. */
  readonly Resource?: OneOrMore;
  readonly Condition?: Conditions;
}

/** An identity policy of IAM, in the 5.0 language. */
export interface IdentityPolicy {
  readonly Version: '5.0';
  readonly Statement: readonly Statement[];
}
