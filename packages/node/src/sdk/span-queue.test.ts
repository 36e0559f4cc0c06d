import { AlwaysOnSampler, BasicTracerProvider, SamplingDecision } from '@opentelemetry/sdk-trace-base';
import { forgetProblems, onProblem, problems } from '@portcall/core';
import type { ReadableSpan, SpanExporter } from '@portcall/otel';
import * as fc from 'fast-check';
import type { SpanBatching } from '../settings/span-batching.js';
import { SpanQueue } from './span-queue.js';

type Done = Parameters<SpanExporter['export']>[1];

/** Takes batches and answers when it is told to. */
class Receiver implements SpanExporter {
  readonly batches: string[][] = [];
  readonly open: Done[] = [];
  throwsNext = false;
  isShutDown = false;

  export(spans: ReadableSpan[], done: Done): void {
    this.batches.push(spans.map(({ name }) => name));
    if (this.throwsNext) {
      this.throwsNext = false;
      throw new Error('broken');
    }
    this.open.push(done);
  }

  answer(code = 0): void {
    this.open.shift()?.({ code });
  }

  async shutdown(): Promise<void> {
    this.isShutDown = true;
  }
}

const BATCHING: SpanBatching = { queueSize: 8, batchSize: 3, delayMillis: 5_000, timeoutMillis: 30_000 };

function opened(batching: Partial<SpanBatching> = {}) {
  const receiver = new Receiver();
  const queue = new SpanQueue('mine', receiver, { ...BATCHING, ...batching });
  const tracer = new BasicTracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [queue] }).getTracer('test');
  let ended = 0;
  const end = (count: number): void => {
    for (let i = 0; i < count; i += 1) tracer.startSpan(String(ended++)).end();
  };
  return { receiver, queue, end, ended: () => ended };
}

function lost(...reasons: string[]): number {
  return problems()
    .filter(({ key }) => reasons.some((reason) => key === `export.spans_${reason}`))
    .reduce((sum, { count }) => sum + count, 0);
}

const named = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i));
const turn = (): Promise<void> => jest.advanceTimersByTimeAsync(1);

describe('the queue of an exporter', () => {
  let stop: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    forgetProblems();
    stop = onProblem(() => {});
  });

  afterEach(() => {
    stop();
    forgetProblems();
    jest.useRealTimers();
  });

  it('exports a full batch at the next turn, and what is left over after the delay', async () => {
    const { receiver, end } = opened();
    end(4);
    expect(receiver.batches).toEqual([]);
    await turn();
    expect(receiver.batches).toEqual([named(0, 3)]);
    receiver.answer();
    await jest.advanceTimersByTimeAsync(4_999);
    expect(receiver.batches).toHaveLength(1);
    await turn();
    expect(receiver.batches).toEqual([named(0, 3), named(3, 4)]);
  });

  it('gives the exporter one batch at a time', async () => {
    const { receiver, end } = opened();
    end(7);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(receiver.batches).toEqual([named(0, 3)]);
    receiver.answer();
    await turn();
    expect(receiver.batches).toEqual([named(0, 3), named(3, 6)]);
    expect(lost('failed', 'queue', 'closed')).toBe(0);
  });

  it('flushes what is under way and all that waits', async () => {
    const { receiver, queue, end } = opened();
    end(3);
    await turn();
    end(4);
    const flushed = jest.fn();
    void queue.forceFlush().then(flushed);
    end(1);
    for (let answered = 0; answered < 3; answered += 1) {
      expect(flushed).not.toHaveBeenCalled();
      receiver.answer();
      await turn();
    }
    expect(flushed).toHaveBeenCalled();
    expect(receiver.batches).toEqual([named(0, 3), named(3, 6), named(6, 8)]);
  });

  it('delivers all at the shutdown, once, and counts what ends after it', async () => {
    const { receiver, queue, end } = opened();
    end(4);
    const ended = [queue.shutdown(), queue.shutdown(), queue.forceFlush()];
    end(2);
    for (const _ of [0, 1]) {
      expect(receiver.isShutDown).toBe(false);
      receiver.answer();
      await turn();
    }
    await Promise.all(ended);
    expect(receiver).toMatchObject({ isShutDown: true, batches: [named(0, 3), named(3, 4)] });
    expect([lost('closed'), lost('queue', 'failed')]).toEqual([2, 0]);
  });

  it('goes on after an export that nobody answers in time, and counts its spans once', async () => {
    const { receiver, end } = opened();
    end(4);
    await jest.advanceTimersByTimeAsync(29_000);
    expect(lost('failed')).toBe(0);
    await jest.advanceTimersByTimeAsync(1_000 + 5_000);
    expect(lost('failed')).toBe(3);
    expect(receiver.batches).toEqual([named(0, 3), named(3, 4)]);
    receiver.answer(1);
    await turn();
    expect(lost('failed')).toBe(3);
  });

  it('counts the spans of an export that fails, and of one that throws', async () => {
    const { receiver, end } = opened();
    end(6);
    await turn();
    receiver.throwsNext = true;
    receiver.answer(1);
    await turn();
    expect([receiver.batches.length, lost('failed')]).toEqual([2, 6]);
  });

  it('waits as long as it takes where there is no timeout', async () => {
    const { receiver, end } = opened({ timeoutMillis: Number.POSITIVE_INFINITY });
    end(3);
    await jest.advanceTimersByTimeAsync(100_000_000);
    expect([receiver.batches.length, lost('failed')]).toEqual([1, 0]);
  });

  it('takes no span that is not sampled', async () => {
    const { receiver, queue, end } = opened();

    const sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }) };
    const recorded = new BasicTracerProvider({ sampler, spanProcessors: [queue] }).getTracer('t').startSpan('recorded');
    expect(recorded.isRecording()).toBe(true);
    recorded.end();
    end(1);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(receiver.batches).toEqual([['0']]);
  });
});

