import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Finding } from '@portcall/doctor';
import { describeWith, runNode, startFaultReceiver } from '@portcall/real-parts';
import { severityOfSilence } from '../src/doctor/registration.js';
import { runApp } from './run-app.js';

/** What the doctor finds in a process that runs this code after it has registered as `telemetry`. */
async function found(code: string, env: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> {
  const said = `console.log(JSON.stringify(await telemetry.doctor())); await telemetry.shutdown();`;
  const { stdout, stderr } = await runApp(`${code}\n${said}`, { env }).exit;
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('[')) throw new Error(stdout + stderr);
  return JSON.parse(last) as readonly Finding[];
}

const ids = async (...given: Parameters<typeof found>): Promise<readonly string[]> =>
  (await found(...given)).map(({ id }) => id);

const SCRAPED = `const exporter = prometheus({ port: 0 });
  const telemetry = registerInstrumentation({ exporters: [exporter] });
  await telemetry.ready;`;
const READ = 'await (await fetch(exporter.url)).text();';
const SILENT = "const telemetry = registerInstrumentation({ exporters: ['none'] });";
const INSTRUMENTATION = `
  import { InstrumentationBase, InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
  import { createRequire } from 'node:module';
  const require = createRequire(process.cwd() + '/app.cjs');
  class PgInstrumentation extends InstrumentationBase {
    constructor() { super('pg-instrumentation', '1', {}); }
    init() { return [new InstrumentationNodeModuleDefinition('pg', ['*'], (exports) => exports)]; }
  }
  const register = () => registerInstrumentation({ exporters: ['none'], instrumentations: [new PgInstrumentation()] });`;

