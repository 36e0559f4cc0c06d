import { startPostgres } from '@portcall/real-parts';
import { Pool, type PoolConfig } from 'pg';
import { CREATE_BOOKS } from './open-pglite.js';

export interface BookServer extends AsyncDisposable {
  /** A pool of connections to it; what opens one closes it. */
  pool(config?: PoolConfig): Pool;
}

/** A Postgres server with the table `books`. */
export async function openBookServer(): Promise<BookServer> {
  const server = await startPostgres();
  const pool = (config?: PoolConfig): Pool =>
    // A pool that has ended may still hear the server say that it ends, too.
    new Pool({ connectionString: server.url, ...config }).on('error', () => {});
  const first = pool();
  await first.query(CREATE_BOOKS);
  await first.end();
  return { pool, [Symbol.asyncDispose]: () => server.stop() };
}
