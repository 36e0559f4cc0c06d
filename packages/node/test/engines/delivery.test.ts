import { join } from 'node:path';
import type { LedgerEntry } from '@portcall/node';
import {
  type Child,
  type CollectorServer,
  describeWith,
  eventually,
  type JaegerServer,
  type OtlpReceiver,
  type PrometheusSample,
  parseExposition,
  runNode,
  startCollector,
  startJaeger,
  startOtlpReceiver,
  startPrometheus,
  startTap,
} from '@portcall/real-parts';

const ITEMS = 500;
const TRANSLATION = 'UnderscoreEscapingWithSuffixes';

const WAYS = (['http/protobuf', 'http/json', 'grpc'] as const).flatMap((protocol) =>
  (['none', 'gzip'] as const).map((compression) => ({ protocol, compression, service: `${protocol} ${compression}` })),
);

const NAMES = Array.from({ length: ITEMS }, (_, item) => `item ${item}`).sort();

function startApp(env: Readonly<Record<string, string>>, ...args: readonly string[]): Child {
  return runNode(join(__dirname, 'delivered-items.mjs'), { args: [String(ITEMS), ...args], env, timeoutMs: 40_000 });
}

/** Everything that was recorded was delivered, and nothing is left. */
function expectDelivered(ledger: readonly LedgerEntry[]): void {
  expect(ledger.map(({ signal }) => signal).sort()).toEqual(['metrics', 'spans']);
  for (const { recorded, delivered, rejected, dropped, spooled, pending, maybeTwice } of ledger) {
    expect(delivered).toBe(recorded);
    expect({ rejected, dropped, spooled, pending, maybeTwice }).toEqual(NOTHING);
  }
  expect(ledger.find(({ signal }) => signal === 'spans')?.recorded).toBe(ITEMS);
}

const NOTHING = { rejected: 0, dropped: {}, spooled: 0, pending: 0, maybeTwice: 0 };

const EXPECTED = {
  'delivered_items_total odd': ITEMS / 2,
  'delivered_items_total even': ITEMS / 2,
  'delivered_size_bytes_bucket 9': 10,
  'delivered_size_bytes_bucket 99': 100,
  'delivered_size_bytes_bucket +Inf': ITEMS,
  delivered_size_bytes_count: ITEMS,
  delivered_size_bytes_sum: (ITEMS * (ITEMS - 1)) / 2,
};

describeWith('engines', 'a Collector takes spans and metrics', () => {
  let receiver: OtlpReceiver;
  let collector: CollectorServer;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    collector = await startCollector({ tracesTo: new URL(receiver.grpcUrl).host });
  }, 30_000);
  afterAll(async () => {
    await collector.stop();
    await receiver.stop();
  }, 30_000);

  it.each(WAYS)(
    'as $protocol with compression "$compression"',
    async ({ protocol, compression, service }) => {
      await using tap = await startTap(protocol === 'grpc' ? collector.grpcUrl : collector.url);
      const app = startApp({
        OTEL_SERVICE_NAME: service,
        OTEL_EXPORTER_OTLP_ENDPOINT: tap.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
      });
      const { code, stdout, stderr } = await app.exit;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectDelivered(JSON.parse(stdout).ended);
      expect(await spansOf(receiver, service)).toEqual(NAMES);
      expect(await numbersOf(service, () => shownBy(collector))).toEqual(EXPECTED);
      expect(formOf(tap.sent())).toBe(service);
    },
    30_000,
  );
});

/** What the wire itself says of how it was sent, in the words of the two variables. */
function formOf(sent: Buffer): string {
  const type = /content-type: application\/(x-protobuf|json)/i.exec(sent.toString('latin1'))?.[1];
  const protocol = sent.includes('PRI * HTTP/2.0') ? 'grpc' : type === 'json' ? 'http/json' : 'http/protobuf';
  return `${protocol} ${sent.includes(GZIP) ? 'gzip' : 'none'}`;
}

const GZIP = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);

