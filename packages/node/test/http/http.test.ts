import { runPlainApp, type Seen } from '../injected/plain-app.js';
import { runApp } from '../run-app.js';

const SHOP = `
  const { default: fastify } = await import('fastify');
  const app = fastify();
  const price = traced('price', { type: 'query' }, async (lot) => lot.length);
  app.get('/lots/:lot', async ({ params }) => ({ price: await price(params.lot) }));
  app.get('/twice/:lot', async ({ params }) => (await fetch(url + '/lots/' + params.lot)).json());
  app.get('/failing', () => { throw new RangeError('too many'); });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  for (const path of ['/twice/old-clock', '/failing', '/wp-login.php']) await (await fetch(url + path)).text();
  await app.close();
`;

async function shop(env: Readonly<Record<string, string>> = {}): Promise<Seen> {
  const seen = await runPlainApp({ code: SHOP, env });
  expect([seen.code, seen.stdout, seen.stderr]).toEqual([0, '', '']);
  return seen;
}

describe('an app with a server, without a line of telemetry', () => {
  it('shows every request as a call, below whoever sent it', async () => {
    const { spans, tree } = await shop();
    expect(tree).toBe(`GET
  GET /twice/:lot
    GET
      GET /lots/:lot
        price
GET ! 500
  GET /failing ! RangeError
GET ! 404
  GET`);
    const [route] = spans.filter(({ name }) => name === 'GET /lots/:lot');
    expect(route).toMatchObject({
      kind: 2,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/lots/:lot',
        'http.response.status_code': 200,
        'url.path': '/lots/old-clock',
        'portcall.call.type': 'query',
      },
    });
    expect(route?.attributes).not.toHaveProperty(['code.function.name']);
  });

  it.each([
    ['none', 'price'],
    ['fastify, http-server', 'GET /twice/:lot\nGET /lots/:lot\n  price\nGET /failing ! RangeError\nGET'],
  ])('listens to what PORTCALL_CHANNELS names: %s', async (PORTCALL_CHANNELS, tree) => {
    expect((await shop({ PORTCALL_CHANNELS })).tree).toBe(tree);
  });
});

describe('http: true', () => {
  it('measures requests by route, and neither traces nor counts its own endpoint', async () => {
    const app = runApp(`
      const { createServer } = await import('node:http');
      const exporter = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ http: true, exporters: [exporter] });
      await telemetry.ready;
      const server = createServer((request, response) => response.end('hello')).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const url = 'http://127.0.0.1:' + server.address().port;
      for (const path of ['/', '/a', '/b']) await (await fetch(url + path)).text();
      await (await fetch(exporter.url)).text();
      const scraped = await (await fetch(exporter.url)).text();
      console.log(scraped.match(/^http_server.*(count|active_requests){.*/gm).join('\\n'));
      console.log(telemetry.traces.recent().map(({ fnName }) => fnName).join());
      await telemetry.shutdown();
      server.close().closeAllConnections();
    `);
    const { code, stdout, stderr } = await app.exit;
    expect([code, stderr]).toEqual([0, '']);
    expect(
      stdout,
    ).toBe(`http_server_request_duration_seconds_count{http_request_method="GET",url_scheme="http",http_response_status_code="200",network_protocol_version="1.1",otel_scope_name="portcall.http"} 3
http_server_active_requests{http_request_method="GET",url_scheme="http",otel_scope_name="portcall.http"} 0
GET,GET,GET
`);
  });

  it('is refused beside channels(), which would see every request a second time', async () => {
    const app = runApp(`
      const { channels } = await import('@portcall/integrations');
      registerInstrumentation({ http: true, integrations: [channels()], exporters: [] });
    `);
    expect((await app.exit).stderr).toContain('http: true is a part of channels(), which is given too');
  });
});
