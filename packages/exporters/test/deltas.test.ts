import { join } from 'node:path';
import type { CountedProblem } from '@portcall/core';
import { type FaultReceiver, runNode, startFaultReceiver } from '@portcall/real-parts';

const DELTA = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' };

async function send(receiver: FaultReceiver, times: number, env: Readonly<Record<string, string>> = DELTA) {
  const args = [JSON.stringify({ options: { url: receiver.url, timeoutMillis: 300 }, times })];
  const { stdout } = await runNode(join(__dirname, 'send.mjs'), { args, env }).exit;
  const orders = receiver.metrics().filter(({ name }) => name === 'm_orders');
  const problems = (JSON.parse(stdout) as readonly CountedProblem[]).filter(({ key }) => key.includes('metrics'));
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

  it('that could not be delivered are sent before the next ones', async () => {
    await using receiver = await startFaultReceiver(status(503), status(503), { kind: 'accept' });
    const { problems, values } = await send(receiver, 4);
    expect(values).toEqual([1, 1, 1, 1]);
    expect(problems[0]?.message).toMatch(/they are deltas, and sent again before the next ones/);
  });

  it('that a receiver refuses are lost, and not sent again', async () => {
    await using receiver = await startFaultReceiver(status(400), { kind: 'accept' });
    const { problems, values } = await send(receiver, 3);
    expect(values).toEqual([1, 1]);
    expect(problems).toMatchObject([{ key: 'export.metrics_failed', count: 1 }]);
    expect(problems[0]?.message).toMatch(/they are deltas, and lost/);
  });

  it('past eight exports are lost, the oldest first, and counted', async () => {
    await using receiver = await startFaultReceiver({ kind: 'close' });
    const { problems } = await send(receiver, 10);
    expect(problems.find(({ key }) => key === 'export.metrics_dropped')).toMatchObject({ count: 2 });
  });
});

it('an unknown preference is said, and metrics are cumulative', async () => {
  await using receiver = await startFaultReceiver();
  const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'daily' };
  expect((await send(receiver, 2, env)).values).toEqual([1, 2]);
});
