import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { failOnProblems } from '@portcall/conformance';
import { bind, counter, defineCatalog, gauge, histogram, oneOf, store } from '@portcall/metrics';
import { Account, type Answer, Endpoint, Outbox, type Sender } from '@portcall/outbox';
import { decodeMetrics, type OtlpPoint } from '@portcall/real-parts';
import fc from 'fast-check';
import { otlpMetrics } from '../src/otlp/metrics/otlp-metrics.js';
import { mergedDeltas } from '../src/otlp/sending/merged-deltas.js';
import { otlpSettingsOf } from '../src/otlp/settings/signal-settings.js';

failOnProblems();

const attributes = { hall: oneOf('a', 'b') };
const catalog = defineCatalog({
  scope: 'lots',
  metrics: {
    sold: counter({ name: 'sold', description: 'Sold.', attributes }),
    price: histogram({ name: 'price', description: 'Price.', boundaries: [1, 8, 64], attributes }),
    weight: histogram({ name: 'weight', description: 'Weight.', buckets: 'exponential', attributes }),
    queued: gauge({ name: 'queued', description: 'Queued.', attributes }),
  },
});

type Hall = 'a' | 'b';
type Metric = 'sold' | 'price' | 'weight' | 'queued';

/** What becomes of a request. Of the last two nobody who sends can tell which it was. */
type State = 'takes' | 'refuses' | 'away' | 'takes, and its answer is lost' | 'loses the request';

const failure = { code: '', status: 503, said: '' };
const NOT_NOW = { kind: 'not-now', failure, wasReset: false } as const;
const ANSWERS: Readonly<Record<State, Answer>> = {
  takes: { kind: 'delivered', rejected: 0, message: '' },
  refuses: { ...NOT_NOW, mayHaveArrived: false },
  away: { ...NOT_NOW, mayHaveArrived: false, failure: { code: 'ECONNREFUSED', status: undefined, said: '' } },
  'takes, and its answer is lost': { ...NOT_NOW, mayHaveArrived: true },
  'loses the request': { ...NOT_NOW, mayHaveArrived: true },
};

class Receiver implements Sender {
  state: State = 'takes';
  /** While it is, requests are under way. */
  isSlow = false;
  twice = 0;
  readonly points: OtlpPoint[] = [];
  private readonly taken = new Set<string>();

  constructor(private readonly contentType: string) {}

  async send(bytes: Uint8Array): Promise<Answer> {
    const body = Buffer.from(bytes);
    do await turn();
    while (this.isSlow);
    if (this.state.startsWith('takes')) this.take(body);
    return ANSWERS[this.state];
  }

  close(): void {}

  /** The same request again is known: what is sent again is what was sent. */
  private take(body: Buffer): void {
    const points = decodeMetrics(body, this.contentType);
    const known = body.toString('base64');
    if (this.taken.has(known)) this.twice += points.length;
    else this.points.push(...points);
    this.taken.add(known);
  }
}

type Command =
  | { readonly kind: 'record'; readonly metric: Metric; readonly hall: Hall; readonly value: number }
  | { readonly kind: 'remove'; readonly metric: Metric; readonly hall: Hall }
  | { readonly kind: 'interval' }
  | { readonly kind: 'state'; readonly state: State }
  | { readonly kind: 'slow'; readonly on: boolean }
  | { readonly kind: 'pause' };

