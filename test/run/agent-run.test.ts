import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SpanStatusCode } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { openai } from '../../src/providers/openai/index.js';
import { type RecordedCall, recordCall } from '../../src/record-call.js';
import { agentRun, step } from '../../src/run/agent-run.js';
import { installProvider, leaves, rollups } from '../support/spans-of.js';

const spans = installProvider();
beforeEach(() => void spans.take());

const chat = openai.operations.find(({ operation }) => operation === 'chat')!;
const request = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello.' }] };
const answer = { choices: [{ message: { content: 'Hello there, friend.' } }] };
const startCall = (): RecordedCall =>
  recordCall({ provider: openai, operation: chat, baseUrl: undefined }, request);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const PROMPT = 10;
const COMPLETION = 5;

describe('an agent run', () => {
  test('sums the calls made in it, marked as a roll-up, and passes the result on', async () => {
    const result = await agentRun('checkout', async run => {
      startCall().end({ body: answer });
      startCall().end({ body: answer });
      expect(run.totals).toEqual({
        embedding_tokens: 0,
        llm_prompt_tokens: 2 * PROMPT,
        llm_completion_tokens: 2 * COMPLETION,
        total_llm_tokens: 2 * (PROMPT + COMPLETION),
        cost_usd: 0.00015,
      });
      return 'paid';
    });

    expect(result).toBe('paid');
    const [first, second, root] = spans.take();
    expect(root!.name).toBe('agent run checkout');
    expect(root!.attributes).toMatchObject({
      'agent.run.rollup': true,
      'agent.run.calls': 2,
      'agent.run.failed_calls': 0,
      'agent.run.uncounted_calls': 0,
      'gen_ai.agent.name': 'checkout',
      'llm.prompt_tokens': 2 * PROMPT,
      'llm.completion_tokens': 2 * COMPLETION,
      total_llm_tokens: 2 * (PROMPT + COMPLETION),
      embedding_tokens: 0,
    });
    for (const leaf of [first, second]) {
      expect(leaf!.parentSpanContext?.spanId).toBe(root!.spanContext().spanId);
      expect(leaf!.attributes['agent.run.id']).toBe(root!.attributes['agent.run.id']);
    }
  });

  test('a step is a child span with its own sums, and names itself on its leaves', () => {
    agentRun('checkout', () => {
      startCall().end({ body: answer });
      step('retrieve', () => startCall().end({ body: answer }));
    });

    const all = spans.take();
    const [part] = rollups(all).filter(span => span.name === 'step retrieve');
    const [root] = rollups(all).filter(span => span.name === 'agent run checkout');
    expect(part!.attributes).toMatchObject({
      'agent.run.calls': 1,
      'llm.prompt_tokens': PROMPT,
      'agent.step': 'retrieve',
    });
    expect(root!.attributes).toMatchObject({ 'agent.run.calls': 2, 'llm.prompt_tokens': 2 * PROMPT });
    expect(leaves(all).map(leaf => leaf.attributes['agent.step'])).toEqual([undefined, 'retrieve']);
  });

  test('what it throws is thrown on, and its span says that it failed, without the message', async () => {
    const secret = new RangeError('card 4111');
    await expect(agentRun('checkout', async () => Promise.reject(secret))).rejects.toBe(secret);
    expect(() =>
      agentRun('checkout', () => {
        throw secret;
      }),
    ).toThrow(secret);

    for (const root of spans.take()) {
      expect(root.status).toEqual({ code: SpanStatusCode.ERROR });
      expect(root.attributes['error.type']).toBe('RangeError');
      expect(root.events).toEqual([]);
    }
  });

  test('waits for a call that ends after it, and ends at its own time all the same', async () => {
    const call = agentRun('checkout', startCall);
    await delay(30);
    expect(spans.take()).toEqual([]);
    call.end({ body: answer });

    const [leaf, root] = spans.take();
    expect(root!.attributes).toMatchObject({ 'agent.run.calls': 1, 'llm.completion_tokens': COMPLETION });
    expect(toMs(leaf!.endTime) - toMs(root!.endTime)).toBeGreaterThan(20);
  });

  test('a call made after its end goes to the run around it', async () => {
    await agentRun('outer', async () => {
      let late: (() => void) | undefined;
      agentRun('inner', () => {
        late = bind(() => startCall().end({ body: answer }));
      });
      late!();
    });

    const byName = new Map(spans.take().map(span => [span.name, span.attributes['agent.run.calls']]));
    expect(byName.get('agent run inner')).toBe(0);
    expect(byName.get('agent run outer')).toBe(1);
  });

  test('10,000 at once do not mix', async () => {
    const calls = await Promise.all(
      Array.from({ length: 10_000 }, (_, index) =>
        agentRun(`run ${index}`, async run => {
          for (let count = 0; count <= index % 3; count += 1) {
            const call = startCall();
            await null;
            call.end({ body: answer });
          }
          return run.totals.total_llm_tokens / (PROMPT + COMPLETION);
        }),
      ),
    );
    expect(calls).toEqual(calls.map((_, index) => 1 + (index % 3)));
  });

  test('100,000 calls in one leave nothing behind but its sums', async () => {
    await agentRun('long', async run => {
      const makeCalls = async (count: number) => {
        for (let index = 0; index < count; index += 1) {
          startCall().end({ body: answer });
          if (index % 1_000 > 0) continue;
          await nextTurn();
          spans.take();
        }
        await nextTurn();
        spans.take();
        collectGarbage();
        return process.memoryUsage().heapUsed;
      };
      const before = await makeCalls(10_000);
      const after = await makeCalls(90_000);
      // A list would hold some 100 bytes a call at the least: nine megabytes.
      expect(after - before).toBeLessThan(2_000_000);
      expect(run.totals.llm_prompt_tokens).toBe(100_000 * PROMPT);
    });
    const [root] = rollups(spans.take());
    expect(root!.attributes['agent.run.calls']).toBe(100_000);
  }, 120_000);

  test('every leaf is in the sums of each run around it exactly once, in whatever order things end', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async shape => {
        spans.take();
        await agentRun('root', () => grow(shape));
        await drain();
        const all = spans.take();
        const parentOf = new Map(
          all.map(span => [span.spanContext().spanId, span.parentSpanContext?.spanId]),
        );
        for (const rollup of rollups(all)) {
          const inside = leaves(all).filter(leaf =>
            isInside(leaf.spanContext().spanId, rollup.spanContext().spanId, parentOf),
          );
          const sum = (name: string) =>
            inside.reduce((total, leaf) => total + Number(leaf.attributes[name] ?? 0), 0);
          expect(rollup.attributes['agent.run.calls']).toBe(inside.length);
          expect(rollup.attributes['llm.prompt_tokens']).toBe(sum('llm.prompt_tokens'));
          expect(rollup.attributes['llm.completion_tokens']).toBe(sum('llm.completion_tokens'));
          expect(rollup.attributes['agent.run.failed_calls']).toBe(
            inside.filter(leaf => leaf.status.code === SpanStatusCode.ERROR).length,
          );
        }
        expect(leaves(all)).toHaveLength(countCalls(shape));
        expect(rollups(all)).toHaveLength(1 + countRollups(shape));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A tree of runs, steps and calls; each ends after some turns of the event loop, awaited or not. */
type Tree =
  | {
      readonly kind: 'call';
      readonly end: keyof typeof ends;
      readonly turns: number;
      readonly retries: number;
    }
  | {
      readonly kind: 'run' | 'step';
      readonly parts: readonly Tree[];
      readonly awaited: boolean;
      readonly fails: boolean;
    };

const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      kind: fc.constant('call' as const),
      end: fc.constantFrom('body' as const, 'error' as const, 'unread' as const, 'aborted' as const),
      turns: fc.nat(4),
      retries: fc.nat(2),
    }),
    fc.record({
      kind: fc.constantFrom('run' as const, 'step' as const),
      parts: fc.array(tie('tree'), { maxLength: 4 }),
      awaited: fc.boolean(),
      fails: fc.boolean(),
    }),
  ),
}));

