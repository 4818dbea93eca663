import { scaleLinear } from 'd3-scale';

const [WIDTH, HEIGHT] = [420, 260];
const MARGIN = { top: 36, right: 84, bottom: 40, left: 56 };
const COLOURS = ['#0b62c4', '#8a8f98'];

/**
 * Panels of lines side by side, as SVG that fetches nothing and reads on light and dark pages.
 *
 * @param panels each `{ title, unit, lines: [{ name, points: [[x, milliseconds]] }] }`
 */
export function chart(panels) {
  const width = WIDTH * panels.length;
  const parts = panels.map((panel, i) => `<g transform="translate(${i * WIDTH} 0)">${draw(panel)}</g>`);
  const titles = panels.map(({ title }) => title).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${titles}</title>`,
    `<rect width="${width}" height="${HEIGHT}" fill="#fff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function draw({ title, unit, lines }) {
  const points = lines.flatMap((one) => one.points);
  const x = scaleLinear([0, Math.max(...points.map(([at]) => at))], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear(
    [0, Math.max(...points.map(([, ms]) => ms))],
    [HEIGHT - MARGIN.bottom, MARGIN.top],
  ).nice(4);
  const [left, right, bottom] = [MARGIN.left, WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
  const rows = y.ticks(4).map((tick) => {
    const at = y(tick);
    const label = `<text x="${left - 6}" y="${at + 4}" text-anchor="end" fill="#555">${tick} ms</text>`;
    return `<line x1="${left}" x2="${right}" y1="${at}" y2="${at}" stroke="#ddd"/>${label}`;
  });
  const columns = x.ticks(4).map((tick) => {
    const shown = tick.toLocaleString('en');
    return `<text x="${x(tick)}" y="${bottom + 16}" text-anchor="middle" fill="#555">${shown}</text>`;
  });
  const drawn = lines.map(({ name, points: own }, i) => {
    const path = own.map(([at, ms]) => `${x(at).toFixed(1)},${y(ms).toFixed(1)}`).join(' ');
    const [, last] = own.at(-1);
    const label = `<text x="${right + 6}" y="${y(last) + 4}" fill="${COLOURS[i]}">${name}</text>`;
    return `<polyline points="${path}" fill="none" stroke="${COLOURS[i]}" stroke-width="2"/>${label}`;
  });
  const head = `<text x="${left}" y="20" font-weight="600" fill="#222">${title}</text>`;
  const foot = `<text x="${(left + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="#555">${unit}</text>`;
  return [head, ...rows, ...columns, ...drawn, foot].join('\n');
}
