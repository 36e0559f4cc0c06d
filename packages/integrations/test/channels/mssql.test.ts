import { failOnProblems } from '@portcall/conformance';
import { freePort } from '@portcall/real-parts';
import { currentCall, type FnTrace } from '@portcall/trace';
import { traceCalls } from '../trace-calls.js';
import { listenToChannels } from './listening.js';
import { mssql, openPool, type Pool } from './open-mssql.js';
import { startTdsServer, type TdsServer } from './tds-server.js';

describe('mssql, against what speaks the protocol of SQL Server', () => {
  failOnProblems();
  listenToChannels({ queryText: true });
  const traceOf = traceCalls();
  let server: TdsServer;
  let pool: Pool;
  beforeAll(async () => {
    server = await startTdsServer((text) => {
      if (text.includes('missing')) return { error: 208 };
      return text.includes('select id') ? { rows: [1, 2] } : { touched: 3 };
    });
    pool = await openPool(server.port).connect();
  });
  afterAll(async () => {
    await pool.close();
    server.close();
  });

  it('reports each operation once, with its table and its rows, and no value', async () => {
    const trace = await traceOf(async () => {
      expect(await pool.query('select id from books')).toMatchObject({ recordset: [{ id: 1 }, { id: 2 }] });
      await pool.request().input('id', mssql.Int, 1234567).query('select id from books where id = @id');
      await pool.query('update books set id = 1');
      await pool.batch('select id from [dbo].[shelves]');
      await pool.request().input('id', mssql.Int, 1234567).execute('add_book');
    });
    const done = { ok: true, system: 'microsoft.sql_server' };
    expect(trace.ops).toMatchObject([
      { op: 'query', entity: 'books', rowCount: 2, text: 'select id from books', ...done },
      { op: 'query', entity: 'books', rowCount: 2, text: 'select id from books where id = @id', ...done },
      { op: 'update', entity: 'books', rowCount: 3, ...done },
      { op: 'query', entity: 'dbo.shelves', rowCount: 2, ...done },
      { op: 'execute', entity: 'add_book', ...done },
    ]);
    expect(trace.ops).toHaveLength(5);
    expect(JSON.stringify(trace)).not.toContain('1234567');
  });

  it('reports an operation that fails, and the app gets the same error', async () => {
    const failing = (): Promise<unknown> => pool.query('select * from missing').catch((error: unknown) => error);
    const expected = await failing();
    let thrown: unknown;
    const { ops } = await traceOf(async () => {
      thrown = await failing();
    });
    expect(ops).toMatchObject([{ op: 'query', entity: 'missing', ok: false, errorType: 'EREQUEST' }]);
    expect(String(thrown)).toBe(String(expected));
  });

  it('reports transactions in the calls that began them, though connections were opened elsewhere', async () => {
    const one = (end: 'commit' | 'rollback'): Promise<FnTrace> =>
      traceOf(async () => {
        const transaction = new mssql.Transaction(pool);
        await transaction.begin();
        await new mssql.Request(transaction).query('insert into books default values');
        await transaction[end]();
      });
    const traces = await Promise.all([one('commit'), one('rollback'), one('commit')]);
    expect(traces.map(({ ops }) => ops.map(({ op }) => op))).toEqual([
      ['begin', 'insert', 'commit'],
      ['begin', 'insert', 'rollback'],
      ['begin', 'insert', 'commit'],
    ]);
  });

  it('runs callbacks in the call that gave them', async () => {
    const inCall: boolean[] = [];
    const { ops } = await traceOf(async () => {
      const { callId } = currentCall()!;
      await new Promise<void>((resolve) => {
        new mssql.Request(pool).query('select id from books', () => {
          inCall.push(currentCall()?.callId === callId);
          new mssql.Request(pool).query('select id from shelves', () => resolve());
        });
      });
    });
    expect(inCall).toEqual([true]);
    expect(ops.map(({ entity }) => entity)).toEqual(['books', 'shelves']);
  });

  it('reports a prepared statement', async () => {
    const { ops } = await traceOf(async () => {
      const statement = new mssql.PreparedStatement(pool);
      statement.input('id', mssql.Int);
      await statement.prepare('select id from books where id = @id');
      await statement.execute({ id: 1234567 });
      await statement.unprepare();
    });
    expect(ops).toMatchObject([
      { op: 'prepare', entity: 'books', ok: true },
      { op: 'query', entity: 'books', ok: true, text: 'select id from books where id = @id' },
    ]);
  });

  it('reports a connection that cannot be had', async () => {
    const nowhere = openPool(await freePort()).on('error', () => {});
    const { ops } = await traceOf(() => expect(nowhere.connect()).rejects.toMatchObject({ code: 'ESOCKET' }));
    expect(ops).toMatchObject([{ op: 'connect', entity: '', ok: false, errorType: 'ESOCKET' }]);
    expect(ops).toHaveLength(1);
  });
});
