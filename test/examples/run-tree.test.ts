import { describe, expect, test } from 'vitest';
import { runTree } from '../../examples/run-tree.js';
import type { ReceivedSpan } from '../support/otlp-receiver.js';

type Attributes = ReceivedSpan['attributes'];

/** A span `[from, to]` in milliseconds. */
const span = (
  spanId: string,
  parentSpanId: string | undefined,
  name: string,
  [from, to]: readonly [number, number],
  attributes: Attributes,
): ReceivedSpan => ({
  traceId: 'a-trace',
  spanId,
  parentSpanId,
  name,
  kind: 'INTERNAL',
  attributes,
  resource: {},
  scope: '',
  start: BigInt(from) * 1_000_000n,
  end: BigInt(to) * 1_000_000n,
  status: { code: 'UNSET' },
  events: [],
});

const sums = (prompt: number, completion: number, embedding: number, rest: Attributes = {}): Attributes => ({
  'agent.run.rollup': true,
  'llm.prompt_tokens': prompt,
  'llm.completion_tokens': completion,
  embedding_tokens: embedding,
  total_llm_tokens: prompt + completion,
  ...rest,
});

const chat = (counted: readonly [number, number], reported?: readonly [number, number]): Attributes => ({
  'gen_ai.operation.name': 'chat',
  'llm.prompt_tokens': counted[0],
  'llm.completion_tokens': counted[1],
  total_llm_tokens: counted[0] + counted[1],
  ...(reported && {
    'gen_ai.usage.input_tokens': reported[0],
    'gen_ai.usage.output_tokens': reported[1],
    'llm.prompt_tokens_delta': counted[0] - reported[0],
    'llm.completion_tokens_delta': counted[1] - reported[1],
  }),
});

const embeddings: Attributes = {
  'gen_ai.operation.name': 'embeddings',
  embedding_tokens: 1_605,
  'gen_ai.usage.input_tokens': 1_605,
  embedding_tokens_delta: 0,
};

const run = span('run', undefined, 'agent run shopping', [0, 12_345], sums(1_300, 40, 1_605));
const retrieve = span('s1', 'run', 'step retrieve', [0, 100], sums(0, 0, 1_605));
const think = span('s2', 'run', 'step think', [100, 2_100], sums(1_300, 40, 0));
const embed = span('c1', 's1', 'embeddings text-embedding-3-small', [10, 90], embeddings);
const ask = span('c2', 's2', 'chat gpt-4o', [110, 1_500], chat([1_000, 30], [1_000, 30]));
const askAgain = span('c3', 's2', 'chat gpt-4o', [1_500, 2_000], chat([300, 10]));

const lineOf = (tree: string, name: string) => tree.split('\n').find(line => line.includes(name))!;

describe('the run tree', () => {
  test('shows run, steps and calls in the order they began, whatever order they came in', () => {
    expect(runTree([askAgain, embed, ask, think, retrieve, run])).toBe(
      [
        '                                         prompt  completion  embedding  total llm    reported  delta  duration',
        'agent run shopping                        1,300          40      1,605      1,340                       12.3 s',
        '├─ step retrieve                              0           0      1,605          0                       100 ms',
        '│  └─ embeddings text-embedding-3-small                          1,605                  1,605  exact     80 ms',
        '└─ step think                             1,300          40          0      1,340                     2,000 ms',
        '   ├─ chat gpt-4o                         1,000          30                 1,030  1,000 + 30  exact  1,390 ms',
        '   └─ chat gpt-4o                           300          10                   310                       500 ms',
        '',
        '3 calls; 2 with reported numbers, 2 of them counted exactly as reported',
      ].join('\n'),
    );
  });

  test('says how far a count is from what was reported', () => {
    const off = span('c2', undefined, 'chat gpt-4o', [0, 1], chat([1_000, 30], [3_050, 29]));
    const tree = runTree([off]);
    expect(lineOf(tree, 'chat')).toContain('-2,050 / +1');
    expect(tree).toContain('1 call; 1 with reported numbers, 0 of them');
  });

  test('marks a lower bound, and the sums over it, and nothing else', () => {
    const tools = { ...chat([1_000, 30]), 'llm.prompt_tokens_lower_bound': 'tools' };
    const tree = runTree([run, think, span('c2', 's2', 'chat gpt-4o', [0, 1], tools), askAgain]);
    for (const name of ['agent run', 'step think', 'chat gpt-4o'])
      expect(lineOf(tree, name)).toMatch(/≥ 1,[03]00 +[34]0 .* ≥ 1,[03][34]0/);
    expect(tree.match(/≥/g)).toHaveLength(7);
    expect(tree).toContain('\n≥ the count is a lower bound');
  });

  test('marks the sum over a call that has no count', () => {
    const unknown = span('c1', 'run', 'chat some-model', [0, 1], { 'gen_ai.operation.name': 'chat' });
    const line = lineOf(runTree([run, unknown]), 'agent run');
    expect(line).toMatch(/≥ 1,300 +≥ 40 +1,605 +≥ 1,340/);
  });

  test('trusts the run about calls that did not arrive', () => {
    const sampled = { ...sums(7, 1, 2), 'agent.run.calls': 3, 'agent.run.uncounted_calls': 1 };
    const line = lineOf(runTree([span('run', undefined, 'agent run', [0, 1], sampled)]), 'agent run');
    expect(line).toMatch(/≥ 7 +≥ 1 +≥ 2 +≥ 8/);
  });

  test('names the error of a call that failed', () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'error.type': '429' };
    const failed = {
      ...span('c1', undefined, 'chat gpt-4o', [0, 1], attributes),
      status: { code: 'ERROR' } as const,
    };
    expect(runTree([failed])).toContain('chat gpt-4o ✗ 429');
  });

  test('shows what was paid, where a price is known', () => {
    const priced = span('c1', 'run', 'chat gpt-4o', [0, 1], {
      ...chat([1_000, 30]),
      'llm.cost.total': 0.0028,
    });
    const tree = runTree([run, priced, askAgain]);
    expect(lineOf(tree, 'chat gpt-4o')).toMatch(/1,030 +\$0\.002800 /);
    expect(lineOf(tree, 'agent run')).not.toContain('$');
    expect(runTree([run, askAgain])).not.toContain('cost');
  });
});
