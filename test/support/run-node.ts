import { spawn } from 'node:child_process';

export interface NodeRun {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export interface NodeOptions {
  /** On top of this process's own environment, from which whatever steers an instrumented program is taken out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Another Node binary. */
  readonly node?: string;
  /** Ends the program: by a signal, and by force if it is still there `graceMs` later. */
  readonly abort?: AbortSignal;
  /** Default: two seconds. */
  readonly graceMs?: number;
  /** The signal sent on `abort`; default SIGTERM. */
  readonly abortWith?: NodeJS.Signals;
  /** Kills a program that does not end. */
  readonly timeoutMs?: number;
  /** Hears standard output and standard error as they come. */
  readonly onOutput?: (text: string) => void;
}

const steering = /^(OTEL_|OPENAI_|LAVAGUE_TOKENS_|NODE_OPTIONS$|NODE_ENV$|VITEST|TEST$)/;

/** Runs a program with Node and waits for its end, whatever that is. @throws Error when Node cannot be started. */
export function runNode(args: readonly string[], options: NodeOptions = {}): Promise<NodeRun> {
  const inherited = Object.entries(process.env).filter(([name]) => !steering.test(name));
  const started = performance.now();
  const child = spawn(options.node ?? process.execPath, args, {
    cwd: options.cwd,
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collected = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      collected[stream] += text;
      options.onOutput?.(text);
    });
  const kill = () => child.kill('SIGKILL');
  let timer = setTimeout(kill, options.timeoutMs ?? 60_000);
  const terminate = () => {
    child.kill(options.abortWith ?? 'SIGTERM');
    clearTimeout(timer);
    timer = setTimeout(kill, options.graceMs ?? 2_000);
  };
  options.abort?.addEventListener('abort', terminate, { once: true });
  if (options.abort?.aborted) terminate();
  return new Promise<NodeRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, ...collected, durationMs: performance.now() - started }),
    );
  }).finally(() => {
    clearTimeout(timer);
    options.abort?.removeEventListener('abort', terminate);
  });
}
