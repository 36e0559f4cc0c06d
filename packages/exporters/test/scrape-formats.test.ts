import { expectProblems, failOnProblems } from '@portcall/conformance';
import { type PrometheusOptions, prometheus } from '@portcall/exporters';
import { bind, counter, defineCatalog, histogram, type Store, store, text } from '@portcall/metrics';

failOnProblems();

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text() } }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Time.', boundaries: [0.5, 1] }),
  },
});

let undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.reverse()) await one();
  undo = [];
});

/** The URL of what an exporter shows of some metrics. */
async function serving(
  options: PrometheusOptions = {},
  collected: () => unknown = () => {},
  kept: Store = store(),
): Promise<string> {
  const exporter = prometheus({ port: 0, ...options });
  const own = kept.reading('cumulative');
  const collect = async () => {
    await collected();
    return own.collect();
  };
  const metrics = exporter.metrics!({ resource: {}, exportIntervalMillis: 3_600_000, reading: () => ({ collect }) });
  undo.push(() => metrics.shutdown());
  const { orders, wait } = bind(catalog, kept);
  orders.add(1, { country: 'NO' });
  wait.record(0.7);
  await exporter.start?.();
  return exporter.url!;
}

const scraped = (url: string, accept: string, method = 'GET') => fetch(url, { method, headers: { accept } });

describe('a scrape', () => {
  it.each([
    [
      '*/*',
      'text/plain; version=0.0.4; charset=utf-8',
      /^shop_orders_total\{country="NO",otel_scope_name="shop"\} 1$/m,
    ],
    [
      'text/plain;version=1.0.0;escaping=allow-utf-8',
      'text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8',
      /^shop_wait_seconds_bucket\{otel_scope_name="shop",le="1"\} 1$/m,
    ],
    [
      'application/openmetrics-text;version=1.0.0',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
      /^shop_orders_created\{country="NO",otel_scope_name="shop"\} \d+\.\d{3}$(.|\n)*^# EOF\n$/m,
    ],
    [
      'application/openmetrics-text;version=2.0.0;escaping=dots',
      'application/openmetrics-text; version=2.0.0; charset=utf-8; escaping=dots',
      /^shop_wait_seconds\{otel_scope_name="shop"\} \{count:1,sum:0.7,bucket:\[0.5:0,1:1,\+Inf:1\]\} st@\d+\.\d{3}$/m,
    ],
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
      /wait_seconds/,
    ],
  ])('that asks for %s is answered as %s', async (accept, type, has) => {
    const url = await serving();
    const response = await scraped(url, accept);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('vary')).toBe('accept, accept-encoding');
    expect(await response.text()).toMatch(has);
    const head = await scraped(url, accept, 'HEAD');
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, type, '']);
  });

  it('is one pass for all who ask for one format together, and one for each format', async () => {
    let passes = 0;
    const url = await serving({}, () => (passes += 1));
    const wishes = ['*/*', 'application/openmetrics-text', 'application/openmetrics-text;version=2.0.0'];
    const together = wishes.flatMap((accept) => Array.from({ length: 20 }, () => scraped(url, accept)));
    const texts = await Promise.all((await Promise.all(together)).map((response) => response.text()));
    expect(new Set(texts).size).toBe(3);
    expect(passes).toBeGreaterThanOrEqual(3);
    expect(passes).toBeLessThan(together.length);
  });

  it('that fails says why, in every format', async () => {
    const url = await serving({}, () => {
      throw new Error('the pool is closed');
    });
    for (const accept of ['*/*', 'application/openmetrics-text']) {
      const response = await scraped(url, accept);
      expect([response.status, await response.text()]).toEqual([503, 'Error: the pool is closed\n']);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    }
    expectProblems(/a scrape could not be answered, because its metrics could not be collected/);
  });

  it('is only ever a GET or a HEAD, of the endpoint', async () => {
    const url = await serving();
    const posted = await scraped(url, '*/*', 'POST');
    expect([posted.status, posted.headers.get('allow'), await posted.text()]).toEqual([405, 'GET, HEAD', '']);
    const elsewhere = await scraped(new URL('/elsewhere', url).href, '*/*');
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, 'Metrics are at /metrics\n']);
  });
});

describe('the names of a scrape', () => {
  const plain = 'text/plain';
  const utf8 = 'text/plain;version=1.0.0;escaping=allow-utf-8';

  it.each([
    [undefined, plain, 'shop_orders_total'],
    ['UnderscoreEscapingWithSuffixes', plain, 'shop_orders_total'],
    ['UnderscoreEscapingWithoutSuffixes', plain, 'shop_orders'],
    ['NoUTF8EscapingWithSuffixes', utf8, 'shop_orders_total'],
    ['NoTranslation', utf8, 'shop_orders'],
  ] as const)('are those of the strategy: %s', async (translationStrategy, accept, name) => {
    const url = await serving(translationStrategy === undefined ? {} : { translationStrategy });
    const answer = await (await scraped(url, accept)).text();
    expect(answer.match(/^# TYPE shop_orders\S* /m)?.[0]).toBe(`# TYPE ${name} `);
  });
});
