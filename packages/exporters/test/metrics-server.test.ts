import { createServer, get } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import { type MetricSource, type MetricsExport, type PrometheusExporter, prometheus } from '@portcall/exporters';
import { bind, counter, defineCatalog, optional, type Store, store, text } from '@portcall/metrics';
import { eventually, parseExposition } from '@portcall/real-parts';

failOnProblems();

const catalog = defineCatalog({
  scope: 'm',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.', attributes: { text: optional(text()) } }) },
});

let undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.reverse()) await one();
  undo = [];
});

/** Some metrics of an exporter that take as long to collect as `slow` does. */
async function started(
  exporter: PrometheusExporter,
  slow: () => unknown = () => {},
  { kept = store(), resource = {} }: { readonly kept?: Store; readonly resource?: MetricSource['resource'] } = {},
): Promise<MetricsExport> {
  const own = kept.reading('cumulative');
  const collect = async () => {
    await slow();
    return own.collect();
  };
  const metrics = exporter.metrics!({ resource, exportIntervalMillis: 3_600_000, reading: () => ({ collect }) });
  undo.push(() => metrics.shutdown());
  bind(catalog, kept).orders.add(1);
  await exporter.start?.();
  return metrics;
}

/** A store with a text of so many bytes. */
function long(bytes: number): Store {
  const kept = store({ seriesLimit: 100_000 });
  const { orders } = bind(catalog, kept);
  for (let i = 0; i < bytes / 2_000; i += 1) orders.add(1, { text: `${i}${'x'.repeat(1_900)}` });
  return kept;
}

