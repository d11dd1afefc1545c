import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { installPackage, nodeBinary } from './support/fixtures.js';
import { type OpenAIServer, startOpenAIServer } from './support/openai-server.js';
import { type OtlpReceiver, startOtlpReceiver } from './support/otlp-receiver.js';
import { runNode } from './support/run-node.js';

const root = join(__dirname, '..');
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

const lines = {
  '2.x': { node: process.execPath, folder: join(root, 'test/register') },
  '3.x': { node: nodeBinary('24'), folder: otel3() },
};

/** The package and the applications, installed beside OpenTelemetry JS 3.x as a user has them. */
function otel3(): string {
  const modules = join(installPackage('otel-3'), 'node_modules');
  cpSync(join(root, 'test/register'), join(modules, 'applications'), { recursive: true });
  return join(modules, 'applications');
}

const ours = ['--import', '@lavague-tokens/otel/register'];
const run = (line: keyof typeof lines, args: readonly string[], env: Record<string, string> = {}) =>
  runNode(args, {
    node: lines[line].node,
    cwd: lines[line].folder,
    env: { OPENAI_BASE_URL: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });

describe.each(['2.x', '3.x'] as const)("an application's own OpenTelemetry %s", line => {
  test.each([
    ['NodeSDK', 'in the application', [...ours]],
    ['NodeSDK', 'before us', ['--require', './sdk-first.cjs', ...ours]],
    ['NodeSDK', 'after us', [...ours, '--require', './sdk-first.cjs']],
    ['bare provider', 'in the application', [...ours]],
    ['bare provider', 'before us', ['--require', './sdk-first.cjs', ...ours]],
  ])('%s, set up %s: it is used, and no second one is started', async (kind, _when, args) => {
    const ended = await run(line, [...args, 'own-sdk.mjs', 'shut down in beforeExit'], { APP_SDK: kind });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expectAppRunAndCall();
  });

  test.each(['shut down before the end', 'shut down in beforeExit', 'shut down by SIGTERM'])(
    '%s: the run arrives all the same',
    async how => {
      const ended = await run(line, [...ours, 'own-sdk.mjs', how], { APP_SDK: 'NodeSDK' });
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
      expectAppRunAndCall();
    },
  );

  test('a call that is open when it is shut down ends with what is known', async () => {
    await run(line, [...ours, 'own-sdk.mjs', 'left to itself with a call open'], { APP_SDK: 'NodeSDK' });
    const agentRun = receiver.spans.find(({ name }) => name === 'agent run')!;
    expect(agentRun.attributes['agent.run.calls']).toBe(2);
    expect(receiver.spans.filter(({ name }) => name === 'chat gpt-4o')).toHaveLength(2);
  });

  test('none: ours is started', async () => {
    const ended = await run(line, [...ours, 'one-call.mjs']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(receiver.spans.map(({ name }) => name).sort()).toEqual(['agent run', 'chat gpt-4o']);
  });

  test('none, and a sampler in the environment: ours is started as it says', async () => {
    const { stderr } = await run(line, [...ours, 'one-call.mjs'], {
      OTEL_TRACES_SAMPLER: 'always_off',
      LAVAGUE_TOKENS_LOG: 'json',
    });
    expect(JSON.parse(stderr)).toMatchObject({ llm_prompt_tokens: 10, llm_completion_tokens: 6 });
    expect(receiver.bodies).toEqual([]);
  });

  function expectAppRunAndCall() {
    const names = receiver.spans.map(({ name }) => name).sort();
    expect(names).toEqual(['agent run', 'chat gpt-4o', 'the app']);
    const [app, agentRun, call] = ['the app', 'agent run', 'chat gpt-4o'].map(
      name => receiver.spans.find(span => span.name === name)!,
    );
    expect(agentRun!.parentSpanId).toBe(app!.spanId);
    expect(call!.parentSpanId).toBe(agentRun!.spanId);
    expect(agentRun!.attributes).toMatchObject({ 'agent.run.calls': 1, total_llm_tokens: 16 });
  }
});
