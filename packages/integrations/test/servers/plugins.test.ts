import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { getRequestListener } from '@hono/node-server';
import { failOnProblems } from '@portcall/conformance';
import { traced } from '@portcall/trace';
import { initTRPC } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { Hono } from 'hono';
import { requestCalls as honoCalls } from '../../src/servers/hono.js';
import { requestCalls as koaCalls } from '../../src/servers/koa.js';
import { requestCalls as trpcCalls } from '../../src/servers/trpc.js';
import { watchServers } from './watch-servers.js';

failOnProblems();

const watched = watchServers();
const price = traced('price', { type: 'query' }, async (lot: string) => Promise.resolve(lot.length));

async function asked(port: number, path: string, method = 'GET') {
  const before = (await watched.calls(0)).length;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
  });
  const { fnName, outcome, callId } = (await watched.calls(before + 1)).at(-1)!;
  const made = watched.log.recent().filter(({ parentCallId }) => parentCallId === callId);
  return { status: answer.status, fnName, outcome, made: made.map((call) => call.fnName) };
}

describe('Hono', () => {
  function shop(): Hono {
    const app = new Hono();
    app.use(honoCalls());
    app.use('/shops/*', async (_context, next) => next());
    const lots = new Hono();
    lots.get('/:lot', async (context) => context.text(String(await price(context.req.param('lot')))));
    app.route('/shops/:shop/lots', lots);
    app.get('/failing', () => {
      throw new RangeError('too many');
    });
    app.onError((_error, context) => context.text('no', 500));
    return app;
  }

  it('on Node.js names calls by routes, and fails them with what was thrown', async () => {
    const answer = getRequestListener(shop().fetch);
    const port = await watched.listen(
      createServer((request, response) => {
        void answer(request, response);
      }),
    );
    expect(await asked(port, '/shops/1/lots/2')).toMatchObject({
      fnName: 'GET /shops/:shop/lots/:lot',
      made: ['price'],
    });
    expect(await asked(port, '/failing')).toMatchObject({
      status: 500,
      fnName: 'GET /failing',
      outcome: { status: 'error', code: 'RangeError' },
    });
    for (const path of ['/.env', '/shops/1'])
      expect(await asked(port, path)).toMatchObject({ status: 404, fnName: 'GET' });
  });

  it('elsewhere begins the calls itself', async () => {
    const app = shop();
    await app.request('/shops/1/lots/2', { headers: { 'content-length': '0' } });
    await app.request('/failing');
    await app.request('/.env');
    expect(watched.log.recent().map(({ fnName, kind, outcome }) => [fnName, kind, outcome.status])).toEqual([
      ['GET', 'server', 'ok'],
      ['GET /failing', 'server', 'error'],
      ['GET /shops/:shop/lots/:lot', 'server', 'ok'],
      ['price', undefined, 'ok'],
    ]);
  });
});

it('Koa names calls by routes of @koa/router, and fails them with what was thrown', async () => {
  const load = createRequire(__filename);
  // Neither has types of its own that fit the other's.
  const Koa = load('koa') as new () => KoaApplication;
  const { Router } = load('@koa/router') as { readonly Router: new () => KoaRouter };
  const app = new Koa();
  const router = new Router();
  router.get('/lots/:lot', async (context) => {
    context.body = String(await price('lot'));
  });
  router.get('/failing', () => {
    throw new RangeError('too many');
  });
  app.on('error', () => {});
  app.use(koaCalls());
  app.use(router.routes());
  const port = await watched.listen(createServer(app.callback()));
  expect(await asked(port, '/lots/7')).toMatchObject({ status: 200, fnName: 'GET /lots/:lot', made: ['price'] });
  expect(await asked(port, '/failing')).toMatchObject({
    status: 500,
    fnName: 'GET /failing',
    outcome: { status: 'error', code: 'RangeError', message: 'too many' },
  });
  expect(await asked(port, '/.env')).toMatchObject({ status: 404, fnName: 'GET' });
});

interface KoaApplication {
  on(event: 'error', listener: () => void): void;
  use(middleware: (context: never, next: () => Promise<unknown>) => Promise<void>): void;
  callback(): (request: object, response: object) => void;
}
interface KoaRouter {
  get(path: string, handler: (context: { body: unknown }) => unknown): void;
  routes(): (context: never, next: () => Promise<unknown>) => Promise<void>;
}

it('tRPC makes every procedure a call, below that of the request', async () => {
  const t = initTRPC.create();
  const procedure = t.procedure.use(trpcCalls());
  const router = t.router({
    lots: t.router({
      price: procedure.query(async () => price('lot')),
      bid: procedure.mutation(() => {
        throw new RangeError('too low');
      }),
    }),
  });
  const port = await watched.listen(createServer(createHTTPHandler({ router })));
  expect(await asked(port, '/lots.price')).toMatchObject({
    status: 200,
    fnName: 'GET /lots.price',
    made: ['lots.price'],
  });
  expect(await asked(port, '/lots.bid', 'POST')).toMatchObject({
    status: 500,
    fnName: 'POST /lots.bid',
    outcome: { status: 'error', code: 'RangeError' },
    made: ['lots.bid'],
  });
  expect(watched.log.byFn('lots.bid')).toMatchObject([{ fnType: 'mutation', outcome: { code: 'RangeError' } }]);
  expect(watched.log.byFn('lots.price')).toMatchObject([{ fnType: 'query', outcome: { status: 'ok' } }]);
  expect(await asked(port, '/lots.none')).toMatchObject({ status: 404, fnName: 'GET' });
});
