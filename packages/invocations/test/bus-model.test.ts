import { setImmediate as turn } from 'node:timers/promises';
import { InvocationMetricsBus, type InvocationReceiver } from '@portcall/invocations';
import fc from 'fast-check';
import { metricOf, nameOf } from './metric-of.js';

/** What a receiver is to do: an array of what is there, and one number that waits to be told. */
class PlainReceiver {
  readonly delivered: string[] = [];
  pending: string[] = [];
  missed = 0;
  untold = 0;
  disconnected = false;
  private hasEnded = false;
  private waiting: ((answer: string) => void)[] = [];

  constructor(private readonly capacity: number) {}

  get isThere(): boolean {
    return !this.hasEnded;
  }

  record(name: string): void {
    if (this.hasEnded) return;
    const waiting = this.waiting.shift();
    if (waiting !== undefined) {
      this.delivered.push(name);
      waiting(name);
      return;
    }
    if (this.pending.length === this.capacity) {
      this.pending.shift();
      this.missed += 1;
      this.untold += 1;
    }
    this.pending.push(name);
  }

  take(): string | undefined {
    if (this.untold > 0) {
      const lag = `-${this.untold}`;
      this.untold = 0;
      return lag;
    }
    const name = this.pending.shift();
    if (name !== undefined) this.delivered.push(name);
    return name;
  }

  /** @returns gives up, where it still waits */
  next(answer: (answer: string) => void): () => void {
    const received = this.take();
    if (received !== undefined) answer(received);
    else if (this.hasEnded) answer('end');
    else this.waiting.push(answer);
    return () => {
      if (!this.waiting.includes(answer)) return;
      this.waiting = this.waiting.filter((other) => other !== answer);
      answer('gave up');
    };
  }

  /** The bus's end. */
  end(): void {
    this.hasEnded = true;
    for (const answer of this.waiting) answer('end');
    this.waiting = [];
  }

  /** Its own end. */
  close(): void {
    this.end();
    this.disconnected = true;
    this.missed += this.pending.length;
    this.untold = 0;
    this.pending = [];
  }
}

interface Both {
  readonly bus: InvocationMetricsBus;
  readonly receivers: InvocationReceiver[];
  readonly models: PlainReceiver[];
  /** Of each listener, undone ones included. */
  readonly heard: string[][];
  readonly expectedHeard: string[][];
  readonly undos: { readonly undo: () => void; isThere: boolean }[];
  /** What was promised to each receiver, in the order in which it came. */
  readonly answers: string[][];
  readonly expected: string[][];
  readonly giveUps: (() => void)[];
}

type Step = (both: Both, at: number) => unknown;

function byOne(pick: number, act: (index: number, both: Both, at: number) => void): Step {
  return (both, at) => {
    if (both.receivers.length > 0) act(pick % both.receivers.length, both, at);
  };
}

const subscribe = fc.integer({ min: 1, max: 4 }).map(
  (capacity): Step =>
    ({ bus, receivers, models, answers, expected }) => {
      receivers.push(bus.subscribe({ capacity }));
      models.push(new PlainReceiver(capacity));
      answers.push([]);
      expected.push([]);
    },
);

const listen = fc.constant<Step>(({ bus, heard, expectedHeard, undos }) => {
  const names: string[] = [];
  heard.push(names);
  expectedHeard.push([]);
  undos.push({ undo: bus.onMetric((metric) => names.push(nameOf(metric))), isThere: true });
});

const undo = fc.nat().map(
  (pick): Step =>
    ({ undos }) => {
      if (undos.length === 0) return;
      const one = undos[pick % undos.length]!;
      one.undo();
      one.isThere = false;
    },
);

const record = fc.constant<Step>(({ bus, models, expectedHeard, undos }, at) => {
  bus.record(metricOf(at));
  for (const model of models) model.record(`fn${at}`);
  for (const [index, { isThere }] of undos.entries()) if (isThere) expectedHeard[index]!.push(`fn${at}`);
});

const take = fc.nat().map((pick) =>
  byOne(pick, (index, { receivers, models }) => {
    const received = receivers[index]!.take();
    expect(received && nameOf(received)).toBe(models[index]!.take());
  }),
);

const next = fc.nat().map((pick) =>
  byOne(pick, (index, { receivers, models, answers, expected }) => {
    void receivers[index]!.next().then(({ value }) =>
      answers[index]!.push(value === undefined ? 'end' : nameOf(value)),
    );
    models[index]!.next((answer) => expected[index]!.push(answer));
  }),
);

const nextWithin = fc.nat().map((pick) =>
  byOne(pick, (index, { receivers, models, answers, expected, giveUps }) => {
    const wait = new AbortController();
    void receivers[index]!.next({ signal: wait.signal }).then(({ done, value }) => {
      const nothing = done === true ? 'end' : 'gave up';
      answers[index]!.push(value === undefined ? nothing : nameOf(value));
    });
    const giveUp = models[index]!.next((answer) => expected[index]!.push(answer));
    giveUps.push(() => {
      wait.abort();
      giveUp();
    });
  }),
);

/** Somebody who waits, or did, gives up. */
const giveUp = fc.nat().map(
  (pick): Step =>
    ({ giveUps }) =>
      giveUps[pick % Math.max(1, giveUps.length)]?.(),
);

const close = fc.nat().map((pick) =>
  byOne(pick, (index, { receivers, models }) => {
    receivers[index]!.close();
    models[index]!.close();
  }),
);

const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: record },
    { weight: 4, arbitrary: fc.oneof(take, next, nextWithin, giveUp) },
    { weight: 2, arbitrary: fc.oneof(subscribe, listen) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        close,
        undo,
        fc.constant<Step>(() => turn()),
      ),
    },
  ),
  { maxLength: 80 },
);

function holdTogether({ bus, receivers, models, undos }: Both): void {
  const there = [...models, ...undos].filter(({ isThere }) => isThere);
  expect(bus.subscriberCount).toBe(there.length);
  for (const [index, { delivered, missed, pending, disconnected }] of receivers.entries()) {
    const model = models[index]!;
    expect([delivered, missed, pending, disconnected]).toEqual([
      model.delivered.length,
      model.missed,
      model.pending.length,
      model.disconnected,
    ]);
  }
}

it('gives any receivers and listeners what a plain model gives them: metrics, lags and their order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const both: Both = {
        bus: new InvocationMetricsBus(),
        receivers: [],
        models: [],
        heard: [],
        expectedHeard: [],
        undos: [],
        answers: [],
        expected: [],
        giveUps: [],
      };
      for (const [at, step] of sequence.entries()) {
        await step(both, at);
        holdTogether(both);
      }
      both.bus.close();
      for (const model of both.models) model.end();
      for (const one of both.undos) one.isThere = false;
      holdTogether(both);
      await turn();
      // By waiting order: an answer that was there at once comes before one that was waited for.
      expect(both.answers.map((all) => [...all].sort())).toEqual(both.expected.map((all) => [...all].sort()));
      expect(both.heard).toEqual(both.expectedHeard);
    }),
    { numRuns: 1_000 },
  );
});
