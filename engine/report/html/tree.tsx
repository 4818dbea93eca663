import type { Run } from '../../model.ts';
import { count } from '../words.ts';
import { type PlaceBox, type Places, placesOf } from './places.ts';
import { filterLink } from './view.ts';

/** Removals over the tree of OUs. Each box is a link that narrows the table to it and all below it. */
export function Tree({ run }: { run: Run }) {
  const places = placesOf(run);
  const inTree = places.boxes[0]?.removals ?? 0;
  if (inTree + places.elsewhere === 0) return null;
  return (
    <section class="by-place" aria-labelledby="by-place">
      <h2 id="by-place">Over the tree</h2>
      {inTree > 0 && <Picture places={places} />}
      <p class="quiet">
        {inTree > 0 && 'A box is an organizational unit; its height is the tags at it and below it. '}
        {places.undrawn > 0 && `${count(places.undrawn, 'place')} too small to draw. `}
        {places.elsewhere > 0 && (
          <a href={filterLink({ kind: 'removal', where: 'none' })} data-filter="">
            {count(places.elsewhere, 'tag')} on policies, or where no rule needed the place
          </a>
        )}
      </p>
    </section>
  );
}

function Picture({ places: { boxes, levels, height } }: { places: Places }) {
  return (
    <svg class="tree" role="group" aria-labelledby="tree-title tree-desc" width="100%" height={height}>
      <title id="tree-title">Tags by organizational unit</title>
      <desc id="tree-desc">
        From the root at the left to the deepest units at the right. Each box is a link.
      </desc>
      {boxes.map((box) => (
        <Box key={box.path} box={box} levels={levels} />
      ))}
    </svg>
  );
}

/** Percent of the width that the root takes; the other levels share the rest. */
const ROOT = 12;

function Box({
  box: { path, name, removals, depth, top, height },
  levels,
}: {
  box: PlaceBox;
  levels: number;
}) {
  const level = levels === 1 ? 0 : (100 - ROOT) / (levels - 1);
  const x = depth === 0 ? 0 : ROOT + (depth - 1) * level;
  const width = levels === 1 ? 100 : depth === 0 ? ROOT : level;
  const said = `${path}: ${count(removals, 'tag')}`;
  return (
    <a href={filterLink({ kind: 'removal', where: path })} data-filter="" aria-label={said}>
      <title>{said}</title>
      <svg x={`${x}%`} y={top} width={`${width}%`} height={height}>
        <rect class={`box depth-${Math.min(depth, 5)}`} x="1" y="1" width="100%" height={height - 2} rx="3" />
        {height >= 13 && (
          <text class={height < 17 ? 'small' : ''} x="10" y={Math.min(height / 2 + 4, 22)}>
            {name}
            <tspan class="count" dx="7">
              {removals}
            </tspan>
          </text>
        )}
      </svg>
    </a>
  );
}
