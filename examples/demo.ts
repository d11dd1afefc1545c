/**
 * Runs the example web agent under the register door, receives what it exports, and prints the tree of its run.
 *
 *     npm run demo               the agent as it is, then with its parts named
 *     npm run demo -- --cjs      its CommonJS variant
 *     npm run demo -- --columns  and the columns of LaVague's token counter, for the agent whose parts are named
 *     npm run demo -- app.mjs    a program of yours
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { startOpenAIServer } from '../test/support/openai-server.js';
import { startOtlpReceiver } from '../test/support/otlp-receiver.js';
import { runNode } from '../test/support/run-node.js';
import { lavagueColumns } from './components.js';
import { runTree } from './run-tree.js';
import { shoppingModel } from './shopping-model.js';

const root = join(__dirname, '..');
const interrupted = new AbortController();
const signals = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(args: readonly string[]): Promise<void> {
  for (const [signal, code] of Object.entries(signals))
    process.on(signal, () => {
      process.exitCode = code;
      interrupted.abort();
    });
  await buildIfStale();
  const given = args.filter(arg => !arg.startsWith('--')).map(path => resolve(path));
  const variants = args.includes('--cjs') ? ['agent.cjs'] : ['agent.mjs', 'agent-named.mjs'];
  const programs = given.length > 0 ? given : variants.map(name => join(__dirname, 'web-agent', name));
  for (const program of programs)
    if (!interrupted.signal.aborted) await show(program, args.includes('--columns'));
}

async function show(program: string, withColumns: boolean): Promise<void> {
  await using receiver = await startOtlpReceiver();
  await using model = await modelServer();
  const path = relative(root, program);
  console.log(`\nnode --import @lavague-tokens/otel/register ${path}   (${model.description})\n`);
  const { code, signal } = await runNode(['--import', '@lavague-tokens/otel/register', program], {
    cwd: root,
    env: { ...model.env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'web-agent' },
    abort: interrupted.signal,
    timeoutMs: 300_000,
    onOutput: text => process.stdout.write(text),
  });
  if (interrupted.signal.aborted) return;
  if (code !== 0) fail(`${path} ended with ${signal ?? `code ${code}`}`);
  // The run leaves before its process ends: what is not here by now was never sent.
  const hasRun = receiver.spans.some(span => span.attributes['agent.run.rollup'] === true);
  if (!hasRun) return fail(`${path} sent no agent run`);
  console.log(`\n${runTree(receiver.spans)}`);
  if (withColumns) console.log(`\n${JSON.stringify(lavagueColumns(receiver.spans), null, 2)}`);
}

/** The real API where there is a key for it, else the local server. */
async function modelServer() {
  const { OPENAI_API_KEY, OPENAI_BASE_URL } = process.env;
  if (OPENAI_API_KEY)
    return {
      description: `the real API at ${OPENAI_BASE_URL ?? 'api.openai.com'}, billed to your OPENAI_API_KEY`,
      env: { OPENAI_API_KEY, OPENAI_BASE_URL },
      [Symbol.asyncDispose]: async () => {},
    };
  const server = await startOpenAIServer({ reply: shoppingModel() });
  return {
    description: 'a local stand-in for the API; set OPENAI_API_KEY for the real one',
    env: { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: server.url },
    [Symbol.asyncDispose]: server.close,
  };
}

async function buildIfStale(): Promise<void> {
  if (newest(join(root, 'dist')) > newest(join(root, 'src'))) return;
  const { code, stdout } = await runNode(
    [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      abort: interrupted.signal,
    },
  );
  if (code !== 0 && !interrupted.signal.aborted) throw new Error(`The build failed:\n${stdout}`);
}

/** When the youngest file of a folder was written; 0 for a folder that is empty or not there. */
function newest(folder: string): number {
  const files = statSync(folder, { throwIfNoEntry: false })
    ? (readdirSync(folder, { recursive: true }) as string[])
    : [];
  return Math.max(0, ...files.map(file => statSync(join(folder, file)).mtimeMs));
}

function fail(message: string): void {
  console.error(`\n${message}`);
  process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: Error) => fail(error.message));
