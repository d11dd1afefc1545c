import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KeptSpans } from '../../src/setup/kept-spans.js';

type Spans = Parameters<KeptSpans['export']>[0];
const span = (name: string) => ({ name }) as Spans[number];
const names = (spans: Spans) => spans.map(({ name }) => name);

function collector() {
  const received: string[][] = [];
  const state = { isUp: true, answers: true };
  const exporter = {
    export(spans: Spans, done: (result: { code: number; error?: Error }) => void) {
      received.push(names(spans));
      if (state.answers) done(state.isUp ? { code: 0 } : { code: 1, error: new Error('ECONNREFUSED') });
    },
    shutdown: async () => {},
  };
  return { received, state, exporter };
}

describe('spans on their way to a collector', () => {
  const warn = vi.fn();
  beforeEach(() => {
    warn.mockClear();
    const logger: DiagLogger = { error: warn, warn, info() {}, debug() {}, verbose() {} };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });
  afterEach(() => diag.disable());

  test('are kept while it is gone, told of once, and sent with the next batch', () => {
    const patient = collector();
    const prober = collector();
    const spans = new KeptSpans(patient.exporter, prober.exporter);

    patient.state.isUp = prober.state.isUp = false;
    spans.export([span('a')], () => {});
    spans.export([span('b')], () => {});
    expect(spans.isReachable).toBe(false);
    expect(warn).toHaveBeenCalledTimes(1);

    prober.state.isUp = true;
    spans.export([span('c')], () => {});
    expect(prober.received.at(-1)).toEqual(['a', 'b', 'c']);
    expect(spans.isReachable).toBe(true);

    patient.received.length = 0;
    spans.export([span('d')], () => {});
    expect(patient.received).toEqual([['d']]);
  });

  test('are kept up to a bound, the newest', () => {
    const gone = collector();
    gone.state.isUp = false;
    const spans = new KeptSpans(gone.exporter, gone.exporter);
    for (let batch = 0; batch < 30; batch += 1) {
      spans.export(
        Array.from({ length: 100 }, (_, index) => span(`${batch}.${index}`)),
        () => {},
      );
    }
    const all = names(spans.takeAll(() => {}));
    expect(all).toHaveLength(2_048);
    expect(all.at(-1)).toBe('29.99');
  });

  test('are all handed over at the end: waiting, without an answer, and what the last flush brings', () => {
    const slow = collector();
    slow.state.answers = false;
    const spans = new KeptSpans(slow.exporter, slow.exporter);
    spans.export([span('unanswered')], () => {});
    const all = spans.takeAll(() => spans.export([span('flushed')], () => {}));
    expect(names(all).sort()).toEqual(['flushed', 'unanswered']);
    expect(slow.received).toEqual([['unanswered']]);
  });

  test('say when those on their way have arrived', async () => {
    let arrive = () => {};
    const slow = {
      export: (_: Spans, done: (result: { code: number }) => void) => {
        arrive = () => done({ code: 0 });
      },
      shutdown: async () => {},
    };
    const spans = new KeptSpans(slow, slow);
    expect(spans.answers()).toBe(undefined);
    spans.export([span('a')], () => {});
    const answers = spans.answers();
    arrive();
    await answers;
    expect(spans.takeAll(() => {})).toEqual([]);
  });
});
