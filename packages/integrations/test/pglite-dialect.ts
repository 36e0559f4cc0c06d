import type { PGlite } from '@electric-sql/pglite';
import {
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

/** A dialect as an app would write it: it begins and ends transactions past the connection. */
export function pgliteDialect(pglite: PGlite): Dialect {
  let free = Promise.resolve();
  return {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createDriver() {
      const releases = new WeakMap<DatabaseConnection, () => void>();
      return {
        init: async () => {},
        async acquireConnection() {
          const before = free;
          let release = (): void => {};
          free = new Promise((resolve) => {
            release = resolve;
          });
          await before;
          const connection = connectionTo(pglite);
          releases.set(connection, release);
          return connection;
        },
        async beginTransaction() {
          await pglite.exec('begin');
        },
        async commitTransaction() {
          await pglite.exec('commit');
        },
        async rollbackTransaction() {
          await pglite.exec('rollback');
        },
        releaseConnection: async (connection) => releases.get(connection)?.(),
        destroy: () => pglite.close(),
      };
    },
  };
}

function connectionTo(pglite: PGlite): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const { rows, affectedRows } = await pglite.query<R>(sql, [...parameters]);
      return affectedRows === undefined ? { rows } : { rows, numAffectedRows: BigInt(affectedRows) };
    },
    async *streamQuery() {
      yield* [];
      throw new Error('not in this dialect');
    },
  };
}
