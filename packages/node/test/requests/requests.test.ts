import { join } from 'node:path';
import { failOnProblems } from '@portcall/conformance';
import {
  cachedRuntime,
  certificate,
  describeRuntimes,
  describeWith,
  eventually,
  runProgram,
  startFaultReceiver,
  startJaeger,
} from '@portcall/real-parts';
import { runApp } from '../run-app.js';

failOnProblems();

/** What a program beside this file prints. */
async function printed(
  runtime: string,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { stdout, stderr } = await runProgram(runtime, { args: [join(__dirname, program)], env }).exit;
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

const BY_HTTP = [
  'GET /get, here, 200, ok, passed on',
  'POST /post, here, 200, ok, passed on',
  'HTTP /purge, here, 200, ok, passed on',
  'GET /cut, here, 200, ECONNRESET, passed on',
  'GET /array, here, 200, ok, passed on',
  'POST /expect, here, 200, ok, passed on',
  'GET /upgrade, here, 101, ok, passed on',
  'GET /silent, here, no answer, Error, passed on',
  'GET /aborted, here, no answer, ABORT_ERR, not passed on',
];
const BY_FETCH = ['GET /moved, here, 302, ok, passed on', 'GET /there, here, 200, ok, passed on'];

describeRuntimes((runtime) => {
  it('shows every request that goes out, and tells the other end', async () => {
    // Bun's fetch publishes nothing.
    const expected = runtime.endsWith('bun') ? BY_HTTP : [...BY_HTTP, ...BY_FETCH];
    expect(await printed(runtime, 'outgoing.mjs')).toEqual(expected);
  });
});

const node24 = cachedRuntime('node24');
(node24 === undefined ? describe.skip : describe)(
  `got on Node 24${node24 === undefined ? ' (skipped: not installed)' : ''}`,
  () => {
    it('has one span for each request it sends, which says how often that was sent before', async () => {
      expect(await printed(node24!, 'resent-by-got.mjs')).toEqual([
        'hello hello hello 404',
        'GET /there 200 first',
        'GET /busy 503 first',
        'GET /busy 503 1',
        'GET /busy 200 2',
        'GET /moved 302 first',
        'GET /there 200 1',
        'GET /unknown 404 first',
      ]);
    });

    it('has spans of what it sends by HTTP/2 too', async () => {
      const lines = await printed(node24!, 'resent-by-got.mjs', { CERTIFICATE: JSON.stringify(certificate()) });
      expect([lines[0], lines.at(-1)]).toEqual(['hello hello hello 404 by HTTP/2', 'GET /there 200 first']);
      expect(lines).toHaveLength(9);
    });
  },
);

const IMPORTS = `
const http = (await import('node:http')).default;
const { channel } = await import('node:diagnostics_channel');
const { channels } = await import('@portcall/integrations/channels');
const { traced } = await import('@portcall/trace');
const get = (url) => new Promise((done, failed) => http.get(url, (read) => read.resume().on('end', done)).on('error', failed));
`;

it.each(['http/protobuf', 'http/json'])('shows nothing of what delivers telemetry as %s', async (protocol) => {
  await using receiver = await startFaultReceiver();
  const { stdout, stderr } = await runApp(
    `${IMPORTS}
    const ended = [];
    const spanProcessor = { onStart() {}, onEnd: (span) => ended.push(span.name), forceFlush: async () => {}, shutdown: async () => {} };
    const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: ['otlp'], integrations: [channels()], spanProcessors: [spanProcessor] });
    const metrics = telemetry.bind(catalog);
    for (let turn = 0; turn < 5; turn += 1) {
      await traced('work', { type: 'query' }, async () => metrics.orders.add(1, { country: 'de' }))();
      await telemetry.forceFlush();
    }
    console.log(JSON.stringify(ended));
    await telemetry.shutdown();`,
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol } },
  ).exit;
  expect({ stdout, stderr }).toEqual({ stdout: `${JSON.stringify(Array(5).fill('work'))}\n`, stderr: '' });
});

