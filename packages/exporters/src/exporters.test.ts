import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { bind, counter, defineCatalog, optional, store, text } from '@portcall/metrics';
import { parseExposition } from '@portcall/real-parts';
import { console as consoleExporter, type Exporter, type MetricSource, none, otlp, prometheus } from './index.js';
import { exporterNamed } from './internal.js';

failOnProblems();

const catalog = defineCatalog({
  scope: 'm',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: optional(text()) } }) },
});
const environment = { ...process.env };
let close: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  process.env = { ...environment };
  await close?.();
  close = undefined;
});

function sourceOf(kept = store()): MetricSource {
  const reading: MetricSource['reading'] = (temporality) => {
    const own = kept.reading(temporality);
    return { collect: async () => own.collect() };
  };
  return { resource: { 'service.name': 'shop' }, exportIntervalMillis: 3_600_000, reading };
}

/** Recorders whose metrics an exporter exports; it ends after the test. */
function recordersOn(exporter: Exporter) {
  const kept = store();
  const metrics = exporter.metrics?.(sourceOf(kept));
  if (metrics === undefined) throw new Error('no metrics');
  close = () => metrics.shutdown();
  return { ...bind(catalog, kept), flush: () => metrics.flush() };
}

describe('prometheus()', () => {
  it('opens a port that answers with the metrics at its endpoint, and nowhere else', async () => {
    const exporter = prometheus({ port: 0, endpoint: '/m' });
    recordersOn(exporter).orders.add(2, { country: 'NO' });
    await exporter.start?.();
    const response = await fetch(`${exporter.url}?x=1`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { samples, errors } = parseExposition(await response.text());
    expect(errors).toEqual([]);
    expect(samples).toContainEqual({
      name: 'm_orders_total',
      labels: { country: 'NO', otel_scope_name: 'm' },
      value: 2,
    });
    expect((await fetch(new URL('/metrics', exporter.url))).status).toBe(404);
    expect((await fetch(exporter.url as string, { method: 'POST' })).status).toBe(405);
    expect(exporter.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/m$/);
  });

  it('gives a text that can be parsed where there is nothing to say', async () => {
    const exporter = prometheus({ port: 0 });
    recordersOn(exporter);
    await exporter.start?.();
    expect((await (await fetch(exporter.url as string)).text()).endsWith('\n')).toBe(true);
  });

  it('can be mounted in a server of one’s own', async () => {
    const exporter = prometheus({ serve: false });
    const server = createServer(exporter.handler).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/anything`;
    expect((await fetch(url)).status).toBe(503);
    recordersOn(exporter).orders.add(1);
    await exporter.start?.();
    expect(await (await fetch(url)).text()).toContain('m_orders_total{otel_scope_name="m"} 1');
    expect(exporter.url).toBeUndefined();
    await close?.();
    expect((await fetch(url)).status).toBe(503);
    expectProblems('export.scrape');
    close = undefined;
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  });

  it('rejects with the port, the cause and the way out where the port is taken', async () => {
    const first = prometheus({ port: 0 });
    recordersOn(first);
    await first.start?.();
    const port = Number(new URL(first.url as string).port);
    const second = prometheus({ port });
    second.metrics?.(sourceOf());
    await expect(second.start?.()).rejects.toThrow(
      new RegExp(
        `prometheus: the port 127\\.0\\.0\\.1:${port} is taken by another server.*OTEL_EXPORTER_PROMETHEUS_PORT`,
      ),
    );
  });

  it('takes host and port from the environment', async () => {
    process.env['OTEL_EXPORTER_PROMETHEUS_HOST'] = 'localhost';
    process.env['OTEL_EXPORTER_PROMETHEUS_PORT'] = '0';
    const exporter = prometheus();
    recordersOn(exporter);
    await exporter.start?.();
    expect((await fetch(exporter.url as string)).status).toBe(200);
  });

  it('listens at its own port where the environment names what is not one', () => {
    process.env['OTEL_EXPORTER_PROMETHEUS_PORT'] = 'http';
    prometheus().metrics?.(sourceOf());
    expectProblems('register.variable OTEL_EXPORTER_PROMETHEUS_PORT');
  });

  it('refuses what is not a port and what is not an endpoint', () => {
    expect(() => prometheus({ port: 70_000 })).toThrow('prometheus({ port }): 70000 is not a port');
    expect(() => prometheus({ endpoint: 'metrics' })).toThrow('"metrics" does not start with /');
  });
});

describe('otlp()', () => {
  it('refuses what is not a URL, and names where it stands', () => {
    expect(() => otlp({ url: 'collector:4318' })).toThrow(
      'otlp({ url }): "collector:4318" is not an HTTP URL; write it like',
    );
  });

  it('goes on where the environment holds what is not a URL', () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'nonsense';
    process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = 'ftp://x';
    expect(otlp().spans?.()).toBeDefined();
    expectProblems(
      'register.variable OTEL_EXPORTER_OTLP_ENDPOINT',
      'register.variable OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    );
  });
});

describe('console()', () => {
  it('prints metrics as Prometheus text and spans one line each', async () => {
    const written: string[] = [];
    const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    await sendThrough(consoleExporter());
    await close?.();
    close = undefined;
    stdout.mockRestore();
    expect(written.join('')).toMatch(/^# HELP m_orders_total .*\nm_orders_total 1\n/s);
    expect(written.find((text) => text.startsWith('span'))).toMatch(
      /^span lookup \d+\.\d{3} ms unset trace=[0-9a-f]{32} span=[0-9a-f]{16} \{\}\n$/,
    );
  });
});

it('finds exporters by name', () => {
  expect(exporterNamed('none', 'X')).toBe(none());
  expect(exporterNamed('prometheus', 'X').name).toBe('prometheus');
  expect(() => exporterNamed('zipkin', 'OTEL_TRACES_EXPORTER')).toThrow(
    'OTEL_TRACES_EXPORTER: unknown value "zipkin"; use one of "otlp", "prometheus", "console", "none"',
  );
  expect(() => exporterNamed('toString', 'X')).toThrow('unknown value');
});

/** Sends one counter and one span through an exporter. */
async function sendThrough(exporter: Exporter): Promise<void> {
  const { orders, flush } = recordersOn(exporter);
  orders.add(1);
  await flush();
  const spanExporter = exporter.spanExporter?.();
  if (spanExporter === undefined) throw new Error('no span exporter');
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  tracers.getTracer('t').startSpan('lookup').end();
  await tracers.forceFlush();
  await tracers.shutdown();
}
