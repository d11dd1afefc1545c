import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DashboardSpec, dashboards } from '../../dashboards/index.js';

export const root = join(__dirname, '../..');

export interface Query {
  readonly dashboard: string;
  readonly panel: string;
  readonly language: 'promql' | 'traceql';
  /** With values in place of the page's choices, over the last minutes. */
  readonly query: string;
}

/** What Grafana puts in place before it asks; https://grafana.com/docs/grafana/latest/dashboards/variables */
const choices: Readonly<Record<string, string>> = {
  $__range: '2m',
  $__rate_interval: '1m',
  $service: '.*',
  $agent: '.*',
};

const chosen = (query: string) => query.replace(/\$\w+/g, name => choices[name] ?? name);

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr?: string; readonly query?: string }[];
}

/** The committed file of a dashboard. */
export const committed = ({ uid }: DashboardSpec) =>
  readFileSync(join(root, 'dashboards', `${uid}.json`), 'utf8');

/** Every query of the committed dashboards. */
export function dashboardQueries(): readonly Query[] {
  return dashboards.flatMap(spec => {
    const { panels } = JSON.parse(committed(spec)) as { readonly panels: readonly Panel[] };
    return panels.flatMap(({ title, targets }) =>
      targets.map(({ expr, query }) => ({
        dashboard: spec.title,
        panel: title,
        language: expr === undefined ? ('traceql' as const) : ('promql' as const),
        query: chosen(expr ?? query ?? ''),
      })),
    );
  });
}

/** Every query on the page about the pipeline, from its blocks of code. */
export function documentedQueries(): readonly Query[] {
  const page = readFileSync(join(root, 'docs/pipeline.md'), 'utf8');
  return [...page.matchAll(/^```(promql|traceql)\n([\s\S]*?)^```/gm)].flatMap(([, language, block]) =>
    block!
      .split('\n')
      .filter(line => line.trim() !== '' && !line.startsWith('#'))
      .map(query => ({
        dashboard: 'docs/pipeline.md',
        panel: query,
        language: language as Query['language'],
        query,
      })),
  );
}
