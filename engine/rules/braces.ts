/** How many patterns one pattern with braces may stand for. */
export const MOST_ALTERNATIVES = 1000;

/** A group of braces while it is read; the outermost one is the pattern itself. */
interface Group {
  /** What the alternatives before the last comma stand for. */
  readonly finished: Set<string>;
  /** What the alternative that is being read stands for so far. */
  current: ReadonlySet<string>;
}

/**
 * The patterns that a pattern with `{a,b}` stands for, each once: `x{a,b{c,d}}` is `xa`, `xbc` and `xbd`. An
 * alternative may be empty. Braces that hold no comma, or have no partner, are plain characters.
 *
 * Gives undefined where they are more than MOST_ALTERNATIVES. They are counted while they grow, so that a pattern
 * that stands for millions costs no more than one that stands for a thousand.
 */
export function alternatives(pattern: string): readonly string[] | undefined {
  const around: Group[] = [];
  let group = newGroup();
  let read = 0;
  for (const { at, role } of braces(pattern)) {
    group.current = joined(group.current, [pattern.slice(read, at)]);
    read = at + 1;
    if (role === 'open') {
      around.push(group);
      group = newGroup();
      continue;
    }
    for (const text of group.current) group.finished.add(text);
    group.current = new Set(['']);
    if (role === 'close') {
      const parent = around.pop() ?? newGroup();
      parent.current = joined(parent.current, group.finished);
      group = parent;
    }
    if (Math.max(group.current.size, group.finished.size) > MOST_ALTERNATIVES) return undefined;
  }
  return [...joined(group.current, [pattern.slice(read)])];
}

/** Whether a pattern has braces that offer alternatives. */
export function hasAlternatives(pattern: string): boolean {
  return braces(pattern).length > 0;
}

function newGroup(): Group {
  return { finished: new Set(), current: new Set(['']) };
}

/** Every start followed by every end; cut off just past the bound, where the caller gives up. */
function joined(starts: ReadonlySet<string>, ends: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const end of ends) {
    for (const start of starts) all.add(start + end);
    if (all.size > MOST_ALTERNATIVES) break;
  }
  return all;
}

/** The braces that form groups, and the commas that part their alternatives, from left to right. */
function braces(pattern: string): { at: number; role: 'open' | 'comma' | 'close' }[] {
  const open: { at: number; commas: number[] }[] = [];
  const found: ReturnType<typeof braces> = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '{') open.push({ at, commas: [] });
    else if (character === ',') open.at(-1)?.commas.push(at);
    else if (character === '}') {
      const group = open.pop();
      if (group === undefined || group.commas.length === 0) continue;
      found.push({ at: group.at, role: 'open' }, { at, role: 'close' });
      for (const comma of group.commas) found.push({ at: comma, role: 'comma' });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}
