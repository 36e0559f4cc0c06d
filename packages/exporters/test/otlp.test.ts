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
    await receiver.waitFor(({ metrics }) => metrics().length > 0);
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

  it('reports metrics that a receiver refuses once, with the receiver and its answer, and counts every time', async () => {
    await using receiver = await startFaultReceiver({ kind: 'status', status: 400 });
    const [problem] = await send({ url: receiver.url }, { times: 3 });
    expect(problem).toMatchObject({ key: 'export.metrics_failed', about: `${receiver.url}/v1/metrics`, count: 3 });
    expect(problem?.message).toMatch(/could not be delivered to .*Bad Request.*cumulative/);
  });

  it('reports metrics that nobody receives', async () => {
    const receiver = await startFaultReceiver();
    await receiver.stop();
    const [problem] = await send({ url: receiver.url, timeoutMillis: 300 });
    expect(problem?.message).toMatch(/could not be delivered to .*ECONNREFUSED/);
  });

  it('counts what a receiver rejects although it answers with success', async () => {
    await using receiver = await startFaultReceiver({ kind: 'partial', rejected: 3, message: 'too old' });
    const url = receiver.url;
    expect(await send({ url })).toEqual([
      {
        key: 'export.metrics_rejected',
        about: `${url}/v1/metrics`,
        message: `metrics to ${url}/v1/metrics: the receiver rejected 3 data points (too old); they are lost; correct what it names`,
        count: 3,
      },
      {
        key: 'export.spans_rejected',
        about: `${url}/v1/traces`,
        message: `spans to ${url}/v1/traces: the receiver rejected 3 spans (too old); they are lost; correct what it names`,
        count: 3,
      },
    ]);
  });
});
