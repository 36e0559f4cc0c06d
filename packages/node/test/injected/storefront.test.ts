import { join } from 'node:path';
import {
  type DatabaseServer,
  describeWith,
  freePort,
  runProgram,
  startFaultReceiver,
  startPostgres,
  startRedis,
} from '@portcall/real-parts';
import { describeNodes, treeOf } from './plain-app.js';

const WARMING = '/products/2';
const FOLDER = join(__dirname, '../../../../examples/storefront');

describeWith('postgres', 'a shop of Fastify, PostgreSQL through Kysely, Redis and BullMQ', () =>
  describeWith('redis-server', 'with no telemetry in its code', () => {
    describeNodes((node) => {
      let servers: readonly [DatabaseServer, DatabaseServer];
      beforeAll(async () => {
        servers = await Promise.all([startPostgres(), startRedis()]);
      });
      afterAll(() => Promise.all(servers.map((server) => server.stop())));

      it('shows requests by their routes, what they ask, and jobs that link back', async () => {
        await using receiver = await startFaultReceiver();
        const [postgres, redis] = servers;
        const port = await freePort();
        await using shop = runProgram(node, {
          args: ['--import', '@portcall/node/register', 'dist/main.mjs'],
          cwd: FOLDER,
          env: {
            DATABASE_URL: postgres.url,
            REDIS_URL: redis.url,
            PORT: String(port),
            OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          },
          timeoutMs: 60_000,
        });
        await shop.waitForLine(/listening/);
        const asked = async (path: string, order?: object): Promise<number> => {
          const how = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) };
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, order === undefined ? {} : how);
          await answer.arrayBuffer();
          return answer.status;
        };
        // Until Redis is connected its commands wait, and are sent outside of what asked for them.
        await asked(WARMING);
        const statuses = [
          await asked('/products/1'),
          await asked('/products/1'),
          await asked('/orders', { productId: 1, quantity: 2 }),
          await asked('/nowhere'),
        ];
        await shop.waitForLine(/order confirmed/);
        const { code, stderr } = await shop.kill();
        expect({ statuses, code, stderr }).toEqual({ statuses: [200, 200, 201, 404], code: 0, stderr: '' });
        const spans = receiver.spans().filter(({ attributes }) => attributes['url.path'] !== WARMING);
        expect(treeOf(spans)).toBe(`GET /products/:id
  · get
  · query products
  · set
GET /products/:id
  · get
POST /orders
  · begin
  · update products
  · insert orders
  · commit
  · schedule confirmations.confirm
confirmations.confirm < POST /orders
  · update orders
GET`);
      });
    });
  }),
);
