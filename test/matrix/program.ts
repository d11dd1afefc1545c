import { writeSync } from 'node:fs';
import type * as product from '../../src/index.js';
import { type OpenAIModule, scenarios } from '../instrumentation/scenarios/index.js';
import { type Seen, useClient } from '../instrumentation/scenarios/use.js';

// The package as it is published, the same copy that the doors have loaded.
const { agentRun, instrument } = require('@lavague-tokens/otel') as typeof product;

/** Uses a client in every scenario, each in an agent run of its name, and prints what the app saw. */
export async function useScenarios(module: OpenAIModule): Promise<void> {
  const { DOOR, LIST, OPENAI_SERVER = '' } = process.env;
  if (DOOR === 'instrument') instrument(module.OpenAI);
  const seen: Record<string, Seen> = {};
  for (const scenario of scenarios) {
    if (LIST === 'core' && !scenario.core) continue;
    const use = () => useClient(module, scenario, { baseURL: OPENAI_SERVER });
    seen[scenario.name] = await (DOOR === 'none' ? use() : agentRun(scenario.name, use));
  }
  const text = JSON.stringify(seen);
  for (let at = 0; at < text.length; at += 8_192) writeSync(1, text.slice(at, at + 8_192));
}
