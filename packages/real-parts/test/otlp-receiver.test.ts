import { join } from 'node:path';
import { describeWith, latest, type OtlpReceiver, runNode, startOtlpReceiver } from '@portcall/real-parts';

describeWith('rotel', 'the OTLP receiver', () => {
  let receiver: OtlpReceiver;
  let spanContext: { readonly traceId: string; readonly spanId: string };
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const { code, stdout, stderr } = await runNode(join(__dirname, 'otlp-app.mjs'), { args: [receiver.url] }).exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    spanContext = JSON.parse(stdout);
  });
  afterAll(() => receiver.stop());

  it('gives data points as they were recorded', async () => {
    // Two flushes, and one more export when the app shuts down.
    const points = await receiver.waitFor((received) => received.metrics().length === 6 && received.metrics());
    expect(points.filter(({ name }) => name === 'orders_placed').map(({ value }) => value)).toEqual([2, 3, 3]);
    expect(latest(points)).toEqual([
      {
        name: 'orders_placed',
        unit: '{order}',
        description: 'Orders placed.',
        type: 'sum',
        temporality: 'cumulative',
        monotonic: true,
        attributes: { paid: true, lines: 3, how: 'card' },
        value: 3,
        scope: { name: 'orders', version: '1.2.3' },
        resource: { 'service.name': 'shop' },
        startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
        timeUnixNano: expect.stringMatching(/^\d{19}$/),
      },
      expect.objectContaining({
        name: 'took_seconds',
        type: 'histogram',
        temporality: 'cumulative',
        monotonic: undefined,
        count: 1,
        sum: 0.7,
        min: 0.7,
        max: 0.7,
        buckets: [0, 1, 0],
        boundaries: [0.5, 1],
      }),
    ]);
  });

  it('gives spans with their events and states', async () => {
    const span = await receiver.waitFor((received) => received.spans()[0]);
    expect(span).toMatchObject({
      name: 'place',
      kind: 1,
      traceId: spanContext.traceId,
      spanId: spanContext.spanId,
      parentSpanId: '',
      attributes: { lines: 3 },
      status: { code: 2, message: 'no stock' },
      events: [{ name: 'paid', attributes: { how: 'card' } }],
      scope: { name: 'orders', version: '' },
    });
  });

  it('says what came where the awaited does not', async () => {
    receiver.clear();
    await expect(receiver.waitFor(() => false, 50)).rejects.toThrow('0 data points and 0 spans (nothing)');
  });
});
