// A server of node:http, on whatever has that.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { traced } from '@portcall/trace';
import { ask } from './ask.mjs';

const price = traced('price', { type: 'query' }, async (lot) => lot.length);
const server = createServer(async (request, response) => {
  if (request.url === '/failing') response.writeHead(500).end();
  else if (request.url.startsWith('/lots/')) response.end(String(await price(request.url.slice(6))));
  else response.writeHead(404).end();
});
await once(server.listen(0, '127.0.0.1'), 'listening');
await ask(`http://127.0.0.1:${server.address().port}`);
server.close();
