import { join } from 'node:path';
import type { LedgerEntry } from '@portcall/node';
import {
  type Child,
  type CollectorServer,
  describeWith,
  eventually,
  type OtlpReceiver,
  parseExposition,
  runNode,
  startCollector,
  startOtlpReceiver,
  startTap,
} from '@portcall/real-parts';

const ITEMS = 500;

const WAYS = (['http/protobuf', 'http/json', 'grpc'] as const).flatMap((protocol) =>
  (['none', 'gzip'] as const).map((compression) => ({ protocol, compression, service: `${protocol} ${compression}` })),
);

const NAMES = Array.from({ length: ITEMS }, (_, item) => `item ${item}`).sort();

function startApp(env: Readonly<Record<string, string>>, ...args: readonly string[]): Child {
  return runNode(join(__dirname, 'delivered-items.mjs'), { args: [String(ITEMS), ...args], env, timeoutMs: 60_000 });
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
      expect(await samplesOf(collector, service)).toEqual(EXPECTED);
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

/** Every span of a service that has arrived, by name, when as many are there as there should be. */
async function spansOf(receiver: OtlpReceiver, service: string): Promise<readonly string[]> {
  const names = (): readonly string[] =>
    receiver
      .spans()
      .filter(({ resource }) => resource['service.name'] === service)
      .map(({ name }) => name)
      .sort();
  await receiver.waitFor(() => names().length >= ITEMS, 15_000);
  return names();
}

async function samplesOf(collector: CollectorServer, service: string): Promise<Readonly<Record<string, number>>> {
  const read = async (): Promise<readonly (readonly [string, number])[]> =>
    parseExposition(await collector.exposition())
      .samples.filter(({ name, labels }) => name.startsWith('delivered_') && labels['job'] === service)
      .map(({ name, labels, value }) => [`${name} ${labels['parity'] ?? labels['le'] ?? ''}`.trim(), value]);
  await eventually(async () => (await read()).length >= Object.keys(EXPECTED).length, { timeoutMs: 15_000 });
  return Object.fromEntries(await read());
}
