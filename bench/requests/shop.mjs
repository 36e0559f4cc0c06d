// What the storefront needs beside itself: PostgreSQL and Redis, as tests start them.
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { goingFolder, ROOT } from '../../shipped/packed-home.mjs';

/**
 * @returns {Promise<{ databaseUrl: string, redisUrl: string, stop: () => Promise<void> } | undefined>} undefined, which is said,
 *   where they cannot be started
 */
export async function serversOfShop(onProgress) {
  try {
    return await startServers();
  } catch (error) {
    onProgress(`PostgreSQL or Redis cannot be started, and the storefront is left out: ${error.message}`);
    return undefined;
  }
}

async function startServers() {
  const outfile = join(goingFolder(), 'real-parts.cjs');
  buildSync({
    entryPoints: [join(ROOT, 'packages/real-parts/src/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const { startPostgres, startRedis } = createRequire(import.meta.url)(outfile);
  const [postgres, redis] = [await startPostgres(), await startRedis()];
  const stop = async () => void (await Promise.all([postgres.stop(), redis.stop()]));
  return { databaseUrl: postgres.url, redisUrl: redis.url, stop };
}

/** Puts the storefront where its packages are found. */
export function placeStorefront(home) {
  cpSync(join(ROOT, 'examples/storefront/dist'), join(home, 'bench/storefront'), { recursive: true });
}
