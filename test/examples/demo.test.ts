import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { type NodeOptions, runNode } from '../support/run-node.js';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const demo = (args: readonly string[], options: NodeOptions = {}) =>
  runNode(['--import', 'tsx', 'examples/demo.ts', ...args], { cwd: root, ...options });

function program(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

describe('the demo', () => {
  test('shows an unmodified agent as one run, and its parts as steps once they have names', async () => {
    const { code, stdout } = await demo([]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^agent run .*\n├─ embeddings text-embedding-3-small .* exact /m);
    expect(stdout).toMatch(/^agent run shopper /m);
    for (const name of ['retriever', 'world model', 'action engine', 'report'])
      expect(stdout).toMatch(new RegExp(`^[├└]─ step ${name} .*\\n[│ ]  [├└]─ (chat|embeddings) `, 'm'));
    expect(stdout.match(/The Heron 2, the lightest tent for two, is in your cart\./g)).toHaveLength(2);
  });

  test('adds the columns of LaVague’s token counter, in tokens and in dollars', async () => {
    const { code, stdout } = await demo(['--columns', 'examples/web-agent/agent-named.mjs']);
    expect(code).toBe(0);
    const columns = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{'))) as Record<string, number>;
    expect(Object.keys(columns)).toHaveLength(18);
    const sum = (...names: string[]) => names.reduce((total, name) => total + columns[name]!, 0);
    expect(columns['total_world_model_tokens']).toBe(
      sum('world_model_input_tokens', 'world_model_output_tokens'),
    );
    expect(columns['total_step_tokens']).toBe(sum('total_llm_tokens', 'total_embedding_tokens'));
    expect(columns['total_step_cost']).toBeCloseTo(sum('total_llm_cost', 'total_embedding_cost'), 12);
    // gpt-4.1-mini: 0.40 in, 1.60 out; text-embedding-3-small: 0.02, in USD per million.
    const expected = {
      world_model_input_cost: columns['world_model_input_tokens']! * 0.4e-6,
      action_engine_output_cost: columns['action_engine_output_tokens']! * 1.6e-6,
      total_embedding_cost: columns['total_embedding_tokens']! * 0.02e-6,
    };
    for (const [name, cost] of Object.entries(expected)) expect(columns[name]).toBeCloseTo(cost, 11);
    expect(columns['total_embedding_tokens']).toBeGreaterThan(0);
  });

  test('shows the CommonJS agent', async () => {
    const { code, stdout } = await demo(['--cjs']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^agent run .*\n├─ embeddings .*\n├─ chat .*\n└─ chat /m);
    expect(stdout).toContain('3 calls; 3 with reported numbers');
  });

  test('calls the real API when there is a key for it, and says so', async () => {
    await using api = await startOpenAIServer({ reply: { text: 'three small words' } });
    const env = { OPENAI_API_KEY: 'a-key', OPENAI_BASE_URL: api.url };
    const { code, stdout } = await demo(['--cjs'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('billed to your OPENAI_API_KEY');
    expect(api.requests.map(request => request.headers.authorization)).toEqual(Array(3).fill('Bearer a-key'));
  });

  test('fails when the agent does', async () => {
    const { code, stderr } = await demo([program('fails.mjs', 'process.exitCode = 7;')]);
    expect(code).toBe(1);
    expect(stderr).toContain('fails.mjs ended with code 7');
  });

  test('fails when no run arrived', async () => {
    const { code, stderr } = await demo([program('silent.mjs', 'console.log("no call made");')]);
    expect(code).toBe(1);
    expect(stderr).toContain('silent.mjs sent no agent run');
    expect(stderr).not.toContain('ended with');
  });

  test('ends with its agent on Ctrl-C', async () => {
    const controller = new AbortController();
    const path = program(
      'waits.mjs',
      'console.log("pid", process.pid, "waits"); setInterval(() => {}, 1000);',
    );
    let output = '';
    const { code } = await demo([path], {
      abort: controller.signal,
      abortWith: 'SIGINT',
      onOutput: text => {
        output += text;
        if (/pid \d+ waits/.test(output)) controller.abort();
      },
    });
    expect(code).toBe(130);
    const pid = Number(output.match(/pid (\d+)/)![1]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
