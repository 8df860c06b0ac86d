// The few parts of Grafana's dashboard format that are used here: panels on a grid of 24 columns, each with PromQL queries.

export interface Query {
  readonly expr: string;
  /** Of a series, with {{labels}}. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Bars and single figures are of the end of the time that is shown. */
  readonly type?: 'timeseries' | 'stat' | 'bargauge';
  /** Columns of 24; a third of the width where nothing is said. */
  readonly width?: number;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

const columns = 24;
const height = { timeseries: 8, stat: 4, bargauge: 8 };
const reduceOptions = { calcs: ['lastNotNull'] };
const options = {
  timeseries: { tooltip: { mode: 'multi' } },
  stat: { reduceOptions },
  bargauge: { reduceOptions, orientation: 'horizontal', displayMode: 'basic' },
};
const datasource = { type: 'prometheus', uid: '$datasource' };

/** The file that Grafana's provisioning reads. */
export function toJson(dashboard: Dashboard): string {
  const { uid, title, description, rows } = dashboard;
  const model = {
    uid,
    title,
    description,
    tags: ['wetread'],
    editable: false,
    schemaVersion: 41,
    refresh: '30s',
    time: { from: 'now-12h', to: 'now' },
    timezone: 'browser',
    templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }] },
    panels: laidOut(rows),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

function laidOut(rows: readonly Row[]): object[] {
  const placed: object[] = [];
  let y = 0;
  let id = 1;
  for (const row of rows) {
    placed.push({
      id: id++,
      type: 'row',
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos: at(0, y, columns, 1),
    });
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of row.panels) {
      const { type = 'timeseries', width = 8 } = panel;
      if (x + width > columns) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      placed.push(panelJson(panel, id++, at(x, y, width, height[type])));
      x += width;
      lineHeight = Math.max(lineHeight, height[type]);
    }
    y += lineHeight;
  }
  return placed;
}

const at = (x: number, y: number, w: number, h: number) => ({ x, y, w, h });

function panelJson({ type = 'timeseries', title, description, unit, queries }: Panel, id: number, gridPos: object) {
  return {
    id,
    type,
    title,
    description,
    gridPos,
    datasource,
    fieldConfig: { defaults: { unit, ...(type === 'timeseries' && { custom: { fillOpacity: 10 } }) }, overrides: [] },
    options: options[type],
    targets: queries.map(({ expr, legend }, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource,
      expr,
      legendFormat: legend,
      ...(type === 'timeseries' ? { range: true } : { instant: true }),
    })),
  };
}

/** Of the counter `name`: how much a minute, by `label`. */
export const perMinute = (name: string, label: string): Query => ({
  expr: `60 * sum by (${label}) (rate(${name}[$__rate_interval]))`,
  legend: `{{${label}}}`,
});

/** Of the counter `name`: how much in the time that is shown, by `label`. */
export const inRange = (name: string, label: string): Query => ({
  expr: `sum by (${label}) (increase(${name}[$__range]))`,
  legend: `{{${label}}}`,
});

/** Median and 95th percentile of the histogram `name`, of each value of `label` where one is given. */
export function percentiles(name: string, label?: string): Query[] {
  return [50, 95].map((p) => ({
    expr: `histogram_quantile(${p / 100}, sum by (${label ? `le, ${label}` : 'le'}) (rate(${name}_bucket[$__rate_interval])))`,
    legend: label ? `{{${label}}} p${p}` : `p${p}`,
  }));
}

/** Of a gauge that each replica reads from the same place: adding them up would count it once a replica. */
export const shared = (selector: string, legend: string, by?: string): Query => ({
  expr: by ? `max by (${by}) (${selector})` : `max(${selector})`,
  legend,
});
