/** A bar of two parts: removals, then what is kept. The numbers stand beside it as text. */
export function Bar({ removals, kept, most }: { removals: number; kept: number; most: number }) {
  const part = (n: number) => (most === 0 ? 0 : (n * 100) / most);
  return (
    <svg class="bar" aria-hidden="true" width="100%" height="10">
      {removals > 0 && <rect class="removals" width={`${part(removals)}%`} height="10" rx="2" />}
      {kept > 0 && <rect class="kept" x={`${part(removals)}%`} width={`${part(kept)}%`} height="10" rx="2" />}
    </svg>
  );
}

export function Legend() {
  return (
    <p class="legend">
      <span class="swatch removals" /> removals <span class="swatch kept" /> claimed and kept
    </p>
  );
}
