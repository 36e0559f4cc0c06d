import { type CollectorServer, describeWith, eventually, startCollector } from '@portcall/real-parts';
import { fetchSender, type HttpOptions, httpSender, type Sender } from '../src/index.js';

const PATIENT = { timeoutMillis: 10_000 };

/** A counter of its own for each way to send, as JSON. */
function counter(name: string): Buffer {
  const dataPoints = [{ asInt: '7', startTimeUnixNano: '1', timeUnixNano: `${Date.now()}000000` }];
  const sum = { dataPoints, isMonotonic: true, aggregationTemporality: 2 };
  return Buffer.from(JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name, sum }] }] }] }));
}

describeWith('collector', 'a real Collector', () => {
  let collector: CollectorServer;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector.stop());

  describe.each([
    ['httpSender', httpSender],
    ['fetchSender', fetchSender],
  ] as const)('by %s', (name, make: (options: HttpOptions) => Sender) => {
    const sending = async (body: Uint8Array, more: Partial<HttpOptions> = {}, path = '/v1/metrics') => {
      const sender = make({ url: new URL(`${collector.url}${path}`), contentType: 'application/json', ...more });
      try {
        return await sender.send(body, PATIENT);
      } finally {
        sender.close();
      }
    };

    it.each(['none', 'gzip'] as const)('takes what is sent with compression "%s"', async (compression) => {
      const metric = `${name}_${compression}`.toLowerCase();
      expect(await sending(counter(metric), { compression })).toEqual({ kind: 'delivered', rejected: 0, message: '' });
      await eventually(async () => new RegExp(`^${metric}_total.* 7$`, 'm').test(await collector.exposition()));
    });

    it.each(['application/json', 'application/x-protobuf'])('says in words why it refuses %s', async (contentType) => {
      const answer = await sending(Buffer.from('neither one nor the other'), { contentType });
      expect(answer).toMatchObject({ kind: 'refused', failure: { code: '', status: 400 }, mayHalve: true });
      // No remains of the protobuf that they came in.
      expect((answer as any).failure.said).toMatch(/^Bad Request: [\x20-\x7e]{10,}$/);
    });

    it('refuses for good what is sent elsewhere', async () => {
      const answer = await sending(counter('elsewhere'), {}, '/v1/metrics/v1/metrics');
      expect(answer).toMatchObject({ kind: 'refused', failure: { status: 404 }, mayHalve: false });
    });
  });
});
