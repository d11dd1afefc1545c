import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, nodeBinary, register } from '../support/fixtures.js';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.js';
import { type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.js';
import { runNode } from '../support/run-node.js';

const folder = fixture('servers');
const withHttpInstrumentation = ['--require', './own-sdk.cjs', ...register];

let models: OpenAIServer;
beforeAll(async () => {
  models = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
});
afterAll(() => models.close());

/** Starts a server, has `use` send it requests, ends it, and gives back the spans it sent. */
async function serve(
  args: readonly string[],
  use: (post: (path: string, body: object) => Promise<unknown>) => Promise<void>,
  { node = process.execPath, warnsOf = '' }: { node?: string; warnsOf?: string } = {},
): Promise<readonly ReceivedSpan[]> {
  await using receiver = await startOtlpReceiver();
  const end = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  let onPort: (port: string) => void;
  const port = new Promise<string>(resolve => {
    onPort = resolve;
  });
  const running = runNode(args, {
    node,
    cwd: folder,
    env: { OPENAI_BASE_URL: models.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    onOutput: output => onPort(/port (\d+)/.exec(output)?.[1] ?? ''),
    abort: end.signal,
    graceMs: 10_000,
  });
  await use(async (path, body) => post(agent, await port, path, body));
  end.abort();
  agent.destroy();
  const { stderr, signal } = await running;
  expect(signal).toBe('SIGTERM');
  const said = stderr.split('\n').filter(Boolean);
  expect(said.filter(line => !warnsOf || !line.includes(warnsOf))).toEqual([]);
  expect(said).toHaveLength(warnsOf ? 1 : 0);
  return receiver.spans;
}

function post(agent: Agent, port: string, path: string, body: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`http://127.0.0.1:${port}${path}`, { method: 'POST', agent }, response => {
      text(response).then(answer => resolve(JSON.parse(answer)), reject);
    });
    outgoing.setHeader('content-type', 'application/json').on('error', reject);
    // In two pieces, so that the body comes after the head.
    const bytes = JSON.stringify(body);
    outgoing.write(bytes.slice(0, 5));
    setImmediate(() => outgoing.end(bytes.slice(5)));
  });
}

const isRun = (span: ReceivedSpan) => span.attributes['agent.run.rollup'] === true;
const isCall = (span: ReceivedSpan) => span.name.startsWith('chat ');
const callsOf = (run: ReceivedSpan, spans: readonly ReceivedSpan[]) =>
  spans.filter(span => isCall(span) && span.attributes['agent.run.id'] === run.attributes['agent.run.id']);
const seedsOf = (spans: readonly ReceivedSpan[]) =>
  spans.map(span => Number(span.attributes['gen_ai.request.seed']));

/** A hundred requests at once, and twenty over the same connections; request `seed` makes one call or two. */
async function manyRequests(send: (path: string, body: object) => Promise<unknown>) {
  for (const seeds of [range(0, 100), range(100, 120)]) {
    const replies = await Promise.all(seeds.map(seed => send('/answer', { seed, calls: 1 + (seed % 2) })));
    expect(replies).toEqual(seeds.map(seed => ({ seed })));
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

function expectARunForEachRequest(spans: readonly ReceivedSpan[]) {
  const runs = spans.filter(isRun);
  expect(runs).toHaveLength(120);
  const seeds = runs.map(run => {
    const calls = callsOf(run, spans);
    const [seed, ...others] = new Set(seedsOf(calls));
    expect(others).toEqual([]);
    expect(calls).toHaveLength(1 + (seed! % 2));
    expect(run.attributes).toMatchObject({
      'agent.run.calls': calls.length,
      'agent.run.uncounted_calls': 0,
      'llm.prompt_tokens': calls.reduce((sum, call) => sum + Number(call.attributes['llm.prompt_tokens']), 0),
    });
    for (const call of calls) expect(call.traceId).toBe(run.traceId);
    return seed;
  });
  expect(new Set(seeds).size).toBe(120);
}

describe('a server under the register door: one run a request, none leaks into another', () => {
  test.each(['http', 'express', 'fastify', 'hono', 'koa'])('%s', async name => {
    const spans = await serve([...register, `${name}.mjs`], manyRequests);
    expectARunForEachRequest(spans);
    for (const run of spans.filter(isRun)) {
      expect(run.parentSpanId).toBeUndefined();
      for (const call of callsOf(run, spans)) expect(call.parentSpanId).toBe(run.spanId);
    }
  });

  test.each(['http', 'express', 'fastify', 'hono', 'koa'])(
    '%s with the instrumentation of HTTP: the run is in the span of its request',
    async name => {
      const spans = await serve([...withHttpInstrumentation, `${name}.mjs`], manyRequests);
      expectARunForEachRequest(spans);
      const servers = new Map(spans.filter(span => span.kind === 'SERVER').map(span => [span.spanId, span]));
      expect(servers.size).toBe(120);
      for (const run of spans.filter(isRun)) {
        expect(servers.get(run.parentSpanId!)?.traceId).toBe(run.traceId);
        for (const call of callsOf(run, spans)) expect(call.parentSpanId).toBe(run.spanId);
      }
    },
  );

  test.each(['22', '24', '26'] as const)('plain http on Node %s', async version => {
    const spans = await serve([...register, 'http.mjs'], manyRequests, { node: nodeBinary(version) });
    expectARunForEachRequest(spans);
  });
});

describe('what outlives the response', () => {
  test('a stream that ends after it still belongs to the run of its request', async () => {
    const spans = await serve([...register, 'http.mjs'], async send => {
      await Promise.all([1, 2, 3].map(seed => send('/stream', { seed })));
      await new Promise(resolve => setTimeout(resolve, 300));
    });
    const runs = spans.filter(isRun);
    expect(runs).toHaveLength(3);
    for (const run of runs) {
      const [call, ...others] = callsOf(run, spans);
      expect(others).toEqual([]);
      expect(call!.attributes['llm.stream.outcome']).toBe('complete');
      expect(run.attributes['total_llm_tokens']).toBe(call!.attributes['total_llm_tokens']);
      expect(call!.end > run.end).toBe(true);
    }
  });

  test('a call made after it is a run of its own, and no run of the process stays open', async () => {
    const spans = await serve(
      [...register, 'http.mjs'],
      async send => {
        await send('/answer', { seed: 0, calls: 1 });
        for (const seed of [1, 2, 3]) {
          await send('/later', { seed });
          await new Promise(resolve => setTimeout(resolve, 1_000));
        }
      },
      { warnsOf: 'A call was made after the response to its request' },
    );
    const runs = spans.filter(isRun);
    expect(runs.map(run => run.attributes['agent.run.calls'])).toEqual([1, 1, 1, 1]);
    expect(seedsOf(runs.flatMap(run => callsOf(run, spans)))).toEqual([0, 1, 2, 3]);
    for (const run of runs) expect(run.status.code).toBe('UNSET');
  });
});