const metric = fc.constantFrom<Metric>('sold', 'price', 'weight', 'queued');
const hall = fc.constantFrom<Hall>('a', 'b');
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('record'), metric, hall, value: fc.integer({ min: 0, max: 1_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove'), metric, hall }) },
  { weight: 9, arbitrary: fc.constant({ kind: 'interval' }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('state'), state: fc.constantFrom(...(Object.keys(ANSWERS) as State[])) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('slow'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'pause' }) },
);

/** What was read of a series: everything a receiver must have in the end. */
interface Read {
  readonly values: number[];
  unread: number[];
}

class World {
  readonly receiver: Receiver;
  readonly account = new Account('otlp', 'metrics');
  readonly series = new Map<string, Read>();
  private readonly kept = store();
  private readonly recorders = bind(catalog, this.kept);
  private readonly exported: ReturnType<typeof otlpMetrics>;

  constructor(encoding: 'protobuf' | 'json') {
    const protocol = encoding === 'json' ? 'http/json' : 'http/protobuf';
    this.receiver = new Receiver(encoding === 'json' ? 'application/json' : 'application/x-protobuf');
    const own = this.kept.reading('delta');
    const source = {
      resource: { 'service.name': 'lots' },
      exportIntervalMillis: 3_600_000,
      reading: () => ({ collect: async () => own.collect() }),
    };
    const outbox = new Outbox({
      sender: this.receiver,
      endpoint: new Endpoint(),
      account: this.account,
      listener: { failing() {}, working() {}, dropped() {}, rejected() {} },
      halve: () => undefined,
      merge: (entries) => mergedDeltas(entries, source, encoding),
      requestTimeoutMillis: 1_000,
      ordered: true,
      // Waits of some milliseconds: what is to be sent again waits, or is under way, when the next comes.
      random: () => 0.003,
    });
    const settings = otlpSettingsOf('metrics', { url: 'http://localhost:4318', protocol });
    const { account } = this;
    this.exported = otlpMetrics(source.reading(), source, {
      account,
      outbox,
      settings,
      spool: undefined,
      parts: { account },
    });
  }

  async run(command: Command): Promise<void> {
    switch (command.kind) {
      case 'record':
        this.record(command.metric, command.hall, command.value);
        break;
      case 'remove':
        this.remove(command.metric, command.hall);
        break;
      case 'interval':
        await this.interval();
        break;
      case 'state':
        this.receiver.state = command.state;
        break;
      case 'slow':
        this.receiver.isSlow = command.on;
        break;
      case 'pause':
        await sleep(5);
    }
    for (let i = 0; i < 3; i += 1) await turn();
    this.expectBalanced();
  }

  /** @returns what is left to be delivered */
  async end(): Promise<number> {
    this.receiver.isSlow = false;
    this.receiver.state = 'takes';
    for (const { values, unread } of this.series.values()) values.push(...unread);
    await this.exported.shutdown();
    this.expectBalanced();
    return this.account.pending;
  }

  /** As the timer does, which waits for no delivery. */
  private async interval(): Promise<void> {
    for (const read of this.series.values()) {
      read.values.push(...read.unread);
      read.unread = [];
    }
    await this.exported.flush(0);
  }

  private record(name: Metric, hall: Hall, value: number): void {
    const recorder = this.recorders[name];
    if ('add' in recorder) recorder.add(value, { hall });
    else recorder.record(value, { hall });
    this.of(name, hall).unread.push(value);
  }

  /** What nobody has read is gone, as it is for every reader. */
  private remove(name: Metric, hall: Hall): void {
    this.recorders[name].remove({ hall });
    this.of(name, hall).unread = [];
  }

  private of(name: Metric, hall: Hall): Read {
    const key = `${name} ${hall}`;
    const read = this.series.get(key) ?? { values: [], unread: [] };
    this.series.set(key, read);
    return read;
  }

  private expectBalanced(): void {
    const { recorded, delivered, rejected, dropped, spooled, pending } = this.account.balance;
    expect({ rejected, dropped, spooled }).toEqual({ rejected: 0, dropped: {}, spooled: 0 });
    expect(delivered + pending).toBe(recorded);
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

function expectReceived(points: readonly OtlpPoint[], name: string, values: readonly number[]): void {
  const all = (of: (point: OtlpPoint) => number | undefined): number => total(points.map((point) => of(point) ?? 0));
  if (name === 'sold') expect(all(({ value }) => value)).toBe(total(values));
  if (name === 'queued' && values.length > 0) expect(points.at(-1)?.value).toBe(values.at(-1));
  if (name === 'price') {
    expect([0, 1, 2, 3].map((bucket) => all(({ buckets = [] }) => buckets[bucket]))).toEqual(
      BUCKETS.map(([above, to]) => values.filter((value) => value > above && value <= to).length),
    );
  }
  if (name === 'weight')
    expect(all(({ zeroCount = 0, positive }) => zeroCount + total(positive?.counts ?? []))).toBe(values.length);
  if (name === 'sold' || name === 'queued') return;
  expect(all(({ sum }) => sum)).toBe(total(values));
  expect(all(({ count }) => count)).toBe(values.length);
}

const BUCKETS = [
  [-1, 1],
  [1, 8],
  [8, 64],
  [64, Number.POSITIVE_INFINITY],
] as const;

/** As what adds deltas up wants it: no time is in two points of a series. */
function expectInOrder(points: readonly OtlpPoint[]): void {
  let before = 0n;
  for (const { temporality, startTimeUnixNano, timeUnixNano } of points) {
    if (temporality !== 'delta') continue;
    expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(before);
    before = BigInt(timeUnixNano);
  }
}

describe.each(['protobuf', 'json'] as const)('deltas in %s', (encoding) => {
  it('are with the receiver in the end, all and once, whatever becomes of requests', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60, size: 'max' }), async (commands) => {
        const world = new World(encoding);
        for (const one of commands) await world.run(one);
        expect(await world.end()).toBe(0);
        const { receiver, series, account } = world;
        for (const [key, { values }] of series) {
          const [name = '', hall] = key.split(' ');
          const points = receiver.points.filter(
            (point) => point.name === `lots_${name}` && point.attributes['hall'] === hall,
          );
          expectReceived(points, name, values);
          expectInOrder(points);
        }
        // What came twice was sent again as it was, and is known.
        expect(receiver.twice).toBeLessThanOrEqual(account.maybeTwice);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
