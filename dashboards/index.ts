export type { DashboardSpec } from './panel.js';

import { cachesAndDrift } from './caches-and-drift.js';
import { costAndTokens } from './cost-and-tokens.js';
import { type DashboardSpec, dashboardOf } from './panel.js';
import { runs } from './runs.js';

export const dashboards: readonly DashboardSpec[] = [costAndTokens, runs, cachesAndDrift];

/** A dashboard as the committed file holds it. */
export function written(spec: DashboardSpec): string {
  return `${JSON.stringify(dashboardOf(spec), null, 2)}\n`;
}
