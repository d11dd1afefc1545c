import type { ReceivedSpan } from '../test/support/otlp-receiver.js';

interface Node {
  readonly span: ReceivedSpan;
  readonly children: readonly Node[];
}

/** The three counts, each with the attribute that says why a call's true number may be larger. */
const counts = [
  { head: 'prompt', key: 'llm.prompt_tokens', bound: 'llm.prompt_tokens_lower_bound' },
  { head: 'completion', key: 'llm.completion_tokens', bound: 'llm.completion_tokens_lower_bound' },
  { head: 'embedding', key: 'embedding_tokens', bound: undefined },
] as const;
const COST = 'llm.cost.total';
const deltas = ['llm.prompt_tokens_delta', 'llm.completion_tokens_delta', 'embedding_tokens_delta'];

/**
 * The runs among these spans as a table: run → steps → calls, in the order they began, tokens as counted, what the
 * provider reported for each call, what it cost, and counted − reported (`exact` where there is no difference, else
 * prompt / completion). `≥` stands before a count that is a lower bound; what is unknown stays empty.
 */
export function runTree(spans: readonly ReceivedSpan[]): string {
  const head = ['', ...counts.map(count => count.head), 'total llm', 'cost', 'reported', 'delta', 'duration'];
  const rows = treeOf(spans).flatMap(root => rowsOf(root, '', ''));
  // Where nothing is priced there is nothing to show.
  const isPriced = spans.some(span => span.attributes[COST] !== undefined);
  const shown = isPriced
    ? [head, ...rows]
    : [head, ...rows].map(row => row.toSpliced(head.indexOf('cost'), 1));
  const tree = table(shown);
  const legend = tree.includes('≥') ? '\n≥ the count is a lower bound' : '';
  return `${tree}\n\n${summary(spans.filter(isCall))}${legend}`;
}

function treeOf(spans: readonly ReceivedSpan[]): readonly Node[] {
  const ids = new Set(spans.map(span => span.spanId));
  const inOrder = [...spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const node = (span: ReceivedSpan): Node => ({
    span,
    children: inOrder.filter(other => other.parentSpanId === span.spanId).map(node),
  });
  return inOrder.filter(({ parentSpanId }) => !parentSpanId || !ids.has(parentSpanId)).map(node);
}

function rowsOf(node: Node, branch: string, indent: string): readonly (readonly string[])[] {
  const last = node.children.length - 1;
  return [
    [branch + nameOf(node.span), ...cellsOf(node)],
    ...node.children.flatMap((child, index) =>
      index === last
        ? rowsOf(child, `${indent}└─ `, `${indent}   `)
        : rowsOf(child, `${indent}├─ `, `${indent}│  `),
    ),
  ];
}

const nameOf = ({ name, status, attributes }: ReceivedSpan) =>
  status.code === 'ERROR' ? `${name} ✗ ${attributes['error.type'] ?? 'error'}` : name;

const isRollup = (span: ReceivedSpan) => span.attributes['agent.run.rollup'] === true;
const isCall = (span: ReceivedSpan) =>
  !isRollup(span) && span.attributes['gen_ai.operation.name'] !== undefined;

function cellsOf(node: Node): readonly string[] {
  const { span } = node;
  const number = (key: string) => {
    const value = span.attributes[key];
    return typeof value === 'number' ? value : undefined;
  };
  const cell = (value: number | undefined, isBound: boolean) =>
    value === undefined ? '' : `${isBound ? '≥ ' : ''}${grouped(value)}`;
  const bounded = counts.map(count => isLowerBound(node, count));
  return [
    ...counts.map((count, index) => cell(number(count.key), bounded[index]!)),
    cell(number('total_llm_tokens'), bounded[0]! || bounded[1]!),
    number(COST) === undefined ? '' : `$${number(COST)!.toFixed(6)}`,
    ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']
      .map(number)
      .filter(value => value !== undefined)
      .map(grouped)
      .join(' + '),
    deltaOf(span),
    duration(span.end - span.start),
  ];
}

/** A sum is one when a call in it is, or when calls without a full count are in it which did not arrive here. */
function isLowerBound(node: Node, count: (typeof counts)[number]): boolean {
  const { attributes } = node.span;
  if (!isRollup(node.span)) return count.bound !== undefined && attributes[count.bound] !== undefined;
  const calls = callsIn(node);
  if (Number(attributes['agent.run.calls'] ?? 0) > calls.length)
    return Number(attributes['agent.run.uncounted_calls'] ?? 0) > 0;
  return calls.some(call => isLowerBound(call, count) || isUncounted(call.span, count.head));
}

const callsIn = (node: Node): readonly Node[] =>
  node.children.flatMap(child => [...(isCall(child.span) ? [child] : []), ...callsIn(child)]);

/** A call that has no number where it should have one. */
function isUncounted({ attributes }: ReceivedSpan, head: string): boolean {
  const embeds = attributes['gen_ai.operation.name'] === 'embeddings';
  const key = counts.find(count => count.head === head)!.key;
  return embeds === (head === 'embedding') && attributes[key] === undefined;
}

const deltasOf = ({ attributes }: ReceivedSpan) =>
  deltas.map(key => attributes[key]).filter(delta => typeof delta === 'number');

function deltaOf(span: ReceivedSpan): string {
  const found = deltasOf(span);
  if (found.length > 0 && found.every(delta => delta === 0)) return 'exact';
  return found.map(delta => signed.format(delta)).join(' / ');
}

function summary(calls: readonly ReceivedSpan[]): string {
  const reported = calls.map(deltasOf).filter(found => found.length > 0);
  const exact = reported.filter(found => found.every(delta => delta === 0));
  const all = `${grouped(calls.length)} ${calls.length === 1 ? 'call' : 'calls'}`;
  return `${all}; ${grouped(reported.length)} with reported numbers, ${grouped(exact.length)} of them counted exactly as reported`;
}

const grouped = new Intl.NumberFormat('en-US').format;
const signed = new Intl.NumberFormat('en-US', { signDisplay: 'exceptZero' });

function duration(nanoseconds: bigint): string {
  const ms = Number(nanoseconds) / 1e6;
  return ms < 10_000 ? `${grouped(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Aligned columns: the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
