/** What the documentation says of a problem code: one line, why it is a problem, and how to mend it. */
export interface ProblemText {
  readonly title: string;
  readonly why: string;
  readonly mend: string;
}