describe('prometheus().handler', () => {
  it('leaves an answer that the app’s own server has given meanwhile', async () => {
    let collected = (): void => {};
    const collecting = new Promise<void>((resolve) => {
      collected = resolve;
    });
    const exporter = prometheus({ serve: false });
    await started(exporter, () => collecting);
    const server = createServer((request, response) => {
      exporter.handler(request, response);
      response.writeHead(504).end('too late');
    }).listen(0, '127.0.0.1');
    undo.push(() => server.close().closeAllConnections());
    await new Promise((resolve) => server.once('listening', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect([response.status, await response.text()]).toEqual([504, 'too late']);
    expectProblems(/a scrape could not be answered, because the server it is mounted in had answered/);
    collected();
    await eventually(() => problems().length > 0, { what: 'the problem' });
  });

  it('leaves it where collecting failed, too', async () => {
    const exporter = prometheus({ serve: false });
    const metrics = await started(exporter);
    await metrics.shutdown();
    const server = createServer((request, response) => {
      exporter.handler(request, response);
      response.writeHead(504).end('too late');
    }).listen(0, '127.0.0.1');
    undo.push(() => server.close().closeAllConnections());
    await new Promise((resolve) => server.once('listening', resolve));
    expect((await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).status).toBe(504);
    expectProblems(/a scrape could not be answered, because its metrics could not be collected/);
    await eventually(() => problems().length > 0, { what: 'the problem' });
  });

  it('says nothing where the scraper has gone', async () => {
    const exporter = prometheus({ port: 0 });
    await started(exporter, () => new Promise((resolve) => setTimeout(resolve, 100)));
    await expect(fetch(exporter.url!, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    expect((await fetch(exporter.url!)).status).toBe(200);
  });
});

describe('the server of prometheus()', () => {
  it('says that nobody is to guess what its answers are', async () => {
    const exporter = prometheus({ port: 0 });
    await started(exporter);
    const answers = [
      await fetch(exporter.url!),
      await fetch(new URL('/', exporter.url)),
      await fetch(exporter.url!, { method: 'POST' }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('x-content-type-options')])).toEqual([
      [200, 'nosniff'],
      [404, 'nosniff'],
      [405, 'nosniff'],
    ]);
    expect(answers[1]!.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it('ends at once, however many clients have begun a request or have only connected', async () => {
    const exporter = prometheus({ port: 0 });
    const metrics = await started(exporter);
    const clients = await Promise.all(
      Array.from({ length: 500 }, (_, at) => connected(exporter, at % 2 === 0 ? 'GET /metrics HTTP/1.1\r\nhost:' : '')),
    );
    const closed = Promise.all(clients.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    const asked = Date.now();
    await metrics.shutdown();
    await closed;
    expect(Date.now() - asked).toBeLessThan(2_000);
  });

  it('ends although a client does not read its answer', async () => {
    const exporter = prometheus({ port: 0 });
    const metrics = await started(exporter, undefined, { kept: long(36_000_000) });
    const client = await connected(exporter, 'GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
    client.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await metrics.shutdown();
    expect(Date.now() - asked).toBeLessThan(3_000);
  });

  it('answers a scrape that is under way, and leaves no connection', async () => {
    const exporter = prometheus({ port: 0 });
    let begun = (): void => {};
    const scraping = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const metrics = await started(exporter, () => {
      begun();
      return new Promise((resolve) => setTimeout(resolve, 200));
    });
    const { url } = exporter;
    const answer = new Promise<[number, boolean]>((resolve, reject) => {
      const request = get(url!, { headers: { connection: 'keep-alive' } }, (response) => {
        response.resume().once('end', () => {
          request.socket!.once('close', () => resolve([response.statusCode!, true]));
        });
      }).once('error', reject);
    });
    await scraping;
    await metrics.shutdown();
    expect(await answer).toEqual([200, true]);
  });

  it('lets go of clients that do not finish their request', async () => {
    const exporter = prometheus({ port: 0 });
    await started(exporter);
    const client = await connected(exporter, 'GET /metrics HTTP/1.1\r\n');
    let open = true;
    client.once('close', () => {
      open = false;
    });
    await eventually(() => !open, { timeoutMs: 15_000, what: 'the end of the connection' });
  });

  it('shows a resource whose attributes become the same labels so that it can be read', async () => {
    const exporter = prometheus({ port: 0 });
    await started(exporter, undefined, { resource: { 'a.b': 'one', a_b: 'two', '1x': 'three', '': 'four' } });
    const { samples, errors } = parseExposition(await (await fetch(exporter.url!)).text());
    expect(errors).toEqual([]);
    expectProblems('export.label_unwritable');
    expect(samples[0]).toEqual({ name: 'target_info', labels: { a_b: 'one;two', key_1x: 'three' }, value: 1 });
  });
});

describe('a long scrape', () => {
  it('is one text for those who ask together, and takes what is recorded between two of its pieces', async () => {
    const exporter = prometheus({ port: 0 });
    const kept = long(2_000_000);
    let collected = 0;
    await started(exporter, () => (collected += 1), { kept });
    const { orders } = bind(catalog, kept);
    const stop = new AbortController();
    const recording = (async () => {
      while (!stop.signal.aborted) {
        for (let i = 0; i < 10; i += 1) orders.add(1, { text: `${i}${'x'.repeat(1_900)}` });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const texts = await Promise.all(Array.from({ length: 100 }, async () => (await fetch(exporter.url!)).text()));
    stop.abort();
    await recording;
    for (const text of texts.slice(0, 3)) {
      const { samples, errors } = parseExposition(text);
      expect(errors).toEqual([]);
      expect(samples.filter(({ name }) => name === 'm_orders_total')).toHaveLength(1_001);
    }
    expect(collected).toBeLessThan(100);
    const last = parseExposition(await (await fetch(exporter.url!)).text()).samples;
    const total = last.reduce((sum, { name, value }) => (name === 'm_orders_total' ? sum + value : sum), 0);
    expect(total).toBe(kept.value(catalog.metrics.orders));
  });

  it('is compressed where that is asked for, and only there', async () => {
    const exporter = prometheus({ port: 0 });
    await started(exporter, undefined, { kept: long(500_000) });
    const codings = ['gzip', 'identity'].map(async (coding) => {
      const response = await fetch(exporter.url!, { headers: { 'accept-encoding': coding } });
      return [response.headers.get('content-encoding'), (await response.text()).length];
    });
    const [[zipped, size], [plain, plainSize]] = (await Promise.all(codings)) as [[string, number], [null, number]];
    expect([zipped, plain]).toEqual(['gzip', null]);
    expect(size).toBe(plainSize);
  });
});

async function connected({ url }: PrometheusExporter, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url!);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}).resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(text);
  return socket;
}
