export interface GrowthPoint {
  readonly inFlight: number;
  /** Tokens a second. */
  readonly rate: number;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 320, 64, 40, 20];

/** Tokens a second over requests in flight, the latter by doublings, as SVG. */
export function growthPicture(points: readonly GrowthPoint[]): string {
  const most = Math.max(...points.map(({ rate }) => rate));
  const step = niceStep(most / 4);
  const top = Math.ceil(most / step) * step;
  const x = (i: number) => LEFT + (i * (WIDTH - LEFT - 20)) / Math.max(1, points.length - 1);
  const y = (rate: number) => HEIGHT - BOTTOM - (rate / top) * (HEIGHT - BOTTOM - TOP);
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).map(
    (rate) =>
      `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(rate)}" y2="${y(rate)}" stroke="#ddd"/>` +
      `<text x="${LEFT - 8}" y="${y(rate) + 4}" text-anchor="end">${rate}</text>`,
  );
  const ticks = points.map(
    ({ inFlight }, i) => `<text x="${x(i)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${inFlight}</text>`,
  );
  const dots = points.map(({ rate }, i) => `<circle cx="${x(i)}" cy="${y(rate)}" r="4" fill="#1f6feb"/>`);
  const line = points.map(({ rate }, i) => `${x(i)},${y(rate)}`).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12"><title>Tokens a second by requests in flight</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${[...grid, ...ticks].join('\n')}
<polyline points="${line}" fill="none" stroke="#1f6feb" stroke-width="2"/>
${dots.join('\n')}
<text x="${(WIDTH + LEFT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">requests in flight</text>
<text x="${LEFT}" y="13">tokens a second</text>
</svg>
`;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
}
