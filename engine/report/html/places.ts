import { hierarchy, partition } from 'd3-hierarchy';
import type { Path, Run } from '../../model.ts';
import { rowsOf } from '../rows.ts';
import { showName, showPath } from '../visible.ts';

/** A place in the tree of OUs as it is drawn: left to right by depth, its height by the removals at and below it. */
export interface PlaceBox {
  /** As `showPath` writes it: what a link filters by. */
  readonly path: string;
  readonly name: string;
  readonly removals: number;
  /** Levels below the root, which is 0. */
  readonly depth: number;
  /** Pixels. */
  readonly top: number;
  readonly height: number;
}

/** The picture of a run's removals over the tree. */
export interface Places {
  readonly boxes: readonly PlaceBox[];
  /** Levels that are drawn, the root included. */
  readonly levels: number;
  /** Pixels. */
  readonly height: number;
  /** Places that are too small to draw. */
  readonly undrawn: number;
  /** Removals on resources whose place was not read, policies among them. */
  readonly elsewhere: number;
}

interface Place {
  readonly path: Path;
  own: number;
  readonly children: Map<string, Place>;
}

/** Pixels: what a tag would like, what is the least that is drawn, and the bounds of the picture. */
const [TAG, LEAST, LOWEST, HIGHEST] = [24, 7, 72, 560];

export function placesOf(run: Run): Places {
  const root: Place = { path: [], own: 0, children: new Map() };
  let elsewhere = 0;
  for (const { resource } of rowsOf(run)) {
    if (resource.path === undefined) elsewhere++;
    else placeAt(root, resource.path).own++;
  }
  const tree = hierarchy(root, (place) => [...place.children.values()])
    .sum((place) => place.own)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const height = Math.min(HIGHEST, Math.max(LOWEST, (tree.value ?? 0) * TAG));
  const nodes = partition<Place>().size([height, 1])(tree).descendants();
  const drawn = nodes.filter((node) => node.x1 - node.x0 >= LEAST);
  return {
    boxes: drawn.map(({ data, depth, value = 0, x0, x1 }) => ({
      path: showPath(data.path),
      name: data.path.length === 0 ? 'Root' : showName(data.path.at(-1) ?? ''),
      removals: value,
      depth,
      top: x0,
      height: x1 - x0,
    })),
    levels: Math.max(...drawn.map((node) => node.depth), 0) + 1,
    height,
    undrawn: nodes.length - drawn.length,
    elsewhere,
  };
}

function placeAt(root: Place, path: Path): Place {
  let place = root;
  for (const [i, name] of path.entries()) {
    const child = place.children.get(name) ?? { path: path.slice(0, i + 1), own: 0, children: new Map() };
    place.children.set(name, child);
    place = child;
  }
  return place;
}
