import { join } from 'node:path';
import type { CountedProblem } from '@portcall/core';
import type { OtlpOptions } from '@portcall/exporters';
import { describeWith, latest, runNode, startFaultReceiver, startOtlpReceiver } from '@portcall/real-parts';

interface Sending {
  readonly times?: number;
  readonly env?: Readonly<Record<string, string>>;
}

async function send(options: OtlpOptions, { times = 1, env = {} }: Sending = {}): Promise<readonly CountedProblem[]> {
  const args = [JSON.stringify({ options, times })];
  const { stdout, stderr } = await runNode(join(__dirname, 'send.mjs'), { args, env }).exit;
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describeWith('rotel', 'otlp() and a real receiver', () => {
  it('deliver metrics and spans', async () => {
    await using receiver = await startOtlpReceiver();
    expect(await send({ url: receiver.url })).toEqual([]);
    await receiver.waitFor(({ metrics, spans }) => metrics().length > 0 && spans().length > 0);
    expect(latest(receiver.metrics())).toEqual([
      expect.objectContaining({ name: 'm_orders', attributes: { country: 'NO' }, value: 1, temporality: 'cumulative' }),
    ]);
    expect(receiver.spans()).toEqual([expect.objectContaining({ name: 'lookup' })]);
  });

  it('understand each other compressed', async () => {
    await using receiver = await startOtlpReceiver();
    expect(await send({ url: receiver.url, compression: 'gzip' })).toEqual([]);
    await receiver.waitFor(({ metrics, spans }) => metrics().length > 0 && spans().length > 0);
  });

  it.each(['http/protobuf', 'http/json'])('understand each other about spans in %s', async (protocol) => {
    await using receiver = await startOtlpReceiver();
    const env = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol };
    expect(await send({ url: receiver.url }, { env })).toEqual([]);
    await receiver.waitFor(({ spans }) => spans().length > 0);
    expect(receiver.spans()).toEqual([expect.objectContaining({ name: 'lookup', kind: 1 })]);
  });
});

describe('otlp()', () => {
  it('sends below its base URL, with its headers', async () => {
    await using receiver = await startFaultReceiver();
    await send({ url: `${receiver.url}/base/`, headers: { authorization: 'Bearer x' } });
    expect(receiver.requests().map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/base/v1/metrics', 'Bearer x'],
      ['/base/v1/traces', 'Bearer x'],
    ]);
  });

  it('honours OTEL_EXPORTER_OTLP_ENDPOINT, and a signal’s own endpoint as it is', async () => {
    await using receiver = await startFaultReceiver();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/elsewhere`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20y',
    };
    await send({}, { env });
    expect(receiver.requests().map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/v1/metrics', 'Bearer y'],
      ['/elsewhere', 'Bearer y'],
    ]);
  });

  it.each([
    [{}, 'application/x-protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'application/json'],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' },
      'application/x-protobuf',
    ],
  ])('sends spans as %j says: %s', async (env, contentType) => {
    await using receiver = await startFaultReceiver();
    await send({ url: receiver.url }, { env });
    const traces = receiver.requests().find(({ path }) => path === '/v1/traces');
    expect(traces?.headers['content-type']).toBe(contentType);
    expect(receiver.spans()).toHaveLength(1);
  });

  it('reports metrics that a receiver refuses once, with the receiver and its answer, and counts every time', async () => {
    await using receiver = await startFaultReceiver({ kind: 'status', status: 400 });
    const [problem] = await send({ url: receiver.url }, { times: 3 });
    expect(problem).toMatchObject({ key: 'export.refused', about: `metrics to ${receiver.url}/v1/metrics`, count: 3 });
    expect(problem?.message).toMatch(/are lost because .*Bad Request.*cumulative/);
  });

  it('reports metrics that nobody receives', async () => {
    const receiver = await startFaultReceiver();
    await receiver.stop();
    const [problem] = await send({ url: receiver.url, timeoutMillis: 300 });
    expect(problem?.message).toMatch(/cannot be delivered to .*ECONNREFUSED.*; they are kept and sent again/);
  });

  it('counts what a receiver rejects although it answers with success', async () => {
    await using receiver = await startFaultReceiver({ kind: 'partial', rejected: 3, message: 'too old' });
    const url = receiver.url;
    expect(await send({ url })).toEqual([
      {
        key: 'export.metrics_rejected',
        about: `${url}/v1/metrics`,
        message: `metrics to ${url}/v1/metrics: the receiver rejected 1 data points (too old); they are lost; correct what it names`,
        count: 1,
      },
      {
        key: 'export.spans_rejected',
        about: `${url}/v1/traces`,
        message: `spans to ${url}/v1/traces: the receiver rejected 1 spans (too old); they are lost; correct what it names`,
        count: 1,
      },
    ]);
  });
});
