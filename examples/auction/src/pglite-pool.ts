import type { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';

/** An embedded Postgres as the pool that Kysely knows how to use: of one connection, which is lent to one after the other. */
export function pglitePool(pglite: PGlite): PostgresPool {
  let free = Promise.resolve();
  return {
    async connect() {
      const before = free;
      let release = (): void => {};
      free = new Promise((resolve) => {
        release = resolve;
      });
      await before;
      return { query: ask, release } as PostgresPoolClient;
    },
    end: () => pglite.close(),
  };

  async function ask<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const { rows, affectedRows = 0 } = await pglite.query<R>(text, [...parameters]);
    const command = text.trimStart().split(/\s/, 1)[0]?.toUpperCase() as PostgresQueryResult<R>['command'];
    return { command, rowCount: affectedRows, rows };
  }
}
