import { once } from 'node:events';
import { addressOf, openShop } from './shop.js';

// Runs the shop: DATABASE_URL, REDIS_URL and PORT say where. What is traced and measured of it nobody has written down here:
// node --import @portcall/node/register dist/main.mjs
const { DATABASE_URL, REDIS_URL, PORT = '3000' } = process.env;

if (DATABASE_URL === undefined || REDIS_URL === undefined) {
  console.error('storefront: DATABASE_URL and REDIS_URL are not both set; give those of a PostgreSQL and a Redis');
  process.exitCode = 1;
} else {
  const shop = await openShop({ databaseUrl: DATABASE_URL, redisUrl: REDIS_URL });
  await shop.server.listen({ host: '127.0.0.1', port: Number(PORT) });
  console.log(`storefront: listening on ${addressOf(shop.server)}`);
  await once(process, 'SIGTERM');
  await shop.close();
}
