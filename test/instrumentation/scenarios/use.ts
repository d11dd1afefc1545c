import {
  type App,
  describeError,
  type OpenAIModule,
  type Options,
  pause,
  type Scenario,
} from './scenario.js';

/** What an app saw of one scenario, as plain data. */
export interface Seen {
  readonly value: unknown;
  /** What Node told of promises, in the order it did. */
  readonly rejections: readonly unknown[];
}

/** Uses a client as the scenario says. */
export async function useClient(
  module: OpenAIModule,
  scenario: Scenario,
  options: Pick<Options, 'baseURL'>,
): Promise<Seen> {
  // The header tells the server which reply is meant.
  const app: App = {
    ...module,
    options: { apiKey: 'any', maxRetries: 0, ...options, defaultHeaders: { 'x-scenario': scenario.name } },
  };
  const rejections: unknown[] = [];
  const stop = listen(rejections);
  const value = await scenario
    .use(new module.OpenAI(app.options), app)
    .catch(error => ({ threw: describeError(error) }));
  await pause(5);
  stop();
  return JSON.parse(forget(JSON.stringify({ value: value ?? null, rejections }))) as Seen;
}

/** Hears of unhandled rejections in the place of whoever else listens. */
function listen(rejections: unknown[]): () => void {
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const unhandled = (error: unknown) => rejections.push(['unhandled', describeError(error)]);
  const handled = () => rejections.push(['handled after all']);
  process.on('unhandledRejection', unhandled).on('rejectionHandled', handled);
  return () => {
    process.removeListener('unhandledRejection', unhandled).removeListener('rejectionHandled', handled);
    for (const other of others) process.on('unhandledRejection', other);
  };
}

/** Times of day and ports differ between two runs of the same thing, and so do the numbers a server gives. */
function forget(json: string): string {
  return json
    .replace(/("created(_at)?":|\\"created(_at)?\\":)\d+/g, '$10')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1')
    .replace(/_local\d+/g, '_local');
}
