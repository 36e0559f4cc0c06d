import { failOnProblems } from '@portcall/conformance';
import { tracedNodeSqlite } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import { describeClient } from './describe-client.js';
import { CREATE_SQLITE_BOOKS } from './open-sqlite.js';
import { sqliteSteps } from './sqlite-steps.js';
import { traceCalls } from './trace-calls.js';

/** What is used of it: the types of Node 20 do not have it. */
interface DatabaseSync {
  createTagStore?(): Readonly<
    Record<'run' | 'get' | 'all' | 'iterate', (strings: unknown, ...values: string[]) => never>
  >;
  prepare(sql: string): object;
  exec(sql: string): void;
  close(): void;
}

describeWith('node:sqlite', 'node:sqlite', () => {
  describe('a tag store', () => {
    failOnProblems();
    const traceOf = traceCalls();

    it('reports what it runs as its statements are, with the text that is prepared', async () => {
      const db = tracedNodeSqlite(openDatabase(), { queryText: true });
      // Since Node 24.9.
      if (db.createTagStore === undefined) return;
      const sql = db.createTagStore();
      const trace = await traceOf(() => {
        expect(sql.run`insert into books (title) values (${'a'}), (${'b'})`).toMatchObject({ changes: 2 });
        expect(sql.all`select title from books`).toHaveLength(2);
        expect(sql.get`select title from books where title = ${'nobody'}`).toBeUndefined();
        expect([...sql.iterate`select title from books where title = ${'a'}`]).toHaveLength(1);
        expect(() => sql.all`select * from missing`).toThrow('no such table');
      });
      const books = { entity: 'books', system: 'sqlite', ok: true };
      expect(trace.ops).toMatchObject([
        { op: 'insert', rowCount: 2, text: 'insert into books (title) values (?), (?)', ...books },
        { op: 'query', rowCount: 2, ...books },
        { op: 'query', rowCount: 0, ...books },
        { op: 'query', rowCount: 1, text: 'select title from books where title = ?', ...books },
        { op: 'query', entity: 'missing', ok: false, errorType: 'ERR_SQLITE_ERROR' },
      ]);
      db.close();
    });
  });

  describeClient('a database', {
    system: 'sqlite',
    missingTable: 'ERR_SQLITE_ERROR',
    isAsync: false,
    open: (options) => {
      const db = tracedNodeSqlite(openDatabase(), options);
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

function openDatabase(): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite' as never) as {
    DatabaseSync: new (path: string) => DatabaseSync;
  };
  const db = new DatabaseSync(':memory:');
  db.exec(CREATE_SQLITE_BOOKS);
  return db;
}
