// The same web agent, with a name for the run and for its parts: node agent-named.mjs "a goal"
import { agentRun, step } from '@lavague-tokens/otel';
import OpenAI from 'openai';
import { actionEngine } from './action-engine.mjs';
import { check, tell } from './reporter.mjs';
import { retrieve } from './retriever.mjs';
import { Browser } from './shop.mjs';
import { planNextStep } from './world-model.mjs';

const goal = process.argv[2] ?? 'Put the lightest tent for two into the cart.';
const client = new OpenAI();
const browser = new Browser();
const act = actionEngine(client, browser);
const done = [];

await agentRun('shopper', async () => {
  for (let turn = 0; turn < 6; turn++) {
    const parts = await step('retriever', () => retrieve(client, browser.chunks, goal));
    const instruction = await step('world model', () =>
      planNextStep(client, { goal, path: browser.path, parts, done }),
    );
    if (instruction.startsWith('DONE')) break;
    done.push(await step('action engine', () => act(instruction)));
  }
  await step('report', async () => {
    const verdict = await check(client, goal, browser);
    await tell(client, goal, verdict, text => process.stdout.write(text));
  });
});
