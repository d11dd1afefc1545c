// A web agent that knows nothing of telemetry: node agent.mjs "a goal"
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

for (let turn = 0; turn < 6; turn++) {
  const parts = await retrieve(client, browser.chunks, goal);
  const instruction = await planNextStep(client, { goal, path: browser.path, parts, done });
  if (instruction.startsWith('DONE')) break;
  done.push(await act(instruction));
}
const verdict = await check(client, goal, browser);
await tell(client, goal, verdict, text => process.stdout.write(text));
