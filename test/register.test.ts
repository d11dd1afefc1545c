import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenAIServer, startOpenAIServer } from './support/openai-server.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './support/otlp-receiver.js';
import { runNode } from './support/run-node.js';

const root = join(__dirname, '..');
const register = ['--import', '@lavague-tokens/otel/register'];
let server: OpenAIServer;
let receiver: OtlpReceiver;

beforeAll(async () => {
  server = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
});
afterAll(() => server.close());
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  return () => receiver.close();
});

const app = (name: string) => join('test/register', name);
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runNode(args, {
    cwd: root,
    env: { OPENAI_BASE_URL: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });
const runs = (spans: readonly ReceivedSpan[]) => spans.filter(span => span.attributes['agent.run.rollup']);
const calls = (spans: readonly ReceivedSpan[]) => spans.filter(span => !span.attributes['agent.run.rollup']);

describe('node --import @lavague-tokens/otel/register', () => {
  test.each(['app.mjs', 'app.cjs'])(
    '%s: a span for each call and one for the run, out before the end',
    async name => {
      const { code, stdout, stderr } = await run([...register, app(name)]);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });

      expect(calls(receiver.spans).map(span => [span.name, span.attributes['total_llm_tokens']])).toEqual([
        ['chat gpt-4o', 16],
        ['chat gpt-4o', 16],
        ['chat gpt-4o', expect.any(Number)],
        ['chat gpt-4o', expect.any(Number)],
        ['embeddings text-embedding-3-small', undefined],
        ['text_completion gpt-3.5-turbo-instruct', expect.any(Number)],
        ['text_completion gpt-3.5-turbo-instruct', expect.any(Number)],
      ]);
      const [agentRun] = runs(receiver.spans);
      expect(agentRun).toMatchObject({ name: 'agent run', parentSpanId: undefined });
      const sum = (key: string) =>
        calls(receiver.spans).reduce((total, { attributes }) => total + Number(attributes[key] ?? 0), 0);
      for (const key of [
        'llm.prompt_tokens',
        'llm.completion_tokens',
        'embedding_tokens',
        'total_llm_tokens',
      ]) {
        expect(agentRun!.attributes[key]).toBe(sum(key));
      }
      expect(agentRun!.attributes['agent.run.calls']).toBe(7);
      for (const call of calls(receiver.spans)) {
        expect(call).toMatchObject({ parentSpanId: agentRun!.spanId, traceId: agentRun!.traceId });
        expect(call.attributes['agent.run.id']).toBe(agentRun!.attributes['agent.run.id']);
        expect(
          Object.keys(call.attributes)
            .filter(key => key.endsWith('_delta'))
            .map(key => call.attributes[key]),
        ).toEqual(
          call.attributes['gen_ai.usage.input_tokens'] === undefined ? [] : expect.arrayContaining([0]),
        );
      }
    },
  );

  test('no word of a prompt or an answer leaves the process', async () => {
    await run([...register, app('app.mjs')]);
    expect(receiver.bodies.length).toBeGreaterThan(0);
    expect(JSON.stringify(receiver.bodies)).not.toMatch(/Say hello|Hello|friend|quick brown/);
  });

  test('an app that makes no call leaves no trace and loads no SDK', async () => {
    const script = `process.on('exit', () => console.log(Object.keys(require.cache).filter(f => f.includes('sdk-')).length))`;
    const { stdout } = await run([...register, '-e', script]);
    expect(stdout).toBe('0\n');
    expect(receiver.bodies).toEqual([]);
  });
});

