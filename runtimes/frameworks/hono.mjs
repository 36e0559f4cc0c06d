// An application of Hono, as Deno or Bun serves it.
import { requestCalls } from '@portcall/integrations/hono';
import { traced } from '@portcall/trace';
import { Hono } from 'hono';
import { ask } from './ask.mjs';

const price = traced('price', { type: 'query' }, async (lot) => lot.length);
const app = new Hono().use(requestCalls());
app.get('/lots/:lot', async (context) => context.text(String(await price(context.req.param('lot')))));
app.get('/failing', () => {
  throw new RangeError('too many');
});
app.onError((_, context) => context.text('', 500));
const { Deno, Bun } = globalThis;
const server = Deno
  ? Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, app.fetch)
  : Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch });
await ask(`http://127.0.0.1:${Deno ? server.addr.port : server.port}`);
await (Deno ? server.shutdown() : server.stop());