it('leaves nothing after the shutdown, and what is under way then goes on', async () => {
  const { stdout, stderr } = await runApp(
    `${IMPORTS}
    const names = ['http.client.request.created', 'http.client.request.start', 'http.client.request.error',
      'http.client.response.finish', 'undici:request:create', 'undici:client:sendHeaders', 'undici:request:headers',
      'undici:request:trailers', 'undici:request:error', 'got:request:start', 'tracing:pino_asJson:start'];
    const subscribed = () => names.filter((name) => channel(name).hasSubscribers).length;
    const render = http.ClientRequest.prototype._implicitHeader;
    const server = http.createServer((request, response) => setTimeout(() => response.end(), 50));
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    const url = 'http://127.0.0.1:' + server.address().port;
    const before = subscribed();
    const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: ['none'], integrations: [channels()] });
    const during = subscribed();
    const sending = [get(url), fetch(url).then((answer) => answer.text())];
    await telemetry.shutdown();
    await Promise.all(sending);
    await get(url);
    console.log(JSON.stringify([before, during > 8, subscribed(), render === http.ClientRequest.prototype._implicitHeader]));
    server.close();`,
  ).exit;
  expect({ stdout, stderr }).toEqual({ stdout: '[0,true,0,true]\n', stderr: '' });
});

it('counts requests for whoever scrapes, under the name that the conventions give', async () => {
  const { stdout, stderr } = await runApp(
    `${IMPORTS}
    const server = http.createServer((request, response) => response.writeHead(request.url === '/ok' ? 200 : 500).end());
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    const url = 'http://127.0.0.1:' + server.address().port;
    const exporter = prometheus({ port: 0 });
    const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [exporter], integrations: [channels()] });
    await telemetry.ready;
    for (const path of ['/ok', '/ok', '/broken']) await get(url + path);
    const scraped = await (await fetch(exporter.url)).text();
    console.log(scraped);
    await telemetry.shutdown();
    server.close();`,
  ).exit;
  expect(stderr).toBe('');
  expect(stdout).toMatch(/count\{.*http_response_status_code="200".*\} 2\n/);
  expect(stdout).toMatch(/count\{.*error_type="500".*\} 1\n/);
});

describeWith('engines', 'a second process', () => {
  it('goes on with the trace: call, request, what the other end does', async () => {
    await using jaeger = await startJaeger();
    const env = {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${jaeger.grpc}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_METRICS_EXPORTER: 'none',
    };
    await using server = runApp(
      `${IMPORTS}
      const { context, propagation } = await import('@opentelemetry/api');
      const telemetry = registerInstrumentation({ serviceName: 'stock' });
      const reserve = traced('reserve', { type: 'mutation' }, async () => 'reserved');
      const server = http.createServer((request, response) => {
        context.with(propagation.extract(context.active(), request.headers), reserve).then(async (said) => {
          await telemetry.forceFlush();
          response.end(said);
        });
      });
      server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));`,
      { env },
    );
    const port = (await server.waitForLine(/^port/)).slice('port '.length);
    const { stdout, stderr } = await runApp(
      `${IMPORTS}
      const telemetry = registerInstrumentation({ serviceName: 'shop', integrations: [channels()] });
      const url = 'http://127.0.0.1:${port}/';
      const order = traced('order', { type: 'action' }, async () => {
        await get(url);
        return (await fetch(url)).text();
      });
      console.log(await order());
      await telemetry.shutdown();`,
      { env },
    ).exit;
    expect({ stdout, stderr }).toEqual({ stdout: 'reserved\n', stderr: '' });
    const spans = await eventually(async () => {
      const [trace] = await jaeger.traces('shop');
      return trace?.spans.length === 5 && trace.spans;
    });
    expect(spans.map(({ operationName }) => operationName).sort()).toEqual([
      'GET',
      'GET',
      'order',
      'reserve',
      'reserve',
    ]);
  });
});
