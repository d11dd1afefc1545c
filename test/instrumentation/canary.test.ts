import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { runNode } from '../support/run-node.js';

/** Runs the canary, and gives all that left the process beside its own last line and its requests. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  // The server answers with the last words of the prompt: the secret comes back as well.
  await using server = await startOpenAIServer();
  await using receiver = await startOtlpReceiver();
  const { code, stdout, stderr } = await runNode(
    [...args.slice(0, -1), args.at(-1)!, ...(env['MODE'] ? ['memory'] : [])],
    {
      cwd: join(__dirname, '../..'),
      timeoutMs: 120_000,
      env: {
        OPENAI_BASE_URL: server.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
        ...env,
      },
    },
  );
  const [, result] = stdout.match(/^RESULT (.*)$/m)!;
  const { secret, inMemory } = JSON.parse(result!) as { secret: string; inMemory: number };
  const left = JSON.stringify(receiver.bodies) + stdout.replace(/^RESULT .*$/m, '') + stderr;
  return { code, secret, inMemory, left, spans: receiver.spans, requests: server.requests };
}

const program = 'test/instrumentation/programs/canary.mjs';
const register = ['--import', '@lavague-tokens/otel/register'];

describe('a secret in prompts, answers, tools, schemas, keys, headers and errors', () => {
  test.each([
    ['by default', {}],
    [
      'with the SDK at its most talkative and a report of the run',
      { OTEL_LOG_LEVEL: 'all', LAVAGUE_TOKENS_LOG: 'json' },
    ],
    ['with spans on the console', { OTEL_TRACES_EXPORTER: 'console', LAVAGUE_TOKENS_LOG: 'summary' }],
  ])('%s does not leave the process', { timeout: 120_000 }, async (_, env) => {
    const { code, secret, left, requests } = await run([...register, program], env);
    expect(code).toBe(0);
    expect(left).toContain('llm.prompt_tokens');
    // What is searched for is there to be found: the requests carry it.
    expect(requests[0]!.bytes.toString()).toContain(secret);
    expect(left).not.toContain(secret);
    expect(left).not.toMatch(/authorization|Bearer|x-secret/i);
  });

  test('is kept in no memory of ours but the bounded ones, and there no longer than their bound', {
    timeout: 180_000,
  }, async () => {
    const bare = await run(['--expose-gc', program], { MODE: 'memory' });
    const instrumented = await run(['--expose-gc', ...register, program], {
      MODE: 'memory',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    });
    expect(instrumented.inMemory).toBeLessThanOrEqual(bare.inMemory);
  });
});
