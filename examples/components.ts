import type { ReceivedSpan } from '../test/support/otlp-receiver.js';

/** A component of an agent, by the `step` its calls were made in. */
const components = { world_model: 'world model', action_engine: 'action engine' } as const;

/**
 * The columns that LaVague's token counter logs for a run, out of the calls of a trace: tokens and US dollars by
 * component, of embeddings and in all. A cost that is not known for every call of a column is left out of it.
 */
export function lavagueColumns(spans: readonly ReceivedSpan[]): Record<string, number | undefined> {
  const calls = spans.filter(
    ({ attributes }) => !attributes['agent.run.rollup'] && attributes['gen_ai.operation.name'] !== undefined,
  );
  const embeddings = calls.filter(({ attributes }) => attributes['gen_ai.operation.name'] === 'embeddings');
  const llm = calls.filter(call => !embeddings.includes(call));
  const of = (component: string) => llm.filter(({ attributes }) => attributes['agent.step'] === component);
  const [worldModel, actionEngine] = [of(components.world_model), of(components.action_engine)];
  return {
    world_model_input_tokens: tokens(worldModel, 'llm.prompt_tokens'),
    world_model_output_tokens: tokens(worldModel, 'llm.completion_tokens'),
    action_engine_input_tokens: tokens(actionEngine, 'llm.prompt_tokens'),
    action_engine_output_tokens: tokens(actionEngine, 'llm.completion_tokens'),
    total_world_model_tokens: tokens(worldModel, 'total_llm_tokens'),
    total_action_engine_tokens: tokens(actionEngine, 'total_llm_tokens'),
    total_llm_tokens: tokens(llm, 'total_llm_tokens'),
    total_embedding_tokens: tokens(embeddings, 'embedding_tokens'),
    total_step_tokens: tokens(llm, 'total_llm_tokens') + tokens(embeddings, 'embedding_tokens'),
    world_model_input_cost: dollars(worldModel, 'llm.cost.prompt'),
    world_model_output_cost: dollars(worldModel, 'llm.cost.completion'),
    action_engine_input_cost: dollars(actionEngine, 'llm.cost.prompt'),
    action_engine_output_cost: dollars(actionEngine, 'llm.cost.completion'),
    total_world_model_cost: dollars(worldModel, 'llm.cost.total'),
    total_action_engine_cost: dollars(actionEngine, 'llm.cost.total'),
    total_llm_cost: dollars(llm, 'llm.cost.total'),
    total_embedding_cost: dollars(embeddings, 'llm.cost.total'),
    total_step_cost: dollars(calls, 'llm.cost.total'),
  };
}

function tokens(calls: readonly ReceivedSpan[], key: string): number {
  return calls.reduce((sum, { attributes }) => sum + Number(attributes[key] ?? 0), 0);
}

function dollars(calls: readonly ReceivedSpan[], key: string): number | undefined {
  const costs = calls.map(({ attributes }) => attributes[key]);
  if (!costs.every(cost => typeof cost === 'number')) return undefined;
  return Number(costs.reduce((sum, cost) => sum + cost, 0).toFixed(12));
}
