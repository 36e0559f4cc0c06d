import { join } from 'node:path';
import {
  type DeployedCollector,
  describeWith,
  eventually,
  freePort,
  runNode,
  startDeployedCollector,
  startPrometheus,
  startVictoriaMetrics,
  type TranslationStrategy,
} from '@portcall/real-parts';
import { runApp } from '../run-app.js';

const ITEMS = 20;

const STRATEGIES: readonly (readonly [strategy: TranslationStrategy, selector: string])[] = [
  ['UnderscoreEscapingWithSuffixes', '{"delivered_items_total", service_version="1.2.3"}'],
  ['UnderscoreEscapingWithoutSuffixes', '{"delivered_items", service_version="1.2.3"}'],
  ['NoUTF8EscapingWithSuffixes', '{"delivered_items_total", "service.version"="1.2.3"}'],
  ['NoTranslation', '{"delivered_items", "service.version"="1.2.3"}'],
];

describeWith('engines', "a Prometheus by deploy's files", () => {
  it.each(STRATEGIES)('takes OTLP with %s', async (strategy, selector) => {
    await using prometheus = await startPrometheus({
      part: 'prometheus-3',
      deployed: { file: `otlp/${strategy}.yml` },
      flags: ['--web.enable-otlp-receiver'],
    });
    const { code, stderr } = await runNode(join(__dirname, '../engines/delivered-items.mjs'), {
      args: [String(ITEMS)],
      env: {
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: prometheus.otlpMetricsUrl,
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.2.3',
      },
    }).exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [all] = await prometheus.waitFor(`sum(${selector})`);
    expect(all?.value).toBe(ITEMS);
  });
});

describeWith('engines', "a process and a gateway that are scraped by deploy's files", () => {
  it('are shown alike by Prometheus and VictoriaMetrics', async () => {
    const port = await freePort();
    await using victoria = await startVictoriaMetrics({ deployed: {} });
    await using gateway = await startDeployedCollector({
      files: ['gateway.yaml'],
      env: { TRACES_ENDPOINT: '127.0.0.1:9', REMOTE_WRITE_URL: victoria.remoteWriteUrl },
    });
    await using scraping = await startScraping(gateway, port);
    await using app = runApp(
      `
      const exporters = [prometheus({ port: ${port} }), otlp()];
      const telemetry = registerInstrumentation({ serviceName: 'served', exporters, metricExportIntervalMillis: 500 });
      telemetry.bind(catalog).orders.add(7, { country: 'NO' });
      await telemetry.ready;
      console.log('serves');
      setInterval(() => {}, 1_000);
    `,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: gateway.url }, timeoutMs: 80_000 },
    );
    await app.waitForLine(/serves/);

    for (const server of [scraping.prometheus, scraping.victoria]) {
      for (const job of ['processes', 'served']) {
        const what = `shop_orders_total of ${job}`;
        const value = async () => (await server.query(`shop_orders_total{job="${job}", country="NO"}`))[0]?.value;
        expect(await eventually(value, { timeoutMs: 40_000, everyMs: 250, what })).toBe(7);
      }
    }
    const written = async () => (await victoria.query('shop_orders_total{job="served"}'))[0]?.value;
    expect(await eventually(written, { timeoutMs: 20_000, everyMs: 250, what: 'what was written' })).toBe(7);
  }, 100_000);
});

interface Scraping extends AsyncDisposable {
  readonly prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  readonly victoria: Awaited<ReturnType<typeof startVictoriaMetrics>>;
}

async function startScraping(gateway: DeployedCollector, port: number): Promise<Scraping> {
  const targets = { processes: [`127.0.0.1:${port}`], gateway: [gateway.metrics] };
  const prometheus = await startPrometheus({ part: 'prometheus-3', deployed: { file: 'scrape.yml', targets } });
  const victoria = await startVictoriaMetrics({ deployed: targets });
  return {
    prometheus,
    victoria,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([prometheus.stop(), victoria.stop()]);
    },
  };
}
