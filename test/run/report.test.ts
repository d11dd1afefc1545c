import { expect, test } from 'vitest';
import { runAsJson, runAsTable } from '../../src/run/report.js';
import { RunTally } from '../../src/run/totals.js';

const tally = new RunTally();
const call = { failed: false, uncounted: false };
const cost = (total: number, source: 'reported' | 'counted' = 'reported') => ({
  cost: { prompt: total, total, source },
});
tally.add({ ...call, ...cost(0.00925), model: 'gpt-4o', promptTokens: 1_700, completionTokens: 500 });
tally.add({
  ...call,
  model: 'gpt-4o',
  promptTokens: 29,
  completionTokens: 12,
  uncounted: true,
  unpriced: true,
});
tally.add({ ...call, ...cost(0.0000321), model: 'text-embedding-3-small', embeddingTokens: 1_605 });

test('the run log line has the four numbers, the name and the id', () => {
  const line = runAsJson({ totals: tally.totals(), agentName: 'checkout', id: '42' });
  expect(JSON.parse(line)).toEqual({
    embedding_tokens: 1_605,
    llm_prompt_tokens: 1_729,
    llm_completion_tokens: 512,
    total_llm_tokens: 2_241,
    cost_usd: 0.0092821,
    unpriced_calls: 1,
    agent_name: 'checkout',
    agent_run_id: '42',
  });
  expect(line).toMatch(
    /^{"embedding_tokens":1605,"llm_prompt_tokens":1729,"llm_completion_tokens":512,"total_llm_tokens":2241,/,
  );
});

test('the summary has a line a model and one for all, and says what is missing', () => {
  const lines = runAsTable({ tally, agentName: 'checkout' })
    .split('\n')
    .map(line => line.trimEnd());
  expect(lines).toEqual([
    'agent run checkout',
    'model                   calls  prompt  completion  embedding  total llm       cost',
    'gpt-4o                      2   1,729         512          0      2,241  ≥ $0.0093',
    'text-embedding-3-small      1       0           0      1,605          0  $0.000032',
    'all                         3   1,729         512      1,605      2,241  ≥ $0.0093',
    '1 not fully counted: the sums are lower bounds',
    '1 without a known price',
  ]);
});

test('past fifty models the rest share a line', () => {
  const crowded = new RunTally();
  for (let index = 0; index < 1_000; index += 1)
    crowded.add({ ...call, model: `model-${index}`, promptTokens: 1 });
  expect(crowded.byModel.size).toBe(51);
  expect(crowded.byModel.get('other models')!.promptTokens).toBe(950);
  expect(crowded.promptTokens).toBe(1_000);
});
