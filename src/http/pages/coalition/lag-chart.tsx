// How a peer stood over time, as a picture (SVG, made here, without any style of its own) and as a table that says the same.
import type { HistoryPoint, PeerHistory } from '../../../federation/peer-history.ts';
import type { Look } from '../look.ts';

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 8;
const TOP = 18;
/** Where the line of nothing lies, and the strip below it that says when the peer answered. */
const FLOOR = 140;
const STRIP = 150;
/** Not by colour alone. */
const STRIP_HEIGHTS = { yes: 9, partly: 6, no: 2 } as const;

const round = (value: number): number => Math.round(value * 10) / 10;

type Scale = { x(at: number): number; y(lag: number): number };

const scaleOf = ({ from, until }: PeerHistory, most: number): Scale => ({
  x: (at) => round(LEFT + (Math.min(Math.max(at - from, 0), until - from) / (until - from)) * (WIDTH - 2 * LEFT)),
  y: (lag) => round(FLOOR - (lag / most) * (FLOOR - TOP)),
});

/** Points that follow each other without a gap: where no sample was taken, nothing is drawn. */
export const runsOf = (points: readonly HistoryPoint[], span: number): HistoryPoint[][] => {
  const runs: HistoryPoint[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.at - last.at === span) run.push(point);
    else runs.push([point]);
  }
  return runs;
};

/** Steps: each point stands for its whole span. */
const areaOf = (run: readonly HistoryPoint[], span: number, { x, y }: Scale): string => {
  const steps = run.map(({ at, lag }) => `H${x(at)}V${y(lag ?? 0)}H${x(at + span)}`);
  return `M${x(run[0]?.at ?? 0)} ${FLOOR}${steps.join('')}V${FLOOR}Z`;
};

const answered = ({ samples, reached }: HistoryPoint): 'yes' | 'partly' | 'no' =>
  reached === samples ? 'yes' : reached === 0 ? 'no' : 'partly';

export const mostOf = (points: readonly HistoryPoint[]): number => Math.max(0, ...points.map(({ lag }) => lag ?? 0));

type Props = { look: Look; name: string; history: PeerHistory };

/** What the picture shows, in a sentence. */
const sentence = ({ look, history: { from, until, points } }: Props): string => {
  const samples = points.reduce((sum, point) => sum + point.samples, 0);
  const reached = points.reduce((sum, point) => sum + point.reached, 0);
  return look.t('peers.chart-text', {
    from: look.moment(from),
    until: look.moment(until),
    most: mostOf(points),
    share: look.percent(samples === 0 ? 0 : reached / samples),
  });
};

export const LagChart = (props: Props) => {
  const { look, name, history } = props;
  const { span, points, from, until } = history;
  const most = mostOf(points);
  const scale = scaleOf(history, Math.max(1, most));
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby="chart-title chart-text">
        <title id="chart-title">{look.t('peers.chart-title', { name })}</title>
        <desc id="chart-text">{sentence(props)}</desc>
        <line class="grid" x1={LEFT} y1={TOP} x2={WIDTH - LEFT} y2={TOP} />
        {runsOf(points, span).map((run) => (
          <path class="area" d={areaOf(run, span, scale)} />
        ))}
        <line class="axis" x1={LEFT} y1={FLOOR} x2={WIDTH - LEFT} y2={FLOOR} />
        {points.map((point) => (
          <rect
            class={`answered ${answered(point)}`}
            x={scale.x(point.at)}
            y={STRIP}
            width={round(Math.max(0.5, scale.x(point.at + span) - scale.x(point.at)))}
            height={STRIP_HEIGHTS[answered(point)]}
          />
        ))}
        <text class="label" x={LEFT} y={TOP - 5}>
          {look.t('peers.entries', { count: Math.max(1, most) })}
        </text>
        <text class="label" x={LEFT} y={HEIGHT - 5}>
          {look.moment(from)}
        </text>
        <text class="label end" x={WIDTH - LEFT} y={HEIGHT - 5}>
          {look.moment(until)}
        </text>
      </svg>
      <figcaption>{sentence(props)}</figcaption>
    </figure>
  );
};

const HOUR = 3_600_000;

/** Of a day its hours, of a month its days: what the table shows in a line. */
export const linesOf = ({ span, points }: Pick<PeerHistory, 'span' | 'points'>): HistoryPoint[] => {
  const wide = span < HOUR ? HOUR : 24 * HOUR;
  const lines: HistoryPoint[] = [];
  for (const point of points) {
    const at = point.at - (point.at % wide);
    const line = lines.at(-1);
    if (!line || line.at !== at) {
      lines.push({ ...point, at });
      continue;
    }
    line.samples += point.samples;
    line.reached += point.reached;
    line.lag = point.lag === null ? line.lag : Math.max(line.lag ?? 0, point.lag);
    line.missing = Math.max(line.missing, point.missing);
    line.holes = Math.max(line.holes, point.holes);
  }
  return lines;
};

export const LagTable = ({ look, history }: Omit<Props, 'name'>) => {
  const { t } = look;
  const lines = linesOf(history).reverse();
  const when = history.span < HOUR ? look.moment : look.day;
  return (
    <details>
      <summary>{t('peers.chart-table')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('peers.chart-time')}</th>
            <th scope="col">{t('peers.chart-answered')}</th>
            <th scope="col">{t('peers.chart-lag')}</th>
            <th scope="col">{t('peers.missing')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ at, samples, reached, lag, missing }) => (
            <tr>
              <th scope="row" class="nowrap">
                {when(at)}
              </th>
              <td>{look.percent(reached / samples)}</td>
              <td>{lag === null ? t('peers.lag-unknown') : t('peers.missing-entries', { count: lag })}</td>
              <td>{t('peers.missing-entries', { count: missing })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
};
