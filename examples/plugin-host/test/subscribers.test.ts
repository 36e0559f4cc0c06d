import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { type InvocationMetric, InvocationMetricsBus } from '@portcall/invocations';
import { billing, readBilling } from '../src/billing.js';
import { liveView } from '../src/live-view.js';
import { SlowSubscriber } from '../src/slow-subscriber.js';
import { StatusTable } from '../src/status-table.js';

failOnProblems();

function metricOf(over: Partial<InvocationMetric> = {}): InvocationMetric {
  return {
    pluginId: 'pricing',
    functionName: 'quote',
    startedAt: Date.UTC(2026, 0, 1),
    wallTimeUs: 1_500,
    memoryPeakBytes: 1_048_576,
    status: { kind: 'success' },
    ...over,
  };
}

describe('the billing file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'billing-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has a line for every invocation, and one where some are missing', async () => {
    const file = join(folder, 'billing.jsonl');
    const bus = new InvocationMetricsBus();
    const bills = billing(bus.subscribe({ capacity: 2 }), file);
    // The first is on its way to the batch when the others come.
    for (let i = 0; i < 3; i += 1) bus.record(metricOf());
    bus.record(metricOf({ status: { kind: 'failure', error: 'no rate for "XX"\n' } }));
    await bills.close();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const line = { plugin: 'pricing', function: 'quote', startedAt: '2026-01-01T00:00:00.000Z', wallTimeUs: 1_500 };
    const complete = { ...line, memoryPeakBytes: 1_048_576 };
    expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual([
      { ...complete, status: 'success' },
      { missing: 1 },
      { ...complete, status: 'success' },
      { ...complete, status: 'failure', error: 'no rate for "XX"\n' },
    ]);
    const { invocations, missing } = await readBilling(file);
    expect(missing).toBe(1);
    expect(invocations.keys().map((key) => [key, invocations.of(key)])).toEqual([
      ['pricing.quote success', 2],
      ['pricing.quote failure', 1],
    ]);
  });

  it('that cannot be written loses what is said and counted, and the host does not notice', async () => {
    const bus = new InvocationMetricsBus();
    const bills = billing(bus.subscribe(), join(folder, 'there', 'is', 'no', 'folder.jsonl'));
    bus.record(metricOf());
    bus.record(metricOf());
    await bills.close();
    expectProblems('observe.batch_send billing');
    expect(bills.status()).toMatchObject({ sent: 0, lost: 2, pending: 0 });
  });
});

describe('the status table', () => {
  it('shows how often and how long each function ran, and why it failed last', async () => {
    const bus = new InvocationMetricsBus();
    const table = new StatusTable(bus.subscribe());
    for (let ms = 1; ms <= 20; ms += 1) bus.record(metricOf({ wallTimeUs: ms * 1_000 }));
    bus.record(metricOf({ status: { kind: 'failure', error: 'no stock' }, memoryPeakBytes: 3 * 1_048_576 }));
    bus.record(metricOf({ pluginId: 'addresses', functionName: 'check', status: { kind: 'dropped' } }));
    bus.close();
    await table.done;
    expect(table.text().split('\n')).toEqual([
      'function           success failure dropped  p50 ms  p95 ms peak MB  last failure',
      'addresses.check          0       0       1    0.00    0.00     1.0',
      'pricing.quote           20       1       0   10.00   19.00     3.0  no stock',
    ]);
    expect([table.shown, table.lagged]).toEqual([22, 0]);
  });

  it('says by how much it lagged, and is never wider than a terminal', async () => {
    const bus = new InvocationMetricsBus({ capacity: 1 });
    const table = new StatusTable(bus.subscribe());
    for (let i = 0; i < 5; i += 1) bus.record(metricOf({ status: { kind: 'failure', error: 'x'.repeat(500) } }));
    bus.close();
    await table.done;
    expect(table.shown + table.lagged).toBe(5);
    expect(table.lagged).toBeGreaterThan(0);
    expect(
      Math.max(
        ...table
          .text()
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBe(100);
  });
});

describe('a slow subscriber', () => {
  it('knows at every moment what it was given, what it missed and what waits, whenever it was there', async () => {
    const bus = new InvocationMetricsBus();
    const slow = new SlowSubscriber(bus, 5);
    bus.record(metricOf());
    slow.join();
    for (let i = 0; i < 200; i += 1) bus.record(metricOf());
    await sleep(40);
    for (let i = 0; i < 100; i += 1) bus.record(metricOf());
    await slow.leave();
    bus.record(metricOf());
    const first = slow.reception();
    expect(first.delivered + first.lagged + first.pending).toBe(300);
    expect(first.lagged).toBeGreaterThan(0);
    slow.join();
    bus.record(metricOf());
    await slow.leave();
    const { delivered, lagged, pending } = slow.reception();
    expect(delivered + lagged + pending).toBe(301);
    expect(bus.subscriberCount).toBe(0);
  });
});

describe('the live view', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('draws over what it drew before, and wipes it out at the end', () => {
    const written: string[] = [];
    let text = 'one\ntwo';
    {
      using _ = liveView({ isTTY: true, write: (what) => written.push(what) }, () => text);
      jest.advanceTimersByTime(100);
      text = 'three';
      jest.advanceTimersByTime(100);
    }
    jest.advanceTimersByTime(1_000);
    expect(written).toEqual(['one\ntwo\n', '\x1b[2A\x1b[Jthree\n', '\x1b[1A\x1b[J']);
  });

  it('draws nothing where output is no terminal', () => {
    const write = jest.fn();
    {
      using _ = liveView({ write }, () => 'text');
      jest.advanceTimersByTime(1_000);
    }
    expect(write).not.toHaveBeenCalled();
  });
});
