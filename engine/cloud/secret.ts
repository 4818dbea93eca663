/** A secret that no log, message or dump shows: only `reveal` gives the text. */
export interface Secret {
  reveal(): string;
  /** `[secret]`, as everything else that shows it. */
  toString(): string;
}

const HIDDEN = '[secret]';

/** Wraps a secret; JSON, `util.inspect` and templates show `[secret]` in its place. */
export function secret(text: string): Secret {
  const hide = (): string => HIDDEN;
  return Object.freeze({
    reveal: () => text,
    toString: hide,
    toJSON: hide,
    [Symbol.for('nodejs.util.inspect.custom')]: hide,
  });
}
