import { runPlainApp } from '../injected/plain-app.js';

const ASKS = `
  for (const path of ['/lots/7', '/failing', '/.env']) await (await fetch(url + path)).text();
`;

/** Without what the requests that ask look like. */
async function served(code: string): Promise<string> {
  const seen = await runPlainApp({ code, env: { PORTCALL_CHANNELS: 'http-server,express,h3' } });
  expect(seen.stderr).toBe('');
  return seen.tree;
}

it('NestJS 12 names calls by routes, and an interceptor tells them what was thrown', async () => {
  const tree = await served(`
    await import('reflect-metadata');
    const { Controller, Get, Module, Param } = await import('@nestjs/common');
    const { NestFactory } = await import('@nestjs/core');
    const { requestCalls } = await import('@portcall/integrations/nestjs');
    const price = traced('price', { type: 'query' }, async (lot) => lot.length);
    class Lots {
      async lot(lot) { return String(await price(lot)); }
      failing() { throw new RangeError('too many'); }
    }
    const put = (name, decorator) => decorator(Lots.prototype, name, Object.getOwnPropertyDescriptor(Lots.prototype, name));
    put('lot', Get('lots/:lot'));
    Param('lot')(Lots.prototype, 'lot', 0);
    put('failing', Get('failing'));
    Controller()(Lots);
    class Shop {}
    Module({ controllers: [Lots] })(Shop);
    const app = await NestFactory.create(Shop, { logger: false });
    app.useGlobalInterceptors(requestCalls());
    await app.listen(0, '127.0.0.1');
    const url = 'http://127.0.0.1:' + app.getHttpServer().address().port;
    ${ASKS}
    await app.close();
  `);
  expect(tree).toBe('GET /lots/:lot\n  price\nGET /failing ! RangeError\nGET');
});

it('h3 names calls by routes where its plugin publishes', async () => {
  const tree = await served(`
    const { H3, serve } = await import('h3');
    const { tracingPlugin } = await import('h3/tracing');
    const price = traced('price', { type: 'query' }, async (lot) => lot.length);
    const app = new H3({ silent: true }).register(tracingPlugin());
    app.get('/lots/:lot', async (event) => ({ price: await price(event.context.params.lot) }));
    app.get('/failing', () => { throw new RangeError('too many'); });
    const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true });
    await server.ready();
    const url = server.url.replace(/\\/$/, '');
    ${ASKS}
    await server.close(true);
  `);
  expect(tree).toBe('GET /lots/:lot\n  price\nGET /failing ! RangeError\nGET');
});

it('Elysia names calls by routes, and its plugin tells them what was thrown', async () => {
  const tree = await served(`
    const { Elysia } = await import('elysia');
    const { node } = await import('@elysiajs/node');
    const { requestCalls } = await import('@portcall/integrations/elysia');
    const price = traced('price', { type: 'query' }, async (lot) => lot.length);
    const app = new Elysia({ adapter: node() }).use(requestCalls());
    app.get('/lots/:lot', async ({ params }) => String(await price(params.lot)));
    app.get('/failing', () => { throw new RangeError('too many'); });
    const { createServer } = await import('node:net');
    const port = await new Promise((free) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address();
        probe.close(() => free(port));
      });
    });
    await new Promise((listening) => app.listen({ port, hostname: '127.0.0.1' }, listening));
    const url = 'http://127.0.0.1:' + port;
    ${ASKS}
    // It has nothing to stop it with here.
    process.kill(process.pid, 'SIGTERM');
  `);
  expect(tree).toBe('GET /lots/:lot\n  price\nGET /failing ! RangeError\nGET');
});
