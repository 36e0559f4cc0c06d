import { startFaultReceiver } from '@portcall/real-parts';
import { runApp } from '../run-app.js';

/** How an application mounts the metrics in its own server, beside a path of its own. Each gives where it serves. */
const MOUNTED: Readonly<Record<string, string>> = {
  'node:http': `
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => request.url === '/metrics' ? exporter.handler(request, response) : response.end('hello'));
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    const port = server.address().port;
    const close = () => server.close().closeAllConnections();`,
  'Express 5': `
    const { default: express } = await import('express');
    const server = express().get('/metrics', exporter.handler).get('/hello', (request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    const port = server.address().port;
    const close = () => server.close().closeAllConnections();`,
  'Express 4': `
    const { default: express } = await import('express-4');
    const server = express().get('/metrics', exporter.handler).get('/hello', (request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    const port = server.address().port;
    const close = () => server.close().closeAllConnections();`,
  Fastify: `
    const { default: fastify } = await import('fastify');
    const app = fastify();
    app.get('/metrics', (request, reply) => { reply.hijack(); exporter.handler(request.raw, reply.raw); });
    app.get('/hello', () => 'hello');
    const port = new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port;
    const close = () => app.close();`,
  Hono: `
    const { Hono } = await import('hono');
    const { serve } = await import('@hono/node-server');
    const { RESPONSE_ALREADY_SENT } = await import('@hono/node-server/utils/response');
    const { requestCalls } = await import('@portcall/integrations/hono');
    const app = new Hono().use(requestCalls());
    app.get('/metrics', ({ env }) => { exporter.handler(env.incoming, env.outgoing); return RESPONSE_ALREADY_SENT; });
    app.get('/hello', (context) => context.text('hello'));
    const server = await new Promise((ready) => { const one = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => ready(one)); });
    const port = server.address().port;
    const close = () => server.close().closeAllConnections();`,
};

it.each(Object.entries(MOUNTED))(
  'metrics that are mounted in a server of the app are not among its requests: %s',
  async (_, mounted) => {
    await using receiver = await startFaultReceiver();
    const app = runApp(
      `
    const exporter = prometheus({ serve: false });
    const telemetry = registerInstrumentation({ http: true, exporters: [exporter, otlp({ url: '${receiver.url}' })] });
    ${mounted}
    const url = 'http://127.0.0.1:' + port;
    for (const path of ['/metrics', '/hello', '/metrics']) await (await fetch(url + path)).text();
    const scraped = await (await fetch(url + '/metrics')).text();
    console.log(scraped.match(/^http_server.*(count|active_requests){.*/gm).map((line) => line.replace(/[{].*[}]/, '')).join());
    console.log(telemetry.traces.recent().map(({ fnName }) => fnName).join());
    await close();
    await telemetry.shutdown();
  `,
    );
    const { code, stdout, stderr } = await app.exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [counts, calls] = stdout.split('\n');
    expect(counts).toBe('http_server_request_duration_seconds_count 1,http_server_active_requests 0');
    expect(calls).toMatch(/^GET( \/hello)?$/);
    expect(receiver.spans().filter(({ kind }) => kind === 2)).toHaveLength(1);
  },
);
