import { type Behaviour, eventually, startFaultReceiver } from '@portcall/real-parts';

const ONE_POINT = {
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'jobs', sum: { dataPoints: [{ asInt: '1' }] } }] }] }],
};

function send(url: string, timeoutMs = 2_000): Promise<Response> {
  return fetch(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ONE_POINT),
    signal: AbortSignal.timeout(timeoutMs),
  });
}

describe('the fault receiver', () => {
  it('refuses as long as it is told, then accepts', async () => {
    await using receiver = await startFaultReceiver(
      { kind: 'status', status: 503, retryAfterSeconds: 2 },
      { kind: 'accept' },
    );
    const refused = await send(receiver.url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(receiver.metrics()).toEqual([]);
    expect((await send(receiver.url)).status).toBe(200);
    expect(receiver.metrics()).toEqual([expect.objectContaining({ name: 'jobs', value: 1 })]);
    expect(receiver.requests().map(({ path, behaviour }) => [path, behaviour])).toEqual([
      ['/v1/metrics', 'status'],
      ['/v1/metrics', 'accept'],
    ]);
  });

  it.each<Behaviour>([{ kind: 'hang' }, { kind: 'close' }])('gives no answer when told to $kind', async (behaviour) => {
    await using receiver = await startFaultReceiver(behaviour);
    await expect(send(receiver.url, 200)).rejects.toThrow();
    await eventually(() => receiver.requests().length === 1);
    expect(receiver.metrics()).toEqual([]);
  });

  it('takes its time', async () => {
    await using receiver = await startFaultReceiver({ kind: 'slow', afterMs: 100 });
    const startedAt = Date.now();
    expect((await send(receiver.url)).status).toBe(200);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(95);
  });

  it('says what it rejected in part', async () => {
    await using receiver = await startFaultReceiver({ kind: 'partial', rejected: 3, message: 'too old' });
    const answer = await (await send(receiver.url)).json();
    expect(answer).toEqual({ partialSuccess: { rejectedDataPoints: '3', errorMessage: 'too old' } });
  });

  it('comes back on the same port', async () => {
    await using receiver = await startFaultReceiver();
    await receiver.down();
    await expect(send(receiver.url)).rejects.toThrow();
    await receiver.up();
    expect((await send(receiver.url)).status).toBe(200);
  });
});
