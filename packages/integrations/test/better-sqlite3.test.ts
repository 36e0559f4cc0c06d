import { failOnProblems } from '@portcall/conformance';
import { tracedBetterSqlite3 } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import type { Database } from 'better-sqlite3';
import { describeClient } from './describe-client.js';
import { openBetterSqlite3 } from './open-sqlite.js';
import { sqliteSteps } from './sqlite-steps.js';
import { traceCalls } from './trace-calls.js';

describeWith('better-sqlite3', 'better-sqlite3', () => {
  describeClient('a database', {
    system: 'sqlite',
    missingTable: 'SQLITE_ERROR',
    isAsync: false,
    open: (options) => {
      const db = tracedBetterSqlite3(openBetterSqlite3(), options);
      const steps = sqliteSteps(db);
      const transaction = (body: (tx: typeof steps) => unknown): unknown => db.transaction(() => body(steps))();
      return { client: { ...steps, transaction }, close: () => db.close() };
    },
  });

  describe('a database', () => {
    failOnProblems();
    const traceOf = traceCalls();
    let db: Database;
    beforeEach(() => {
      db = tracedBetterSqlite3(openBetterSqlite3());
      db.exec("insert into books (title) values ('a'), ('b'), ('c')");
    });
    afterEach(() => db.close());

    it('reports rows that are read one by one when the last is read, or when the reader leaves', async () => {
      const all = db.prepare<[], { title: string }>('select title from books');
      const titles: string[] = [];
      const trace = await traceOf(() => {
        for (const { title } of all.iterate()) titles.push(title);
        for (const _ of all.iterate()) break;
      });
      expect(titles).toEqual(['a', 'b', 'c']);
      expect(trace.ops.map(({ op, entity, rowCount }) => [op, entity, rowCount])).toEqual([
        ['query', 'books', 3],
        ['query', 'books', 1],
      ]);
    });

    it('reports statements in whatever form they give their rows', async () => {
      const count = db.prepare('select count(*) from books').pluck();
      const trace = await traceOf(() => {
        expect(count.get()).toBe(3);
        expect(count.raw().all()).toEqual([[3]]);
        db.exec('create table if not exists shelves (id)');
      });
      expect(trace.ops.map(({ op, entity, rowCount }) => [op, entity, rowCount])).toEqual([
        ['query', 'books', 1],
        ['query', 'books', 1],
        ['create', 'shelves', undefined],
      ]);
    });

    it('reports a transaction inside another as a savepoint, and each kind of transaction', async () => {
      const inner = db.transaction((title: string) => db.prepare('delete from books where title = ?').run(title));
      const outer = db.transaction(() => inner('a'));
      const trace = await traceOf(() => {
        expect(outer.immediate()).toMatchObject({ changes: 1 });
        inner.exclusive('b');
      });
      expect(trace.ops.map(({ op }) => op)).toEqual([
        'begin',
        'savepoint',
        'delete',
        'release',
        'commit',
        'begin',
        'delete',
        'commit',
      ]);
    });

    it('reports a pragma, in whatever form it gives its rows', async () => {
      const trace = await traceOf(() => {
        expect(db.pragma('table_info(books)')).toHaveLength(2);
        expect(db.pragma('user_version', { simple: true })).toBe(0);
        expect(() => db.pragma('no such; pragma')).toThrow('syntax error');
        expect(() => db.pragma(7 as never)).toThrow(TypeError);
      });
      const pragma = { op: 'pragma', entity: '', system: 'sqlite' };
      expect(trace.ops).toMatchObject([
        { ...pragma, rowCount: 2, ok: true },
        { ...pragma, rowCount: 1, ok: true },
        { ...pragma, ok: false, errorType: 'SQLITE_ERROR' },
        { ...pragma, ok: false, errorType: 'TypeError' },
      ]);
    });

    it('gives transactions what the client gives them', () => {
      const transaction = db.transaction(function (this: unknown, ...args: unknown[]) {
        return [this, ...args];
      });
      const self = {};
      expect(transaction.call(self, 1, 2)).toEqual([self, 1, 2]);
      expect(transaction.deferred.call(self, 3)).toEqual([self, 3]);
      expect(Reflect.get(transaction, 'database')).toBe(db);
      expect(() => db.transaction('nothing' as never)).toThrow(TypeError);
    });
  });
});
