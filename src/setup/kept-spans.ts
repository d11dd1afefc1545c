import { diag } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** The most spans that wait for a collector; older ones go first. */
const MOST_KEPT = 2_048;

/**
 * Keeps the spans a collector did not take, up to a bound, and sends them again with the next batch; hands them all
 * over when the process ends with no time to wait for an answer.
 */
export class KeptSpans implements SpanExporter {
  private kept: ReadableSpan[] = [];
  private readonly underway = new Set<ReadableSpan[]>();
  private answered: (() => void)[] = [];
  private reachable = true;
  private collecting = false;

  /** @param prober sends while the collector was last seen gone: one that gives up early */
  constructor(
    private readonly exporter: SpanExporter,
    private readonly prober: SpanExporter,
  ) {}

  /** Whether the last batch was taken. */
  get isReachable(): boolean {
    return this.reachable;
  }

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    const batch = [...this.kept, ...spans];
    this.kept = [];
    if (this.collecting) {
      this.keep(batch);
      done({ code: 0 });
      return;
    }
    this.underway.add(batch);
    const exporter = this.reachable ? this.exporter : this.prober;
    exporter.export(batch, result => {
      this.underway.delete(batch);
      if (this.underway.size === 0) for (const tell of this.answered.splice(0)) tell();
      if (result.code !== 0) this.keep(batch);
      this.tell(result);
      // The batch is accounted for here: the processor would only report the failure once more.
      done({ code: 0 });
    });
  }

  /** Resolves when what is under way has its answer; `undefined` where nothing is. */
  answers(): Promise<void> | undefined {
    if (this.underway.size === 0) return undefined;
    return new Promise(resolve => this.answered.push(resolve));
  }

  /** From now on nothing is sent: what `flush` brings and what has no answer yet is handed over. */
  takeAll(flush: () => void): ReadableSpan[] {
    this.collecting = true;
    flush();
    const all = [...this.underway].flat().concat(this.kept);
    this.kept = [];
    this.underway.clear();
    return all;
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  async shutdown(): Promise<void> {
    await Promise.all([this.exporter.shutdown(), this.prober.shutdown()]);
  }

  private keep(spans: ReadableSpan[]): void {
    this.kept = [...this.kept, ...spans].slice(-MOST_KEPT);
  }

  /** Tells once that the collector went away. */
  private tell({ code, error }: Result): void {
    const wasReachable = this.reachable;
    this.reachable = code === 0;
    if (wasReachable && !this.reachable) {
      diag.warn(
        `The collector does not take the spans: the last ${MOST_KEPT} are kept and sent again (${cause(error)})`,
      );
    }
  }
}

function cause(error: (Error & { code?: string | number }) | undefined): string {
  return String(error?.code ?? error?.message ?? 'no answer');
}
