/**
 * npm run bench:framing
 *
 * What framing adds to the time of counting the same text: turns of an agent with ten tools. Every round has new
 * messages; the tools are those of the round before, as an agent sends them, or new ones.
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
const messages = (round: number) =>
  Array.from({ length: 6 }, (_, index) => [
    { role: 'user', content: `${round} ${index} ${paragraph}` },
    {
      role: 'assistant',
      tool_calls: [
        { id: `c${index}`, function: { name: 'find_boats_0', arguments: `{"query": "${round}"}` } },
      ],
    },
    { role: 'tool', tool_call_id: `c${index}`, content: JSON.stringify([{ name: 'Möwe', berth: round }]) },
  ]).flat();
const body = (round: number, version = 0) => ({
  model: MODEL,
  messages: [{ role: 'system', content: paragraph }, ...messages(round)],
  tools: tools(version),
});

function frame(request: unknown, text: (piece: string) => number): number {
  return countPrompt(chat.request(request), {
    family: familyOf(MODEL),
    era: eraOf(undefined, 'chat'),
    text,
    reasons: new Set(),
    isAzure: false,
  });
}

/** The texts that a count hands to the tokenizer. */
function piecesOf(request: unknown): string[] {
  const pieces: string[] = [];
  frame(request, text => pieces.push(text));
  return pieces;
}

/** Rounds that no measurement has had before: the tokenizer remembers texts. */
let rounds = 0;

function milliseconds<T>(prepare: (round: number) => T, run: (input: T) => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const input = prepare(rounds++);
    const start = performance.now();
    run(input);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[ROUNDS / 2]!;
}

const countAll = (pieces: readonly string[]) =>
  pieces.reduce((sum, piece) => sum + countTokens(piece, MODEL)!, 0);
const countRequest = (request: unknown) => countCall(chat.request(request));
for (let warm = 0; warm < ROUNDS; warm++) countRequest(body(rounds++));

const text = milliseconds(round => piecesOf(body(round)), countAll);
const same = milliseconds(round => body(round), countRequest);
const newText = milliseconds(round => piecesOf(body(round, round)), countAll);
const fresh = milliseconds(round => body(round, round), countRequest);
const framing = milliseconds(
  round => body(round),
  request => frame(request, () => 0),
);
const pieces = piecesOf(body(0));

const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
const more = (time: number, base: number) =>
  `${time.toFixed(3)} ms  ${((time / base - 1) * 100).toFixed(1)} % more`;
console.log(
  `median of ${ROUNDS} rounds, ${characters.toLocaleString('en')} characters in ${pieces.length} texts`,
);
console.log(
  `the same tools   texts alone ${text.toFixed(3)} ms   read, framed and counted ${more(same, text)}`,
);
console.log(
  `new tools        texts alone ${newText.toFixed(3)} ms   read, framed and counted ${more(fresh, newText)}`,
);
console.log(`read and framed, nothing counted: ${framing.toFixed(3)} ms`);
