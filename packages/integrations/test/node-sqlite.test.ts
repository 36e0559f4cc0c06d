import { tracedNodeSqlite } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import { describeClient } from './describe-client.js';
import { CREATE_SQLITE_BOOKS } from './open-sqlite.js';
import { sqliteSteps } from './sqlite-steps.js';

/** What is used of it: the types of Node 20 do not have it. */
interface DatabaseSync {
  prepare(sql: string): object;
  exec(sql: string): void;
  close(): void;
}

describeWith('node:sqlite', 'node:sqlite', () => {
  describeClient('a database', {
    system: 'sqlite',
    missingTable: 'ERR_SQLITE_ERROR',
    isAsync: false,
    open: (options) => {
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite' as never) as {
        DatabaseSync: new (path: string) => DatabaseSync;
      };
      const db = tracedNodeSqlite(new DatabaseSync(':memory:'), options);
      db.exec(CREATE_SQLITE_BOOKS);
      const steps = sqliteSteps(db);
      return {
        client: {
          ...steps,
          transaction(body) {
            db.exec('begin');
            try {
              const result = body(steps);
              db.exec('commit');
              return result;
            } catch (error) {
              db.exec('rollback');
              throw error;
            }
          },
        },
        close: () => db.close(),
      };
    },
  });
});