type Step = readonly ['end' | 'wait' | 'answer' | 'fail' | 'throw' | 'flush' | 'shutdown', number];

describe('whatever happens to a queue', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant('end' as const), fc.integer({ min: 1, max: 6 })) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('wait' as const), fc.constantFrom(1, 4_999, 5_000, 30_000)) },
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constantFrom('answer' as const, 'fail' as const, 'throw' as const), fc.constant(0)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constant('flush' as const), fc.constant(0)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('shutdown' as const), fc.constant(0)) },
  );

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('every span is with the exporter, or counted as lost, or waits, and none comes twice', async () => {
    const size = fc.record({
      queueSize: fc.integer({ min: 3, max: 12 }),
      batchSize: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(size, fc.array(step, { maxLength: 40 }), async (batching, steps) => {
        forgetProblems();
        const stop = onProblem(() => {});
        try {
          const { receiver, queue, end, ended } = opened(batching);
          let waiting = 0;
          for (const [what, count] of steps) {
            const given = receiver.batches.flat().length;
            if (what === 'end') end(count);
            else if (what === 'answer') receiver.answer();
            else if (what === 'fail') receiver.answer(1);
            else if (what === 'throw') receiver.throwsNext = true;
            else if (what === 'flush') void queue.forceFlush();
            else if (what === 'shutdown') void queue.shutdown();
            await jest.advanceTimersByTimeAsync(what === 'wait' ? count : 0);
            const all = receiver.batches.flat();
            expect(new Set(all).size).toBe(all.length);
            expect(all).toEqual([...all].sort((one, other) => Number(one) - Number(other)));
            waiting = ended() - all.length - lost('queue', 'closed');
            expect(waiting).toBeGreaterThanOrEqual(0);
            expect(waiting).toBeLessThanOrEqual(batching.queueSize);
            expect(given).toBeLessThanOrEqual(all.length);
            for (const batch of receiver.batches) expect(batch.length).toBeLessThanOrEqual(batching.batchSize);
          }
          // Whatever has happened, a shutdown with an exporter that answers leaves nothing behind.
          void queue.shutdown();
          while (!receiver.isShutDown) {
            receiver.answer();
            await jest.advanceTimersByTimeAsync(1);
          }
          expect(receiver.batches.flat().length + lost('queue', 'closed')).toBe(ended());
        } finally {
          stop();
        }
      }),
      { numRuns: 300 },
    );
  });
});
