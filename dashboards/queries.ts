/** The labels every metric carries, as the dashboard's choices leave them. */
export const CHOSEN = 'service_name=~"$service",gen_ai_agent_name=~"$agent"';
/** The roll-ups that are runs, among the spans span_metrics has counted. */
export const CHOSEN_RUNS = `${CHOSEN},gen_ai_operation_name="invoke_agent"`;

/**
 * What a counter grew by over the time shown, exactly: `increase()` would take a series' first value for its start,
 * and an agent that ran once for one that never did. Where a collector starts anew in that time it falls short.
 */
export function grownBy(metric: string, by = '', labels = CHOSEN): string {
  const sum = (offset = '') => `sum${by && ` by (${by})`} (${metric}{${labels}}${offset})`;
  return `${sum()} - (${sum(' offset $__range')} or 0 * ${sum()})`;
}

/** What a counter grows by, point by point. */
export function growth(metric: string, by: string, labels = CHOSEN): string {
  return `sum by (${by}) (increase(${metric}{${labels}}[$__rate_interval]))`;
}
