import { join } from 'node:path';
import type { CountedProblem } from '@portcall/core';
import { type FaultReceiver, runNode, startFaultReceiver } from '@portcall/real-parts';

const DELTA = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' };

interface Sending {
  readonly flushMillis?: number;
  readonly endMillis?: number;
  readonly maxQueueBytes?: number;
}

async function send(
  receiver: FaultReceiver,
  times: number,
  env: Readonly<Record<string, string>> = DELTA,
  { flushMillis = 5_000, endMillis = 0, ...more }: Sending = {},
) {
  const args = [
    JSON.stringify({ options: { url: receiver.url, timeoutMillis: 300, ...more }, times, flushMillis, endMillis }),
  ];
  const { stdout } = await runNode(join(__dirname, 'send.mjs'), { args, env }).exit;
  const orders = receiver.metrics().filter(({ name }) => name === 'm_orders');
  const problems = (JSON.parse(stdout) as readonly CountedProblem[]).filter(({ about }) =>
    about?.startsWith('metrics'),
  );
  return { problems, temporality: orders.map((point) => point.temporality), values: orders.map(({ value }) => value) };
}

const status = (code: number) => ({ kind: 'status', status: code }) as const;

describe('deltas', () => {
  it.each(['delta', 'LowMemory'])('are sent where %p is preferred, each number once', async (preference) => {
    await using receiver = await startFaultReceiver();
    const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference };
    expect(await send(receiver, 3, env)).toEqual({
      problems: [],
      temporality: ['delta', 'delta', 'delta'],
      values: [1, 1, 1],
    });
  });

  it('that could not be delivered are in the next ones', async () => {
    await using receiver = await startFaultReceiver(status(503), status(503), { kind: 'accept' });
    const { problems, values } = await send(receiver, 4, DELTA, { flushMillis: 0, endMillis: 5_000 });
    expect(values.reduce((sum = 0, value = 0) => sum + value, 0)).toBe(4);
    expect(values.length).toBeLessThan(4);
    expect(problems[0]?.message).toMatch(/they are kept and sent again/);
  });

  it('that a receiver refuses are lost, and not sent again', async () => {
    await using receiver = await startFaultReceiver(status(400), { kind: 'accept' });
    const { problems, values } = await send(receiver, 3);
    expect(values).toEqual([1, 1]);
    expect(problems).toMatchObject([{ key: 'export.refused', count: 1 }]);
    expect(problems[0]?.message).not.toMatch(/cumulative/);
  });

  it('past what may wait are lost, the oldest first, and counted', async () => {
    await using receiver = await startFaultReceiver({ kind: 'close' });
    const { problems } = await send(receiver, 10, DELTA, { maxQueueBytes: 250, flushMillis: 50 });
    const { count } = problems.find(({ key }) => key === 'export.outbox_full') ?? { count: 0 };
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(10);
  });
});

it('an unknown preference is said, and metrics are cumulative', async () => {
  await using receiver = await startFaultReceiver();
  const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'daily' };
  expect((await send(receiver, 2, env)).values).toEqual([1, 2]);
});
