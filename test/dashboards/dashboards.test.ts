import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser as traceql } from '@grafana/lezer-traceql';
import { parser as promql } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { dashboards, written } from '../../dashboards/index.js';
import * as semconv from '../../src/genai/semconv.js';
import { committed, dashboardQueries, documentedQueries, root } from './queries-in.js';

const queries = [...dashboardQueries(), ...documentedQueries()];
const parsers = { promql, traceql };

/** The parts of a query its grammar knows nothing of. */
function unparsed(language: keyof typeof parsers, query: string): readonly string[] {
  const wrong: string[] = [];
  parsers[language].parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) wrong.push(`${query.slice(from, to)} at ${from}`);
    },
  });
  return wrong;
}

describe('a dashboard', () => {
  test.each(dashboards)('$title is committed as it is generated', spec => {
    expect(committed(spec)).toBe(written(spec));
  });

  test.each(dashboards)('$title asks the datasources chosen on its page', spec => {
    const uids = [...committed(spec).matchAll(/"datasource": \{[^}]*"uid": "([^"]*)"/g)].map(
      ([, uid]) => uid,
    );
    expect(new Set(uids)).toEqual(new Set(uids.filter(uid => /^\$\{(prometheus|tempo)\}$/.test(uid!))));
    expect(uids.length).toBeGreaterThan(0);
  });
});

describe('a query', () => {
  test.each(queries)('of $dashboard parses: $panel', ({ language, query }) => {
    expect(query).not.toBe('');
    expect(unparsed(language, query)).toEqual([]);
  });

  test('that is misspelled does not', () => {
    expect(unparsed('promql', 'sum by (le (llm_calls_total)')).not.toEqual([]);
    expect(unparsed('traceql', '{ span.agent.run.rollup = true')).not.toEqual([]);
  });

  test('of traces names only attributes there are', () => {
    const known = new Set<unknown>(
      Object.values(semconv).flatMap(name => (typeof name === 'string' ? [name] : Object.values(name))),
    );
    const named = queries
      .filter(({ language }) => language === 'traceql')
      .flatMap(({ query }) => [...query.matchAll(/\bspan\.([\w.]+)/g)].map(([, name]) => name!));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(name => !known.has(name))).toEqual([]);
  });

  test('of figures adds up a metric the collector makes', () => {
    const config = readFileSync(join(root, 'collector-config.yaml'), 'utf8');
    const made = [...config.matchAll(/^ {6}- name: ([\w.]+)$/gm)].map(([, name]) =>
      name!.replaceAll('.', '_'),
    );
    const named = queries
      .filter(({ language }) => language === 'promql')
      .flatMap(({ query }) => [...query.matchAll(/\b([a-z][\w]*_[\w]+)\{/g)].map(([, name]) => name!));
    const isMade = (name: string) =>
      name.startsWith('traces_span_metrics_duration_seconds_') ||
      made.some(metric => new RegExp(`^${metric}(_USD)?(_total|_bucket|_sum|_count)$`).test(name));
    expect(named.length).toBeGreaterThan(20);
    expect([...new Set(named)].filter(name => !isMade(name))).toEqual([]);
  });
});
