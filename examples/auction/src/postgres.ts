import { type Dialect, PostgresDialect } from 'kysely';
import { pglitePool } from './pglite-pool.js';

/**
 * How Kysely reaches a Postgres. Each client is loaded only where it is used; the embedded one is the whole of Postgres.
 * @param url of a server, like `postgres://user@host/name`; without one it is embedded, in memory, and gone with the process
 */
export async function postgres(url: string | undefined): Promise<Dialect> {
  if (url !== undefined) {
    const { Pool } = await import('pg');
    return new PostgresDialect({ pool: new Pool({ connectionString: url }) });
  }
  const { PGlite } = await import('@electric-sql/pglite');
  return new PostgresDialect({ pool: pglitePool(await PGlite.create()) });
}
