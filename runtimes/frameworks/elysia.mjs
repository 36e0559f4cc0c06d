// An application of Elysia, as Bun serves it.
import { requestCalls } from '@portcall/integrations/elysia';
import { traced } from '@portcall/trace';
import { Elysia } from 'elysia';
import { ask } from './ask.mjs';

const price = traced('price', { type: 'query' }, async (lot) => lot.length);
const app = new Elysia()
  .use(requestCalls())
  .get('/lots/:lot', async ({ params }) => String(await price(params.lot)))
  .get('/failing', () => {
    throw new RangeError('too many');
  })
  .listen({ port: 0, hostname: '127.0.0.1' });
await ask(`http://127.0.0.1:${app.server.port}`);
await app.stop();