describe('the doctor of a registration', () => {
  it('finds nothing where everything arrives', async () => {
    await using receiver = await startFaultReceiver();
    const code = `const exporter = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ exporters: [otlp(), exporter] });
      await telemetry.ready;
      telemetry.bind(catalog).orders.add(1, { country: 'de' });
      const metrics = telemetry.bind(catalog);
      metrics.done.add(1, { channel: 'web' }); metrics.open.add(1); metrics.open.add(-1); metrics.stock.record(0); metrics.wait.record(0);
      ${READ}`;
    expect(await found(code, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })).toEqual([]);
    expect(receiver.requests().filter(({ bytes }) => bytes === 0)).toHaveLength(2);
  });

  it('names the metrics of which nothing was recorded', async () => {
    const code = `${SCRAPED} ${READ} telemetry.bind(catalog).orders.add(1, { country: 'de' });`;
    const [finding, ...others] = await found(code);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'metric.never_recorded', severity: 'note' });
    expect(finding?.what).toBe('nothing was recorded of "shop_done", "shop_open", "shop_stock", "shop_wait_seconds"');
  });

  it('says that nobody has scraped, until somebody has', async () => {
    expect(await ids(SCRAPED)).toEqual(['scrape.never']);
    expect(await ids(SCRAPED + READ)).toEqual([]);
  });

  it('takes for a warning what has not happened within a minute', () => {
    const ages = [59_000, 61_000].map((age) => severityOfSilence({ since: performance.now() - age }));
    expect(ages).toEqual(['note', 'warning']);
  });

  it('says who has the port for scrapes', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const [finding, ...others] = await found(
      `const telemetry = registerInstrumentation({ exporters: [prometheus({ port: ${port} })] });`,
    );
    server.close();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'port.taken', severity: 'loss' });
    if (process.platform === 'linux') expect(finding?.cause).toContain(`the process ${process.pid} (`);
  });

  it('says who registered first with the global API', async () => {
    const code = `
      import { context, trace } from '@opentelemetry/api';
      import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
      import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
      trace.setGlobalTracerProvider(new BasicTracerProvider());
      context.setGlobalContextManager(new AsyncLocalStorageContextManager());
      const telemetry = registerInstrumentation({ exporters: ['console'], functions: false });`;
    const findings = await found(code);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['globals.taken', 'loss'],
      ['globals.taken', 'warning'],
    ]);
    expect(findings[0]?.what).toContain('a BasicTracerProvider');
    expect(findings[1]?.what).toContain('a AsyncLocalStorageContextManager');
  });

  it('asks the receiver of an option, and says no secret of it', async () => {
    const server = createServer((_, response) => void response.writeHead(404).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://c4n4ry:c4n4ry@127.0.0.1:${(server.address() as AddressInfo).port}?c4n4ry`;
    const code = `const options = { url: '${url}', headers: { authorization: 'c4n4ry' } };
      const telemetry = registerInstrumentation({ exporters: [otlp(options)] });`;
    const findings = await found(code, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    server.close();
    expect(findings.map(({ id }) => id)).toEqual(['endpoint.wrong_path', 'endpoint.wrong_path']);
    expect(JSON.stringify(findings)).not.toContain('c4n4ry');
  });

  it('asks with the key that the exporter has', async () => {
    const server = createServer(({ headers }, response) => {
      response.writeHead(headers.authorization === 'Bearer right' ? 200 : 401).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const code = (key: string) =>
      `const telemetry = registerInstrumentation({
        exporters: [otlp({ url: '${url}', headers: { authorization: 'Bearer ${key}' } })] });`;
    const answers = [await ids(code('right')), await ids(code('wrong'))];
    server.close();
    expect(answers).toEqual([[], ['endpoint.unauthorized', 'endpoint.unauthorized']]);
  });

  it('looks at variables for exporters where no option names them, and only there', async () => {
    const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
    expect(await ids('const telemetry = registerInstrumentation();', env)).toEqual(['exporter.none', 'exporter.none']);
    expect(await ids(SILENT, env)).toEqual([]);
    const off = { OTEL_SDK_DISABLED: 'true' };
    expect(await ids('const telemetry = registerInstrumentation();', off)).toEqual(['sdk.disabled']);
  });

  it('says what was reported so far', async () => {
    const [finding] = await found(`${SILENT} telemetry.bind(catalog).orders.add(NaN, { country: 'de' });`);
    expect(finding).toMatchObject({ id: 'problem.reported', severity: 'loss' });
    expect(finding?.cause).toContain('record.refused');
  });

  it.each([
    ['was not loaded', 'const telemetry = register();', ['instrumentation.never_fired']],
    ['was loaded before', "require('pg'); const telemetry = register();", ['instrumentation.too_late']],
    ['is loaded in time', "const telemetry = register(); require('pg');", []],
  ])('looks whether what an instrumentation waits for %s', async (_, code, wanted) =>
    expect(await ids(INSTRUMENTATION + code)).toEqual(wanted),
  );

  it('is asked by the command line, which ends with it', async () => {
    const { stdout, stderr, code } = await runNode(join(__dirname, '../../cli/dist/main.mjs'), {
      args: ['doctor', '--json', '--require', './test/doctor-app.mjs'],
      cwd: join(__dirname, '..'),
    }).exit;
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    expect(findings.map(({ id }) => id)).toEqual(['scrape.never']);
    expect([stderr, code]).toEqual(['', 0]);
  });
});

describeWith('better-sqlite3', 'the doctor of a registration whose database client is traced', () => {
  it('looks whether calls have operations of it', async () => {
    const code = (query: string) => `${SILENT}
      import Database from 'better-sqlite3';
      import { tracedBetterSqlite3 } from '@portcall/integrations/better-sqlite3';
      import { traced } from '@portcall/trace';
      const db = tracedBetterSqlite3(new Database(':memory:'));
      const ask = () => db.prepare('SELECT 1').get();
      ${query};`;
    expect(await ids(code('ask()'))).toEqual(['client.never_fired']);
    expect(await ids(code("traced('shop.ask', { type: 'query' }, ask)()"))).toEqual([]);
  });
});
