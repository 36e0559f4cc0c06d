import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import codeTransformer from '@apm-js-collab/code-transformer-bundler-plugins/esbuild';
import { instrumentations } from '@portcall/integrations/injected';
import {
  type Child,
  cachedRuntime,
  type DatabaseServer,
  describeWith,
  eventually,
  type FaultReceiver,
  type OtlpSpan,
  runProgram,
  startFaultReceiver,
  startPostgres,
  startRedis,
} from '@portcall/real-parts';
import { build } from 'esbuild';

const EXAMPLE = join(__dirname, '..');
/** What somebody writes on the command line, and nothing else. */
const HOOK = ['--import', '@portcall/node/register'];

interface Line {
  readonly msg: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** The shop while it runs, and all that it has sent. */
class RunningShop implements AsyncDisposable {
  private constructor(
    readonly url: string,
    readonly receiver: FaultReceiver,
    private readonly child: Child,
  ) {}

  static async start(program: string, script: string, databases: Databases): Promise<RunningShop> {
    const receiver = await startFaultReceiver();
    const child = runProgram(program, {
      args: [...HOOK, script],
      cwd: EXAMPLE,
      env: {
        ...databases,
        PORT: '0',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_BSP_SCHEDULE_DELAY: '100',
      },
      timeoutMs: 120_000,
    });
    const line = await child.waitForLine(/listening on/);
    return new RunningShop(line.split(' ').at(-1)!, receiver, child);
  }

  async post(path: string, body: object): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }

  async get(path: string): Promise<number> {
    const response = await fetch(this.url + path);
    await response.arrayBuffer();
    return response.status;
  }

  get spans(): readonly OtlpSpan[] {
    return this.receiver.spans();
  }

  spanNamed(name: string): Promise<OtlpSpan> {
    const find = (): OtlpSpan | undefined => this.spans.find((span) => span.name === name);
    return eventually(find, { timeoutMs: 20_000, what: `a span ${name}` });
  }

  get log(): readonly Line[] {
    return this.child.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
    await this.receiver[Symbol.asyncDispose]();
  }
}

interface Databases {
  readonly DATABASE_URL: string;
  readonly REDIS_URL: string;
}

/** The operations of a call, as events of its span. */
function operationsOf({ events }: OtlpSpan): readonly string[] {
  return events
    .filter(({ name }) => name === 'portcall.db.operation')
    .map(({ attributes }) =>
      [attributes['db.operation.name'], attributes['db.collection.name']].filter(Boolean).join(' '),
    );
}

describeWith('postgres', 'the shop, in which nobody has written a line of telemetry', () => {
  describeWith('redis-server', 'under node --import @portcall/node/register alone', () => {
    const started: DatabaseServer[] = [];
    let databases: Databases;
    beforeAll(async () => {
      started.push(await startPostgres(), await startRedis());
      databases = { DATABASE_URL: started[0]!.url, REDIS_URL: started[1]!.url };
    }, 60_000);
    afterAll(async () => {
      for (const one of started) await one.stop();
    });

    const node24 = cachedRuntime('node24');
    it.each([
      ['this Node', process.execPath] as const,
      ...(node24 === undefined ? [] : [['Node 24', node24] as const]),
    ])(
      'is seen whole on %s: requests by their routes, operations in them, jobs, a model, and log lines',
      async (_, program) => {
        await using shop = await RunningShop.start(program, 'dist/main.mjs', databases);
        await expectSeen(shop);
      },
      90_000,
    );

    it('is seen whole where esbuild has made one file of it', async () => {
      const folder = mkdtempSync(join(EXAMPLE, 'bundle-'));
      try {
        const outfile = join(folder, 'main.mjs');
        await bundled(outfile);
        await using shop = await RunningShop.start(process.execPath, outfile, databases);
        await expectSeen(shop);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }, 90_000);
  });
});

async function bundled(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(EXAMPLE, 'dist/main.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg-native', 'redis', '@valkey/valkey-glide'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [codeTransformer({ instrumentations: instrumentations() })],
    logLevel: 'error',
  });
}

async function expectSeen(shop: RunningShop): Promise<void> {
  expect(await shop.get('/products')).toBe(200);
  expect(await shop.get('/products/2')).toBe(200);
  expect(await shop.get('/products/2/description')).toBe(200);
  expect(await shop.post('/orders', { productId: 1, quantity: 2 })).toBe(201);
  expect(await shop.post('/orders', { productId: 3, quantity: 1 })).toBe(409);
  for (const scan of ['/.env', '/wp-login.php']) expect(await shop.get(scan)).toBe(404);

  const order = await shop.spanNamed('POST /orders');
  expect(order).toMatchObject({ kind: 2, attributes: { 'http.route': '/orders', 'http.response.status_code': 201 } });
  expect(operationsOf(order)).toEqual(['begin', 'update products', 'insert orders', 'commit']);
  expect(operationsOf(await shop.spanNamed('GET /products'))).toEqual(['query products']);

  const job = await shop.spanNamed('confirmations.confirm');
  expect(job.traceId).not.toBe(order.traceId);
  expect(job.links.map(({ traceId }) => traceId)).toEqual([order.traceId]);
  expect(operationsOf(job)).toEqual(['update orders']);

  const described = await shop.spanNamed('GET /products/:id/description');
  expect(await shop.spanNamed('chat gpt-5-mini')).toMatchObject({
    kind: 3,
    traceId: described.traceId,
    attributes: { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 9 },
  });

  const placed = shop.log.find(({ msg }) => msg === 'order placed');
  expect(placed).toMatchObject({ trace_id: order.traceId, span_id: order.spanId });
  expect(shop.log.find(({ msg }) => msg === 'order confirmed')).toMatchObject({ span_id: job.spanId });

  const routes = (): readonly unknown[] =>
    shop.receiver
      .metrics()
      .filter(({ name }) => name === 'http.server.request.duration')
      .map(({ attributes }) =>
        [attributes['http.route'], attributes['http.response.status_code']].filter(Boolean).join(' '),
      );
  // Whoever scans for files has one series, whatever is asked for.
  await eventually(() => new Set(routes()).size >= 6, { timeoutMs: 20_000, what: 'metrics of all requests' });
  expect([...new Set(routes())].sort()).toEqual([
    '/orders 201',
    '/orders 409',
    '/products 200',
    '/products/:id 200',
    '/products/:id/description 200',
    '404',
  ]);
}
