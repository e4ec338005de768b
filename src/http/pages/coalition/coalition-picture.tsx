// A picture of the coalition: all constituents around, none of them in the middle, and from this instance a line to each of the
// others, as it is seen from here. The list of constituents beside it says the same in words.
import type { Look } from '../look.ts';

export type Seen = 'self' | 'reachable' | 'unreachable' | 'unknown';
export type Node = { id: string; name: string; seen: Seen };

const WIDTH = 640;
const HEIGHT = 400;
const RADIUS = { x: 140, y: 140 };
/** From so many on, names would cover each other: the list has them. */
const NAMED = 24;
const LONGEST = 18;

type Placed = Node & { x: number; y: number; angle: number };

const round = (value: number): number => Math.round(value * 10) / 10;

/** Around, clockwise from the top, this instance first. */
export const placeAround = (nodes: readonly Node[]): Placed[] => {
  const self = Math.max(
    0,
    nodes.findIndex(({ seen }) => seen === 'self'),
  );
  const ordered = [...nodes.slice(self), ...nodes.slice(0, self)];
  return ordered.map((node, index) => {
    const angle = (index / ordered.length) * 2 * Math.PI - Math.PI / 2;
    return {
      ...node,
      angle,
      x: round(WIDTH / 2 + RADIUS.x * Math.cos(angle)),
      y: round(HEIGHT / 2 + RADIUS.y * Math.sin(angle)),
    };
  });
};

/** By characters as people count them. */
const shortened = (name: string): string => {
  const signs = [...name];
  return signs.length <= LONGEST ? name : `${signs.slice(0, LONGEST - 1).join('')}…`;
};

const Label = ({ node: { x, y, angle, name } }: { node: Placed }) => {
  const side = Math.cos(angle);
  const anchor = Math.abs(side) < 0.15 ? 'middle' : side > 0 ? 'start' : 'end';
  return (
    <text
      class={`label ${anchor}`}
      x={round(x + (anchor === 'middle' ? 0 : Math.sign(side) * 16))}
      y={round(y + (anchor === 'middle' ? Math.sign(Math.sin(angle)) * 20 + 4 : 4))}
    >
      {shortened(name)}
    </text>
  );
};

export const CoalitionPicture = ({ look, nodes }: { look: Look; nodes: readonly Node[] }) => {
  const { t } = look;
  const placed = placeAround(nodes);
  const self = placed.find(({ seen }) => seen === 'self');
  const others = placed.filter(({ seen }) => seen !== 'self');
  const silent = others.filter(({ seen }) => seen === 'unreachable').map(({ name }) => name);
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby="picture-title picture-text">
        <title id="picture-title">{t('charter.picture')}</title>
        <desc id="picture-text">
          {t('charter.picture-text', {
            count: nodes.length,
            others: others.length,
            reachable: others.filter(({ seen }) => seen === 'reachable').length,
            silent: silent.length === 0 ? 'none' : look.list(silent),
          })}
        </desc>
        {self && others.map(({ x, y, seen }) => <line class={`edge ${seen}`} x1={self.x} y1={self.y} x2={x} y2={y} />)}
        {placed.map(({ x, y, seen }) => (
          <circle class={`node ${seen}`} cx={x} cy={y} r={seen === 'self' ? 10 : 8} />
        ))}
        {placed.length <= NAMED && placed.map((node) => <Label node={node} />)}
      </svg>
      <figcaption class="quiet">{t('charter.picture-here')}</figcaption>
    </figure>
  );
};
