import { count, number } from '../words.ts';
import { FilterLink, filterAddress } from './filter-link.tsx';
import { type PlaceBox, type Places, placesOf } from './places.ts';
import type { View } from './view.ts';

/** Removals over the tree of OUs. Each box is a link that narrows the table to it and all below it. */
export function Tree({ view }: { view: View }) {
  const places = placesOf(view.run);
  const inTree = places.boxes[0]?.removals ?? 0;
  if (inTree + places.elsewhere === 0) return null;
  return (
    <section class="by-place" aria-labelledby="by-place">
      <h2 id="by-place">Over the tree</h2>
      {inTree > 0 && <Picture places={places} view={view} />}
      {inTree > 0 && <List places={places} view={view} />}
      <p class="quiet">
        {inTree > 0 && (
          <span class="of-picture">
            A box is an organizational unit; its height is the tags at it and below it.{' '}
          </span>
        )}
        {places.undrawn > 0 && `${count(places.undrawn, 'place')} too small to draw. `}
        {places.elsewhere > 0 && (
          <FilterLink view={view} query={{ kind: 'removal', where: 'none' }}>
            {count(places.elsewhere, 'tag')} on policies, or where no rule needed the place
          </FilterLink>
        )}
      </p>
    </section>
  );
}

function Picture({ places: { boxes, levels, height }, view }: { places: Places; view: View }) {
  return (
    <svg class="tree" role="group" aria-labelledby="tree-title tree-desc" width="100%" height={height}>
      <title id="tree-title">Tags by organizational unit</title>
      <desc id="tree-desc">
        From the root at the left to the deepest units at the right. Each box is a link.
      </desc>
      {boxes.map((box) => (
        <Box key={box.path} box={box} levels={levels} view={view} />
      ))}
    </svg>
  );
}

/** The same for a telephone, where boxes are too narrow for their names. */
function List({ places: { boxes }, view }: { places: Places; view: View }) {
  return (
    <ul class="tree-list">
      {boxes
        .filter(({ height }) => height >= WITH_NAME)
        .sort((a, b) => a.top - b.top || a.depth - b.depth)
        .map(({ path, name, removals, depth }) => (
          <li key={path} class={`depth-${Math.min(depth, 5)}`}>
            <a {...(view.table && linkTo(path))}>
              <span>{name}</span> <span>{number(removals)}</span>
            </a>
          </li>
        ))}
    </ul>
  );
}

/** Pixels from which on a box has its name in it. */
const WITH_NAME = 13;

function linkTo(path: string) {
  return { href: filterAddress({ kind: 'removal', where: path }), 'data-filter': '' };
}

interface BoxProps {
  readonly box: PlaceBox;
  readonly levels: number;
  readonly view: View;
}

function Box({ box, levels, view }: BoxProps) {
  // Begins with what is seen, so that it can be said to a computer that listens.
  const said = `${box.name} ${count(box.removals, 'tag')}, ${box.path}`;
  const inside = (
    <>
      <title>{said}</title>
      <Drawn box={box} levels={levels} />
    </>
  );
  if (!view.table) return <g>{inside}</g>;
  return <a {...linkTo(box.path)}>{inside}</a>;
}

/** Percent of the width that the root takes; the other levels share the rest. */
const ROOT = 12;

/** Across in percent, down in pixels, so that text keeps its size on any page; what is too long for its box is cut. */
function Drawn({ box: { name, removals, depth, top, height }, levels }: Omit<BoxProps, 'view'>) {
  const level = levels === 1 ? 0 : (100 - ROOT) / (levels - 1);
  const x = depth === 0 ? 0 : ROOT + (depth - 1) * level;
  const width = levels === 1 ? 100 : depth === 0 ? ROOT : level;
  return (
    <svg x={`${x}%`} y={top} width={`${width}%`} height={height}>
      <rect class={`box depth-${Math.min(depth, 5)}`} x="1" y="1" width="100%" height={height - 2} rx="3" />
      {height >= WITH_NAME && (
        <text class={height < 17 ? 'small' : ''} x="10" y={Math.min(height / 2 + 4, 22)}>
          {name}{' '}
          <tspan class="count" dx="4">
            {number(removals)}
          </tspan>
        </text>
      )}
    </svg>
  );
}
