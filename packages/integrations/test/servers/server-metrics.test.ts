import { once } from 'node:events';
import { failOnProblems } from '@portcall/conformance';
import { httpServerCatalog } from '@portcall/ports';
import fastify from 'fastify';
import { connected, watchServers } from './watch-servers.js';

failOnProblems();

const watched = watchServers('fastify');
const { duration, activeRequests } = httpServerCatalog().metrics;
const every = { 'http.request.method': 'GET', 'url.scheme': 'http' } as const;

async function shop(): Promise<number> {
  const app = fastify();
  app.get('/lots/:lot', async () => Promise.resolve('lot'));
  app.get('/failing', () => {
    throw new RangeError('too many');
  });
  app.get('/slow', (_request, reply) => {
    reply.hijack();
    reply.raw.write('some');
  });
  await app.ready();
  return watched.listen(app.server);
}

describe('requests to servers', () => {
  it('are measured by route, status and error', async () => {
    const port = await shop();
    for (const path of ['/lots/1', '/lots/2', '/failing'])
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await watched.calls(3);
    const answered = { ...every, 'network.protocol.version': '1.1' };
    expect(watched.kept.points(duration)).toMatchObject([
      {
        attributes: { ...answered, 'http.route': '/lots/:lot', 'http.response.status_code': 200 },
        value: { count: 2 },
      },
      {
        attributes: {
          ...answered,
          'http.route': '/failing',
          'http.response.status_code': 500,
          'error.type': 'RangeError',
        },
        value: { count: 1 },
      },
    ]);
  });

  it('that look for what is not there are one series, whatever they look for and by whatever method', async () => {
    const port = await shop();
    for (let index = 0; index < 50; index += 1)
      await (await fetch(`http://127.0.0.1:${port}/wp-${index}.php?${index}`, { method: 'GET' })).text();
    await watched.calls(50);
    const points = watched.kept.points(duration);
    expect(points).toHaveLength(1);
    expect(points[0]?.attributes).not.toHaveProperty(['http.route']);
    expect(points[0]?.value).toMatchObject({ count: 50 });
  });

  it('are counted while they are answered', async () => {
    const port = await shop();
    const socket = await connected(port);
    socket.write('GET /slow HTTP/1.1\r\nHost: shop\r\n\r\n');
    await once(socket, 'data');
    expect(watched.kept.points(activeRequests)).toEqual([{ attributes: every, value: 1 }]);
    socket.destroy();
    await watched.calls();
    expect(watched.kept.points(activeRequests)).toEqual([{ attributes: every, value: 0 }]);
  });
});
