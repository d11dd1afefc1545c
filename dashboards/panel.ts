import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as tempo from '@grafana/grafana-foundation-sdk/tempo';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** A panel as data: what it shows, and the queries that say it. */
export interface PanelSpec {
  readonly title: string;
  /** What a reader must know to trust the figure. */
  readonly description: string;
  readonly shows: 'stat' | 'timeseries' | 'heatmap' | 'table';
  /** https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
  readonly unit?: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly promql?: readonly { readonly expr: string; readonly legend: string }[];
  /** A query that finds traces, newest first. */
  readonly traceql?: string;
  /** Points of light that open the trace of a run. */
  readonly exemplars?: boolean;
}

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly panels: readonly PanelSpec[];
}

// Grafana puts the datasource chosen on the page in these places.
const PROMETHEUS = { type: 'prometheus', uid: `\${prometheus}` };
const TEMPO = { type: 'tempo', uid: `\${tempo}` };

const builders = {
  stat: () =>
    new stat.PanelBuilder()
      .height(4)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
      .colorMode(common.BigValueColorMode.None)
      .graphMode(common.BigValueGraphMode.None),
  timeseries: () =>
    new timeseries.PanelBuilder()
      .height(8)
      .min(0)
      .drawStyle(common.GraphDrawStyle.Bars)
      .fillOpacity(60)
      .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal)),
  heatmap: () => new heatmap.PanelBuilder().height(8).calculate(false),
  table: () => new table.PanelBuilder().height(8),
};

/** The dashboard as Grafana imports it. */
export function dashboardOf({ uid, title, description, panels }: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['lavague-tokens'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .withVariable(new DatasourceVariableBuilder('prometheus').label('Prometheus').type('prometheus'))
    .withVariable(new DatasourceVariableBuilder('tempo').label('Tempo').type('tempo'))
    .withVariable(choice('service', 'service_name'))
    .withVariable(choice('agent', 'gen_ai_agent_name'));
  for (const panel of panels) builder.withPanel(panelOf(panel));
  return builder.build();
}

/** A choice of any values of a label, all of them to begin with. */
function choice(name: string, label: string) {
  return new QueryVariableBuilder(name)
    .datasource(PROMETHEUS)
    .query(`label_values(llm_calls_total, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}

function panelOf(spec: PanelSpec) {
  const panel = builders[spec.shows]();
  panel.title(spec.title).description(spec.description).span(spec.width);
  if (spec.unit) panel.unit(spec.unit);
  panel.datasource(spec.traceql ? TEMPO : PROMETHEUS);
  (spec.promql ?? []).forEach(({ expr, legend }, at) => {
    const query = new prometheus.DataqueryBuilder().expr(expr).legendFormat(legend).refId(letter(at));
    if (spec.shows === 'heatmap') query.format(prometheus.PromQueryFormat.Heatmap);
    if (spec.shows === 'stat') query.instant();
    else if (spec.shows === 'table') query.instant().format(prometheus.PromQueryFormat.Table);
    else query.range();
    if (spec.exemplars) query.exemplar(true);
    panel.withTarget(query);
  });
  if (spec.traceql)
    panel.withTarget(
      new tempo.DataqueryBuilder()
        .queryType('traceql')
        .query(spec.traceql)
        .tableType(tempo.SearchTableType.Spans)
        .limit(20)
        .filters([])
        .refId('A'),
    );
  return panel;
}

const letter = (at: number) => String.fromCharCode(65 + at);
