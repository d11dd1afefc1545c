import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, type Component } from './components.js';

/** A component that is running. */
export interface Service extends AsyncDisposable {
  readonly pid: number;
  /** What it has written so far, to both outputs. */
  log(): string;
  /** Seconds of CPU it has used, in user and in kernel mode. */
  cpuSeconds(): number;
  /** Bytes of memory it holds. */
  memoryBytes(): number;
  /** Ends it and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

interface Start {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Answers with a status below 400 as soon as the component works. */
  readonly readyUrl: string;
}

/** Starts a component and waits until it works. @throws Error with its last words when it ends before. */
export async function startService(name: Component, { args, env, readyUrl }: Start): Promise<Service> {
  const child = spawn(binary(name), args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', text => said.push(text));
  const log = () => said.join('');
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(force);
  };
  const service: Service = {
    pid: child.pid ?? 0,
    log,
    cpuSeconds: () => cpuSeconds(child),
    memoryBytes: () => Number(status(child, 'VmRSS')) * 1024,
    stop,
    [Symbol.asyncDispose]: stop,
  };
  await until(`${name} works`, async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}:\n${tail(log())}`);
    const response = await fetch(readyUrl).catch(() => undefined);
    return response !== undefined && response.status < 400;
  }).catch(async error => {
    await stop('SIGKILL');
    throw new Error(`${(error as Error).message}\n${tail(log())}`);
  });
  return service;
}

const tail = (text: string) => text.slice(-3_000);

/** Waits until something is so, asking ten times a second. @throws Error after `seconds`. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  seconds = 60,
): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} seconds in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Waits until a figure is the expected one, and answers what it was at the end: the assertion is the caller's. */
export async function settled<T>(expected: T, figure: () => Promise<T>, seconds = 30): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const value = await figure();
    if (JSON.stringify(value) === JSON.stringify(expected) || performance.now() > end) return value;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** Ports of 127.0.0.1 that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>(resolve => {
          const server = createServer();
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map(server => (server.address() as { port: number }).port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}

/** A folder that is gone at the end. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'pipeline-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime, in ticks of 1/100 s. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function status({ pid }: ChildProcess, field: string): string {
  return (
    readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${field}:\\s+(\\d+)`, 'm'))?.[1] ?? ''
  );
}