describe('however the process ends, the run arrives and the end is its own', () => {
  test.each([
    ['', { code: 0, signal: null }, undefined],
    ['exit', { code: 3, signal: null }, 'exit code 3'],
    ['exit 0', { code: 0, signal: null }, undefined],
    ['exitCode', { code: 4, signal: null }, 'exit code 4'],
    ['throw', { code: 1, signal: null }, 'RangeError'],
    ['reject', { code: 1, signal: null }, 'RangeError'],
    ['throw what is caught', { code: 0, signal: null }, undefined],
    ['SIGTERM', { code: null, signal: 'SIGTERM' }, 'SIGTERM'],
    ['SIGINT', { code: null, signal: 'SIGINT' }, 'SIGINT'],
    ['SIGTERM, and the app listens', { code: 7, signal: null }, 'exit code 7'],
  ])('%s', async (how, end, failure) => {
    const bare = await run([app('one-call.mjs'), how]);
    expect(receiver.spans).toEqual([]);
    const instrumented = await run([...register, app('one-call.mjs'), how]);
    expect(instrumented).toMatchObject({ ...end, stdout: bare.stdout });
    expect(bare).toMatchObject(end);
    expect(receiver.spans.map(({ name }) => name).sort()).toEqual(['agent run', 'chat gpt-4o']);
    const [root] = runs(receiver.spans);
    expect(root!.attributes['error.type']).toBe(failure);
    expect(root!.status.code).toBe(failure === undefined ? 'UNSET' : 'ERROR');
  });
});

describe('the environment', () => {
  test('service name, resource attributes and headers are honoured', async () => {
    await run([...register, app('one-call.mjs')], {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
    });
    expect(receiver.spans[0]!.resource).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
    });
    expect(receiver.bodies[0]!.headers['x-tenant']).toBe('blue');
  });

  test.each([
    [{ OTEL_TRACES_EXPORTER: 'none' }],
    [{ OTEL_SDK_DISABLED: 'true' }],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }],
  ])('%o: nothing is sent, and the run is still reported', async env => {
    const { stderr, code } = await run([...register, app('one-call.mjs')], {
      ...env,
      LAVAGUE_TOKENS_LOG: 'json',
    });
    expect(receiver.bodies).toEqual([]);
    expect(code).toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ llm_prompt_tokens: 10, llm_completion_tokens: 6 });
  });

  test('OTEL_TRACES_EXPORTER=console prints the spans', async () => {
    const { stdout } = await run([...register, app('one-call.mjs')], { OTEL_TRACES_EXPORTER: 'console' });
    expect(stdout).toContain("'llm.prompt_tokens': 10");
    expect(receiver.bodies).toEqual([]);
  });

  test('LAVAGUE_TOKENS_LOG=summary prints a table, LAVAGUE_TOKENS_AGENT names the run', async () => {
    const { stderr } = await run([...register, app('one-call.mjs')], {
      LAVAGUE_TOKENS_LOG: 'summary',
      LAVAGUE_TOKENS_AGENT: 'greeter',
    });
    expect(stderr).toMatch(/^agent run greeter\nmodel +calls .*\ngpt-4o +1 +10 +6 +0 +16/);
    expect(runs(receiver.spans)[0]!.name).toBe('agent run greeter');
  });

  test('a wrong value fails at start and names the mend', async () => {
    const { code, stdout, stderr } = await run([...register, app('one-call.mjs')], {
      LAVAGUE_TOKENS_LOG: 'yaml',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('LAVAGUE_TOKENS_LOG="yaml" is not known: use "json" or "summary"');
  });
});

describe('a collector that is not there', () => {
  /** Ours to load, in ms; on a busy machine in proportion. */
  const loading = (bare: { durationMs: number }) => 5 * bare.durationMs;

  test.each(['', 'exit'])('costs one line and at most two seconds (%s)', async how => {
    const bare = await run([app('one-call.mjs'), how]);
    const { stdout, stderr, code, durationMs } = await run([...register, app('one-call.mjs'), how], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    });
    expect({ stdout, code }).toEqual({ stdout: bare.stdout, code: bare.code });
    expect(stderr.split('\n').filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(durationMs - bare.durationMs).toBeLessThan(2_000 + loading(bare));
  });

  test('one that never answers costs no more', async () => {
    receiver.answer = 'hang';
    const bare = await run([app('one-call.mjs')]);
    const { code, durationMs } = await run([...register, app('one-call.mjs')]);
    expect(code).toBe(0);
    expect(durationMs - bare.durationMs).toBeLessThan(2_000 + loading(bare));
  });
});
