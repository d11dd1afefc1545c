import { expect, test } from 'vitest';
import { runNode } from './run-node.js';

test('a program ends with its code, and both outputs are kept apart', async () => {
  const run = await runNode(['-e', 'console.log("out"); console.error("err"); process.exitCode = 3']);
  expect(run).toMatchObject({ code: 3, signal: null, stdout: 'out\n', stderr: 'err\n' });
  expect(run.durationMs).toBeGreaterThan(0);
});

test('a program sees the environment it is given, and none that would steer a tracer', async () => {
  process.env['OTEL_SERVICE_NAME'] = 'the tests';
  const program = 'console.log(process.env.OTEL_SERVICE_NAME, process.env.COLOUR, "PATH" in process.env)';
  const run = await runNode(['-e', program], { env: { COLOUR: 'blue' } }).finally(() => {
    delete process.env['OTEL_SERVICE_NAME'];
  });
  expect(run.stdout).toBe('undefined blue true\n');
});

test('a program is ended by the caller', async () => {
  const controller = new AbortController();
  const run = runNode(['-e', 'console.log("up"); setInterval(() => {}, 1000)'], {
    abort: controller.signal,
    onOutput: () => controller.abort(),
  });
  expect(await run).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'up\n' });
});

test('a program that will not be ended is killed', async () => {
  const controller = new AbortController();
  const stubborn = 'process.on("SIGINT", () => {}); console.log("up"); setInterval(() => {}, 1000)';
  const run = runNode(['-e', stubborn], {
    abort: controller.signal,
    abortWith: 'SIGINT',
    onOutput: () => controller.abort(),
  });
  expect(await run).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('a program that does not end is killed', async () => {
  expect(await runNode(['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 })).toMatchObject({
    signal: 'SIGKILL',
  });
});
