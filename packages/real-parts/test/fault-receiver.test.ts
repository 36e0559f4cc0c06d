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

  it('accepts and warns without rejecting anything', async () => {
    await using receiver = await startFaultReceiver({ kind: 'partial', rejected: 0, message: 'too many labels' });
    const answer = await (await send(receiver.url)).json();
    expect(answer).toEqual({ partialSuccess: { rejectedDataPoints: '0', errorMessage: 'too many labels' } });
    expect(receiver.metrics()).toHaveLength(1);
  });

  it.each<Behaviour>([
    { kind: 'reset' },
    { kind: 'reset-in-answer' },
    { kind: 'drip', everyMs: 20 },
    { kind: 'drip-headers', everyMs: 20 },
    { kind: 'no-http' },
  ])('gives no whole answer when told to $kind, and accepts nothing', async (behaviour) => {
    await using receiver = await startFaultReceiver(behaviour);
    await expect(send(receiver.url, 200).then((answer) => answer.text())).rejects.toThrow();
    expect(receiver.requests()).toHaveLength(1);
    expect(receiver.metrics()).toEqual([]);
  });

  it('has not seen a request that it reset in the middle', async () => {
    await using receiver = await startFaultReceiver({ kind: 'reset-in-request' });
    await expect(send(receiver.url)).rejects.toThrow();
    expect(receiver.requests()).toEqual([]);
  });

  it('answers whole after so many drops, and accepts then', async () => {
    await using receiver = await startFaultReceiver({ kind: 'drip', everyMs: 1, bytes: 3 });
    expect(await (await send(receiver.url)).text()).toBe('   ');
    expect(receiver.metrics()).toHaveLength(1);
  });

  it('accepts with megabytes that nobody asked for', async () => {
    await using receiver = await startFaultReceiver({ kind: 'huge', bytes: 8 << 20 });
    expect(await (await send(receiver.url)).text()).toHaveLength(8 << 20);
    expect(receiver.metrics()).toHaveLength(1);
  });

  it('accepts nothing where it answers as another kind of server', async () => {
    await using receiver = await startFaultReceiver({ kind: 'page', contentType: 'text/html', body: '<p>' });
    const answer = await send(receiver.url);
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['text/html', '<p>']);
    expect(receiver.metrics()).toEqual([]);
  });

  it('behaves in turn, and by chance', async () => {
    const [no, yes]: Behaviour[] = [{ kind: 'status', status: 503 }, { kind: 'accept' }];
    const random: Behaviour = { kind: 'random', probability: 0, chosen: no!, otherwise: yes! };
    await using receiver = await startFaultReceiver({ kind: 'cycle', behaviours: [no!, random] });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await send(receiver.url)).status);
    expect(statuses).toEqual([503, 200, 503, 200]);
  });

  it('knows how often each span came, and how often it was accepted', async () => {
    const spanId = '0b'.repeat(8);
    const body = JSON.stringify({
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: '0a'.repeat(16), spanId }] }] }],
    });
    await using receiver = await startFaultReceiver({ kind: 'status', status: 503 }, { kind: 'accept' });
    const headers = { 'content-type': 'application/json' };
    for (let i = 0; i < 3; i++) await fetch(`${receiver.url}/v1/traces`, { method: 'POST', headers, body });
    expect([...receiver.sightings()]).toEqual([[spanId, { seen: 3, accepted: 2 }]]);
    expect(receiver.duplicates()).toBe(1);
  });

  it('comes back on the same port', async () => {
    await using receiver = await startFaultReceiver();
    await receiver.down();
    await expect(send(receiver.url)).rejects.toThrow();
    await receiver.up();
    expect((await send(receiver.url)).status).toBe(200);
  });
});
