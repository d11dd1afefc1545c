/**
 * One process of `npm run bench:overhead`: two copies of openai, one as it is and one instrumented, called in turn with
 * canned answers. Prints the CPU time that the instrumented one takes more, in µs a call.
 *
 *     node call.cjs <subject> <workload> <rounds> <calls a round> <folder of the peers>
 */
const { createRequire } = require('node:module');
const { resolve } = require('node:path');

const [subject, workload, rounds, callsARound, folder] = process.argv.slice(2);
const fromPeers = createRequire(resolve(folder, 'package.json'));

/** Without a vocabulary nothing is counted: what is left is everything else we do. */
const countsNothing = subject === 'ours, nothing counted';
const model = countsNothing ? 'unheard-of' : 'gpt-4o';
const embeddingModel = countsNothing ? 'unheard-of' : 'text-embedding-3-small';

const text = 'the quick brown fox jumps over the lazy dog while seven wizards watch from a hill. ';
const prompt = text.repeat(Math.ceil(2_048 / text.length)).slice(0, 2_048);
const usage = { prompt_tokens: 420, completion_tokens: 200, total_tokens: 620 };
const answer = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model };
const chunk = (delta, finish_reason = null) => ({
  ...{ ...answer, object: 'chat.completion.chunk' },
  choices: [{ index: 0, delta, finish_reason }],
});
const words = Array.from({ length: 200 }, (_, index) => ` word${index % 17}`);

const workloads = {
  chat: {
    body: JSON.stringify({
      ...answer,
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: words.join('') } }],
      usage,
    }),
    call: client => client.chat.completions.create({ model, messages: messages() }),
  },
  stream: {
    type: 'text/event-stream',
    body: [
      ...words.map(content => chunk({ content })),
      chunk({}, 'stop'),
      { ...chunk({}), choices: [], usage },
    ]
      .map(event => `data: ${JSON.stringify(event)}\n\n`)
      .concat('data: [DONE]\n\n')
      .join(''),
    call: async client => {
      const stream = await client.chat.completions.create({
        ...{ model, messages: messages(), stream: true },
        stream_options: { include_usage: true },
      });
      for await (const _ of stream);
    },
  },
  embeddings: {
    body: JSON.stringify({
      object: 'list',
      model: embeddingModel,
      data: Array.from({ length: 50 }, (_, index) => ({
        object: 'embedding',
        index,
        embedding: [0.5, 0.25],
      })),
      usage: { prompt_tokens: 900, total_tokens: 900 },
    }),
    call: client =>
      client.embeddings.create({
        model: embeddingModel,
        encoding_format: 'float',
        input: Array.from({ length: 50 }, (_, index) => `${unlike()} ${index} ${text}`),
      }),
  },
};

let call = 0;
/** No two requests are the same: nobody is measured on a cache of whole prompts. */
const unlike = () => {
  call += 1;
  return `request ${call}`;
};
const messages = () => [{ role: 'user', content: `${unlike()} ${prompt}` }];

const subjects = {
  ours: () => new (require('../../dist/index.js').TokenInstrumentation)(),
  'ours, nothing counted': () => new (require('../../dist/index.js').TokenInstrumentation)(),
  official: () => new (fromPeers('@opentelemetry/instrumentation-openai').OpenAIInstrumentation)(),
  traceloop: () =>
    new (fromPeers('@traceloop/instrumentation-openai').OpenAIInstrumentation)({ enrichTokens: false }),
  'traceloop with enrichTokens': () =>
    new (fromPeers('@traceloop/instrumentation-openai').OpenAIInstrumentation)({ enrichTokens: true }),
  openinference: () =>
    new (fromPeers('@arizeai/openinference-instrumentation-openai').OpenAIInstrumentation)(),
};

function loadOpenAI() {
  for (const file of Object.keys(require.cache))
    if (/[\\/]node_modules[\\/]openai[\\/]/.test(file)) delete require.cache[file];
  return fromPeers('openai').OpenAI;
}

async function main() {
  const { context, metrics, trace } = fromPeers('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = fromPeers('@opentelemetry/context-async-hooks');
  const { TracerProvider } = fromPeers('@opentelemetry/sdk-trace');
  let spans = 0;
  const counting = {
    onStart() {},
    onEnd() {
      spans += 1;
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [counting] }));

  const bare = loadOpenAI();
  const instrumentation = subjects[subject]();
  // As an SDK does.
  instrumentation.setTracerProvider(trace.getTracerProvider());
  instrumentation.setMeterProvider(metrics.getMeterProvider());
  const instrumented = loadOpenAI();
  if (bare === instrumented) throw new Error('the two copies of openai are one');

  const { body, type = 'application/json', call: work } = workloads[workload];
  const fetch = async () => new Response(body, { headers: { 'content-type': type } });
  const [plain, watched] = [bare, instrumented].map(
    OpenAI => new OpenAI({ apiKey: 'any', fetch, maxRetries: 0 }),
  );

  const cpuOf = async client => {
    const before = process.cpuUsage();
    for (let index = 0; index < Number(callsARound); index += 1) await work(client);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / Number(callsARound);
  };
  const added = [];
  const plainCost = [];
  for (let round = -Math.ceil(Number(rounds) / 2); round < Number(rounds); round += 1) {
    // In turn, and each first every other time, so that neither always finds the machine warm.
    const order = round % 2 === 0 ? [plain, watched] : [watched, plain];
    const costs = new Map();
    for (const client of order) costs.set(client, await cpuOf(client));
    if (round < 0) continue;
    added.push(costs.get(watched) - costs.get(plain));
    plainCost.push(costs.get(plain));
  }
  const calls = Math.ceil(Number(rounds) * 1.5) * Number(callsARound);
  // One that makes no span of such a call is not measured on it.
  const isWatched = spans >= calls * 0.99;
  console.log(JSON.stringify({ added: isWatched ? median(added) : undefined, plain: median(plainCost) }));
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

main();
