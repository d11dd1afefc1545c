/**
 * npm run bench:framing
 *
 * What framing adds to the time of counting the same text: one turn of an agent with ten tools, counted again and
 * again with the tools it sends on every call, and counted with tools that are new each time.
 */
import { performance } from 'node:perf_hooks';
import { openai } from '../src/providers/openai/index.js';
import { countCall } from '../src/tokens/count-call.js';
import { countTokens } from '../src/tokens/count-text.js';
import { eraOf } from '../src/tokens/framing/eras.js';
import { familyOf } from '../src/tokens/framing/families.js';
import { countPrompt } from '../src/tokens/framing/prompt.js';

const MODEL = 'gpt-4o';
const ROUNDS = 200;
const chat = openai.operations.find(({ operation }) => operation === 'chat')!;

const paragraph = 'The harbour was quiet, and the boats lay still under a sky of thin grey cloud. '.repeat(8);
const tools = (version: number) =>
  Array.from({ length: 10 }, (_, index) => ({
    type: 'function',
    function: {
      name: `find_boats_${index}`,
      description: `Finds boats by name, owner or berth. Version ${version}.`,
      parameters: {
        type: 'object',
        properties: {
          query: { type: 'string', description: 'What to look for, in words.' },
          limit: { type: 'integer', description: 'How many to give back.', default: 20 },
          kinds: { type: 'array', items: { enum: ['sail', 'motor', 'rowing'] } },
          berth: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'Where it lies.' },
        },
        required: ['query'],
      },
    },
  }));
const messages = Array.from({ length: 6 }, (_, index) => [
  { role: 'user', content: `${index} ${paragraph}` },
  {
    role: 'assistant',
    tool_calls: [{ id: `c${index}`, function: { name: 'find_boats_0', arguments: '{"query": "grey"}' } }],
  },
  { role: 'tool', tool_call_id: `c${index}`, content: JSON.stringify([{ name: 'Möwe', berth: 12 }]) },
]).flat();
const body = (version: number) => ({
  model: MODEL,
  messages: [{ role: 'system', content: paragraph }, ...messages],
  tools: tools(version),
});

/** The texts that a count hands to the tokenizer. */
const pieces: string[] = [];
countPrompt(chat.request(body(0)), {
  family: familyOf(MODEL),
  era: eraOf(undefined, 'chat'),
  text: text => pieces.push(text),
  reasons: new Set(),
  isAzure: false,
});

function milliseconds(run: (round: number) => void): number {
  for (let round = 0; round < ROUNDS / 4; round++) run(round);
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const start = performance.now();
    run(round + ROUNDS);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[ROUNDS / 2]!;
}

const sent = body(0);
const text = milliseconds(() => {
  for (const piece of pieces) countTokens(piece, MODEL);
});
const same = milliseconds(() => countCall(chat.request(sent)));
const framing = milliseconds(() =>
  countPrompt(chat.request(sent), {
    family: familyOf(MODEL),
    era: eraOf(undefined, 'chat'),
    text: () => 0,
    reasons: new Set(),
    isAzure: false,
  }),
);
const fresh = milliseconds(round => countCall(chat.request(body(round))));

const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
const more = (time: number) =>
  `${time.toFixed(3)} ms  ${time >= text ? '+' : ''}${((time / text - 1) * 100).toFixed(1)} %`;
console.log(
  `median of ${ROUNDS} rounds, ${characters.toLocaleString('en')} characters in ${pieces.length} pieces`,
);
console.log(`counting the text alone        ${text.toFixed(3)} ms`);
console.log(`reading and counting the call  ${more(same)}`);
console.log(`the same with new tools        ${more(fresh)}`);
console.log(`reading and framing alone      ${framing.toFixed(3)} ms`);