let growing = new Set<Promise<unknown>>();

const ends = {
  body: { body: answer },
  error: { error: new Error('refused') },
  unread: { unread: 'dropped' },
  aborted: { stream: 'aborted' },
} as const;

/** Turns of both kinds, so that calls, steps and runs end between each other in every order. */
async function make(end: keyof typeof ends, turns: number): Promise<void> {
  const call = startCall();
  for (let turn = 0; turn < turns; turn += 1) await (turn % 2 === 0 ? null : nextTurn());
  call.end(ends[end]);
}

async function grow(shape: Tree): Promise<void> {
  if (shape.kind === 'call') {
    // As an application does that tries again: each attempt is a call of its own.
    for (let retry = 0; retry < shape.retries; retry += 1) await make('error', 1);
    await make(shape.end, shape.turns);
    return;
  }
  const open: typeof step = shape.kind === 'run' ? agentRun : step;
  const done = open(shape.kind, async () => {
    const parts = shape.parts.map(grow);
    if (shape.awaited) await Promise.all(parts);
    else for (const part of parts) growing.add(part);
    if (shape.fails) throw new Error('the agent failed');
  }).catch(() => undefined);
  growing.add(done);
  await done;
}

async function drain(): Promise<void> {
  while (growing.size > 0) {
    const waiting = growing;
    growing = new Set();
    await Promise.allSettled(waiting);
  }
  await new Promise(setImmediate);
}

const countCalls = (shape: Tree): number =>
  shape.kind === 'call' ? 1 + shape.retries : shape.parts.reduce((sum, part) => sum + countCalls(part), 0);
const countRollups = (shape: Tree): number =>
  shape.kind === 'call' ? 0 : shape.parts.reduce((sum, part) => sum + countRollups(part), 1);

function isInside(spanId: string, rootId: string, parentOf: Map<string, string | undefined>): boolean {
  let here = parentOf.get(spanId);
  while (here !== undefined && here !== rootId) here = parentOf.get(here);
  return here === rootId;
}

function bind(work: () => void): () => void {
  return require('node:async_hooks').AsyncResource.bind(work);
}

function toMs([seconds, nanos]: [number, number]): number {
  return seconds * 1e3 + nanos / 1e6;
}
