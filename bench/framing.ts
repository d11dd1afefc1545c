/**
 * What framing adds to the time of counting the same text: `npm run bench:framing`.
 *
 * An agent's real course: the same ten tools on every call, and a history that grows by a call and its output. One arm
 * reads, frames and counts each request; the other counts the texts that the first hands to the tokenizer, by the same
 * code and with nothing to prepare. They run in turn in one process, each on courses that no run has had before,
 * because the tokenizer remembers texts.
 */
import type { CallCount } from '../src/genai/count.js';

/** The compiled code, which is what an app runs. */
const { openai } =
  require('../dist/providers/openai/index.js') as typeof import('../src/providers/openai/index.js');
const { countCall } = require('../dist/tokens/count-call.js') as typeof import('../src/tokens/count-call.js');
const { counterFor } =
  require('../dist/tokens/count-text.js') as typeof import('../src/tokens/count-text.js');
const { defineCounter } =
  require('../dist/tokens/custom-counters.js') as typeof import('../src/tokens/custom-counters.js');

const MODEL = 'gpt-4o';
/** Of the same family, with a counter that listens. */
const LISTENER = 'gpt-4o-2024-08-06';
const WARM_UP = 150;
const ROUNDS = 100;
const CALLS = 20;

const words =
  'the harbour was quiet and a boat lay still under sky of thin grey cloud near old north pier'.split(' ');
/** Prose that no other round has. */
function prose(seed: number, length: number): string {
  let state = seed;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += `${words[state % words.length]}${state % 11 === 0 ? `, ${state % 977}` : ''} `;
  }
  return text;
}

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

const chat = openai.operations.find(({ operation }) => operation === 'chat')!;
const count = (body: unknown): CallCount => countCall(chat.request(body));

/** A value as an app has it from a parser: no string is a part of another, and none is known to the engine. */
const parsed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const sameTools = parsed(tools(0));
const toolsOfApp: Readonly<Record<string, (seed: number) => () => unknown>> = {
  'the same objects on every call': () => () => sameTools,
  'made anew for every call': () => () => parsed(sameTools),
  'other tools in every run': seed => {
    const own = parsed(tools(seed));
    return () => own;
  },
};

/** The requests of one run of an agent: each has the history of the one before, and a tool's call and output more. */
function requests(seed: number, characters: number, toolsOfCall: () => unknown): unknown[] {
  const turns = Array.from({ length: CALLS - 1 }, (_, turn) => {
    const [id, text] = [`call_${turn}`, seed * CALLS + turn];
    const written = JSON.stringify({ query: prose(text, 40), limit: turn });
    return [
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id, type: 'function', function: { name: 'find_boats_0', arguments: written } }],
      },
      {
        role: 'tool',
        tool_call_id: id,
        content: JSON.stringify({ boats: prose(text, characters), found: turn }),
      },
    ];
  });
  const messages = parsed([
    { role: 'system', content: prose(1, 650) },
    { role: 'user', content: prose(seed, 200) },
    ...turns.flat(),
  ]);
  return Array.from({ length: CALLS }, (_, call) => ({
    model: MODEL,
    messages: messages.slice(0, 2 + 2 * call),
    tools: toolsOfCall(),
  }));
}

/** The texts that the count of each request hands to the tokenizer, equal ones as one string. */
function textsOf(bodies: readonly unknown[]): string[][] {
  const places = new Map<string, number>();
  let heard: number[] = [];
  const release = defineCounter(LISTENER, text => {
    places.set(text, places.get(text) ?? places.size);
    heard.push(places.get(text)!);
    return 1;
  });
  const calls = bodies.map(body => {
    heard = [];
    count({ ...(body as object), model: LISTENER });
    return heard;
  });
  release();
  const texts = parsed([...places.keys()]);
  return calls.map(call => call.map(place => texts[place]!));
}

function countTexts(texts: readonly string[]): number {
  const counter = counterFor(MODEL)!;
  return texts.reduce((sum, text) => sum + counter(text), 0);
}

/** Processor time a call: other programs on the machine take wall time. */
function microseconds<T>(inputs: readonly T[], run: (input: T) => unknown): number {
  const started = process.cpuUsage();
  for (const input of inputs) run(input);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / inputs.length;
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

let seed = 1;

function compare(
  characters: number,
  toolsOf: (seed: number) => () => unknown,
): [alone: number, framed: number] {
  const next = () => requests(++seed, characters, toolsOf(seed));
  const alone: number[] = [];
  const framed: number[] = [];
  const arms = [
    () => alone.push(microseconds(textsOf(next()), countTexts)),
    () => framed.push(microseconds(next(), count)),
  ];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) arm();
  }
  return [median(alone.slice(WARM_UP)), median(framed.slice(WARM_UP))];
}

console.log(
  `Node ${process.version}: medians of ${ROUNDS} runs of ${CALLS} calls, in µs of processor time a call`,
);
for (const characters of [250, 1000, 4000, 16000]) {
  for (const [name, toolsOf] of Object.entries(toolsOfApp)) {
    const [alone, framed] = compare(characters, toolsOf);
    console.log(
      `outputs of ${characters} characters, tools ${name}: ` +
        `texts alone ${alone.toFixed(1)}, read, framed and counted ${framed.toFixed(1)}, ` +
        `${((framed / alone - 1) * 100).toFixed(0)} % more`,
    );
  }
}
