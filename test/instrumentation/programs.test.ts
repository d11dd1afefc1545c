import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.js';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.js';
import { runNode } from '../support/run-node.js';

vi.setConfig({ testTimeout: 60_000 });
const root = join(__dirname, '../..');
const programs = join(__dirname, 'programs');
const register = ['--import', '@lavague-tokens/otel/register'];
const said = 'Hello there, my friend.\n';
let server: OpenAIServer;
let receiver: OtlpReceiver;

beforeAll(async () => {
  server = await startOpenAIServer({ reply: { text: said.trim() } });
});
afterAll(() => server.close());
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  return () => receiver.close();
});

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runNode(args, {
    cwd: root,
    env: {
      OPENAI_BASE_URL: server.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...env,
    },
  });
const calls = () => receiver.spans.filter(({ attributes }) => !attributes['agent.run.rollup']);
const tokens = () => calls().map(({ attributes }) => attributes['total_llm_tokens']);

describe('a client that was loaded before the instrumentation', () => {
  const program = join(programs, 'loaded-before.cjs');

  test('works, is not counted, and that is said once', async () => {
    const { stdout, stderr, code } = await run([program]);
    expect({ stdout, code }).toEqual({ stdout: said, code: 0 });
    expect(tokens()).toEqual([]);
    expect(stderr.match(/openai was loaded before the instrumentation/g)).toHaveLength(1);
  });

  test('is counted once instrument() has its class, and nothing is said', async () => {
    const { stdout, stderr, code } = await run([program, 'instrument']);
    expect({ stdout, stderr, code }).toEqual({ stdout: said, stderr: '', code: 0 });
    expect(tokens()).toEqual([16]);
  });
});

test('a worker thread has its calls counted as the main thread has', async () => {
  const { stdout, stderr, code } = await run([...register, join(programs, 'worker.mjs')]);
  expect({ stdout, stderr, code }).toEqual({ stdout: said + said, stderr: '', code: 0 });
  expect(tokens()).toEqual([16, 16]);
});

describe('an application in one file, made by esbuild', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundled-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is counted through instrument(), with no node_modules around it', async () => {
    const outfile = join(folder, 'app.cjs');
    await build({
      entryPoints: [join(programs, 'bundled.mjs')],
      outfile,
      bundle: true,
      platform: 'node',
      logLevel: 'error',
    });
    const { stdout, stderr, code } = await run([outfile]);
    expect({ stdout, stderr, code }).toEqual({ stdout: said, stderr: '', code: 0 });
    expect(tokens()).toEqual([16]);
    expect(receiver.spans.map(({ name }) => name)).toContain('agent run bundled');
  });
});

test.each(['shared', 'afresh'])(
  'vitest, modules %s: each copy of the client is counted once',
  async MODULES => {
    const config = join(programs, 'sandbox.config.mts');
    const { stdout, stderr, code } = await run(
      ['node_modules/vitest/vitest.mjs', 'run', '--config', config],
      { MODULES },
    );
    expect({ code, output: stdout + stderr }).toEqual({
      code: 0,
      output: expect.stringContaining('1 passed'),
    });
  },
);

test('a major that nobody has tested is tried all the same, and that is said once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'newer-'));
  const client = join(folder, 'node_modules/openai');
  await mkdir(client, { recursive: true });
  await writeFile(
    join(client, 'package.json'),
    JSON.stringify({ name: 'openai', version: '9.0.0-beta.1', main: 'index.js' }),
  );
  await writeFile(
    join(client, 'index.js'),
    `module.exports = require(${JSON.stringify(require.resolve('openai'))})`,
  );
  await writeFile(
    join(folder, 'app.cjs'),
    `require('openai'); import(${JSON.stringify(join(programs, 'one-call.mjs'))}).then(({ call }) => call(require('openai')))`,
  );
  const { stdout, stderr } = await run([...register, join(folder, 'app.cjs')], { OTEL_LOG_LEVEL: 'warn' });
  await rm(folder, { recursive: true });
  expect(stdout).toBe(said);
  expect(tokens()).toEqual([16]);
  expect(stderr.match(/openai 9\.0\.0-beta\.1 is newer than what was tested/g)).toHaveLength(1);
});
