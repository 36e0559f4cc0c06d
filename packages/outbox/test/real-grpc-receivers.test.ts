import {
  describeWith,
  eventually,
  startCollector,
  startGrpcFaultReceiver,
  startOtlpReceiver,
} from '@portcall/real-parts';
import { type Answer, grpcSender, httpSender } from '../src/index.js';
import { metricRequest, traceRequest } from './otlp-messages.js';

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const PATIENT = { timeoutMillis: 10_000 };
const DELIVERED = { kind: 'delivered', rejected: 0, message: '' };

type Compression = 'none' | 'gzip';

async function sent(url: string, path: string, bytes: Uint8Array, compression: Compression = 'none'): Promise<Answer> {
  const sender = grpcSender({ url: new URL(url), path, compression });
  try {
    return await sender.send(bytes, PATIENT);
  } finally {
    sender.close();
  }
}

describeWith('rotel', 'a sender over gRPC and rotel', () => {
  it.each<Compression>(['none', 'gzip'])('understand each other, compressed: %s', async (compression) => {
    await using receiver = await startOtlpReceiver();
    expect(await sent(receiver.grpcUrl, TRACES, traceRequest('one', 'two'), compression)).toEqual(DELIVERED);
    expect(await sent(receiver.grpcUrl, METRICS, metricRequest('jobs', 7n), compression)).toEqual(DELIVERED);
    await receiver.waitFor(({ metrics, spans }) => metrics().length === 1 && spans().length === 2);
    expect(receiver.spans().map(({ name }) => name)).toEqual(['one', 'two']);
    expect(receiver.metrics()).toMatchObject([{ name: 'jobs', value: 7 }]);
  });

  it('are told to halve what it cannot read, and what is too large', async () => {
    await using receiver = await startOtlpReceiver();
    const wrong = Buffer.from([0x0a, 0xff]);
    expect(await sent(receiver.grpcUrl, TRACES, wrong)).toMatchObject({ kind: 'refused', mayHalve: true });
    const large = traceRequest(...Array.from({ length: 100 }, () => 'x'.repeat(1_000_000)));
    expect(await sent(receiver.grpcUrl, TRACES, large)).toMatchObject({ kind: 'refused', mayHalve: true });
  });
});

describeWith('collector', 'a sender over gRPC and the Collector', () => {
  it.each<Compression>(['none', 'gzip'])(
    'understand each other, compressed: %s',
    async (compression) => {
      await using receiver = await startOtlpReceiver();
      await using collector = await startCollector({ tracesTo: new URL(receiver.grpcUrl).host });
      expect(await sent(collector.grpcUrl, TRACES, traceRequest('one', 'two'), compression)).toEqual(DELIVERED);
      expect(await sent(collector.grpcUrl, METRICS, metricRequest('jobs', 7n), compression)).toEqual(DELIVERED);
      await receiver.waitFor(({ spans }) => spans().length === 2, 10_000);
      await eventually(async () => (await collector.exposition()).includes('jobs_total'), { what: 'the metric' });
      expect(await collector.exposition()).toMatch(/^jobs_total\{.*\} 7$/m);
    },
    60_000,
  );

  it('are told to halve what it cannot read, and what is too large, and not what it does not know', async () => {
    await using collector = await startCollector();
    const wrong = await sent(collector.grpcUrl, TRACES, Buffer.from([0x0a, 0xff]));
    expect(wrong).toMatchObject({ kind: 'refused', failure: { status: 13 }, mayHalve: true });
    const large = await sent(collector.grpcUrl, TRACES, traceRequest(...Array<string>(5).fill('x'.repeat(1_000_000))));
    expect(large).toMatchObject({ kind: 'refused', failure: { status: 8 }, mayHalve: true });
    const unknown = await sent(collector.grpcUrl, '/some.Service/Export', traceRequest('one'));
    expect(unknown).toMatchObject({ kind: 'refused', failure: { status: 12 }, mayHalve: false });
    const overHttp = await sent(collector.url, TRACES, traceRequest('one'));
    expect(overHttp).toMatchObject({ kind: 'not-now', failure: { code: 'NOT_HTTP2' }, mayHaveArrived: false });
  }, 60_000);

  it('are told when to come again by one behind it that is exhausted', async () => {
    const exhausted = { kind: 'status', status: 8, retryDelayMillis: 700 } as const;
    await using behind = await startGrpcFaultReceiver(
      exhausted,
      exhausted,
      { kind: 'status', status: 8 },
      { kind: 'accept' },
    );
    await using collector = await startCollector({
      tracesTo: new URL(behind.url).host,
      relaying: true,
      batching: false,
    });
    const spans = traceRequest('one');
    const later = { kind: 'not-now', mayHaveArrived: false };
    expect(await sent(collector.grpcUrl, TRACES, spans)).toMatchObject({
      ...later,
      failure: { status: 8, said: expect.stringContaining('ResourceExhausted') },
      retryAfterMillis: 700,
    });
    expect(await overHttp(collector.url, spans)).toMatchObject({ ...later, failure: { status: 429 } });
    // Without a time it does not come back.
    expect(await sent(collector.grpcUrl, TRACES, spans)).toMatchObject({ kind: 'refused', failure: { status: 8 } });
    expect(await sent(collector.grpcUrl, TRACES, spans)).toEqual(DELIVERED);
    expect(behind.spans()).toMatchObject([{ name: 'one' }]);
  }, 60_000);
});

async function overHttp(url: string, bytes: Uint8Array): Promise<Answer> {
  const sender = httpSender({ url: new URL(`${url}/v1/traces`), contentType: 'application/x-protobuf' });
  try {
    return await sender.send(bytes, PATIENT);
  } finally {
    sender.close();
  }
}