describeWith('engines', 'a Collector without the memory for what it is sent', () => {
  it.each(['http/protobuf', 'grpc'] as const)(
    'gets all of it as %s, once, when it has',
    async (protocol) => {
      await using jaeger = await startJaeger();
      await using prometheus = await startPrometheus({ part: 'prometheus-3', translation: TRANSLATION });
      await using receiver = await startOtlpReceiver();
      await using collector = await startCollector({
        refusing: true,
        addsDeltas: true,
        metricsTo: [prometheus.otlpMetricsUrl],
        tracesTo: [jaeger.grpc, new URL(receiver.grpcUrl).host],
      });
      const app = startApp(
        {
          OTEL_SERVICE_NAME: protocol,
          OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          // What came twice, or not at all, shows in the sum.
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
          OTEL_METRIC_EXPORT_INTERVAL: '500',
          OTEL_BSP_SCHEDULE_DELAY: '200',
        },
        'refused',
      );
      const { refused, ledger } = JSON.parse(await app.waitForLine(/"refused"/));
      expect(refused.exporters[0].failure).toContain('data refused due to high memory usage');
      for (const { delivered, dropped } of ledger)
        expect({ delivered, dropped }).toEqual({ delivered: 0, dropped: {} });
      await collector.liftLimit();

      const { code, stdout } = await app.exit;
      expect(code).toBe(0);
      expectDelivered(JSON.parse(stdout.split('\n')[1] ?? '').ended);
      expect(await spansOf(receiver, protocol)).toEqual(NAMES);
      expect(await tracesOf(jaeger, protocol)).toEqual(NAMES);
      expect(await numbersOf(protocol, () => shownBy(collector))).toEqual(EXPECTED);
      expect(await numbersOf(protocol, () => prometheus.query('{__name__=~"delivered_.+"}'))).toEqual(EXPECTED);
    },
    60_000,
  );
});

describeWith('engines', 'a Collector that refuses most requests', () => {
  it.each(['http/protobuf', 'grpc'] as const)(
    'gets all of them as %s, each once',
    async (protocol) => {
      await using jaeger = await startJaeger();
      await using prometheus = await startPrometheus({ part: 'prometheus-3', translation: TRANSLATION });
      await using behind = await startCollector({
        addsDeltas: true,
        metricsTo: [prometheus.otlpMetricsUrl],
        tracesTo: jaeger.grpc,
      });
      await using slow = await startTap(behind.url, { delayMs: 300 });
      await using collector = await startCollector({ narrowlyTo: slow.url, batching: false });
      const app = startApp(
        {
          OTEL_SERVICE_NAME: protocol,
          OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        },
        'hurried',
      );
      const { code, stdout, stderr } = await app.exit;
      expect(code).toBe(0);
      expect(stderr).toContain('sending queue is full');
      const { ended } = JSON.parse(stdout) as { readonly ended: readonly LedgerEntry[] };
      expectDelivered(ended);
      const requests = ended.reduce((sum, one) => sum + one.requests, 0);
      expect(requests).toBeGreaterThan(2 * requestsIn(slow.sent()));
      expect(await tracesOf(jaeger, protocol)).toEqual(NAMES);
      expect(await numbersOf(protocol, () => prometheus.query('{__name__=~"delivered_.+"}'))).toEqual(EXPECTED);
    },
    90_000,
  );
});

function requestsIn(sent: Buffer): number {
  return sent.toString('latin1').split('POST /v1/').length - 1;
}

const PATIENT = { timeoutMs: 15_000, everyMs: 100 };

/** Every span of a service that has arrived, by name, as soon as there are as many as there should be. */
async function spansOf(receiver: OtlpReceiver, service: string): Promise<readonly string[]> {
  const names = () =>
    receiver.spans().flatMap(({ name, resource }) => (resource['service.name'] === service ? [name] : []));
  await receiver.waitFor(() => names().length >= ITEMS, PATIENT.timeoutMs);
  return names().sort();
}

async function tracesOf(jaeger: JaegerServer, service: string): Promise<readonly string[]> {
  await eventually(async () => (await jaeger.traces(service)).length >= ITEMS, PATIENT);
  const traces = await jaeger.traces(service);
  return traces.flatMap(({ spans }) => spans.map(({ operationName }) => operationName)).sort();
}

/** What there is of a service, by name and the label that tells its series apart, as soon as everything is counted. */
async function numbersOf(
  service: string,
  ask: () => Promise<readonly PrometheusSample[]>,
): Promise<Readonly<Record<string, number>>> {
  const numbers = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await ask())
        .filter(({ labels }) => labels['job'] === service && labels['__name__']?.startsWith('delivered_'))
        .map(({ labels: { __name__, parity, le }, value }) => [
          [__name__, parity, le].filter(Boolean).join(' '),
          value,
        ]),
    );
  const counted = 'delivered_size_bytes_count';
  await eventually(async () => ((await numbers())[counted] ?? 0) >= ITEMS, PATIENT);
  return numbers();
}

async function shownBy(collector: CollectorServer): Promise<readonly PrometheusSample[]> {
  const { samples } = parseExposition(await collector.exposition());
  return samples.map(({ name, labels, value }) => ({ labels: { ...labels, __name__: name }, value }));
}
