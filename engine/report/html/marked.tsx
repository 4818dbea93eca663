/** Prose in which backticks mark code. */
export function Marked({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <Code key={i} text={part} /> : part))}</>;
}

/** A command, whose flags do not break at their hyphens. */
function Code({ text }: { text: string }) {
  return (
    <code>
      {text.split(/(--[\w-]+)/).map((part, i) =>
        i % 2 === 1 ? (
          <span key={i} class="flag">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </code>
  );
}
