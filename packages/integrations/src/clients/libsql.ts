import { checkOptions } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { identified } from '../measuring/identity.js';
import { measured, type Operation } from '../measuring/measurement.js';
import { observe } from '../measuring/observe.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { CLIENT_OPTIONS, operationReader, type ReadOperation, type TracedClientOptions } from '../sql/query-text.js';
import { batchReader } from './libsql/batch.js';
import { rowsOf, rowsOfAll } from './libsql/rows.js';
import { textOf } from './libsql/statement.js';

/** What is used of a `Client` of `@libsql/client`, whichever protocol it speaks. */
export interface LibsqlClient {
  execute(statement: never): Promise<object>;
  batch(statements: never): Promise<unknown>;
  transaction(): Promise<object>;
}

const SYSTEM = 'sqlite';

/**
 * Makes a client of libSQL report its `execute`, `batch`, `migrate`, `executeMultiple` and transactions to the running call, on a
 * file, over HTTP and over WebSockets. Changes this one object and gives it back.
 *
 * A batch is one operation, as it is sent: of statements that all do the same it is that, of others `batch`.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedLibsql<C extends LibsqlClient>(client: C, options: TracedClientOptions = {}): C {
  checkOptions(options, CLIENT_OPTIONS, 'tracedLibsql()');
  checkClient(client, 'tracedLibsql()', {
    by: ['execute'],
    called: 'a client of libSQL',
    todo: 'give what createClient() gives',
  });
  if (!firstSight(client)) return client;
  const read = operationReader(SYSTEM, options);
  traceStatements(client, read);
  const readBatch = batchReader(SYSTEM, read);
  observe(client, 'migrate', (call, run, [statements]) => measured(call, readBatch(statements), run, rowsOfAll));
  observe(client, 'transaction', (call, run) =>
    measured(
      call,
      step('begin', {}),
      run as () => Promise<object>,
      () => undefined,
      (transaction) => step('begin', transaction),
    ),
  );
  replaceMethod(client, 'transaction', (transaction) => async (...args: unknown[]) => {
    const begun = (await Reflect.apply(transaction, client, args)) as LibsqlTransaction;
    return firstSight(begun) ? tracedTransaction(begun, read) : begun;
  });
  return client;
}

function traceStatements(target: object, read: ReadOperation): void {
  const readBatch = batchReader(SYSTEM, read);
  observe(target, 'execute', (call, run, [statement, values]) => {
    const operation = identified(read(textOf(statement)), statement, values);
    return measured(call, operation, run, (result) => rowsOf(operation.op, result));
  });
  observe(target, 'batch', (call, run, [statements]) => measured(call, readBatch(statements), run, rowsOfAll));
  observe(target, 'executeMultiple', (call, run, [text]) => measured(call, read(text), run));
}

interface LibsqlTransaction {
  readonly closed: boolean;
}

function tracedTransaction(transaction: LibsqlTransaction, read: ReadOperation): LibsqlTransaction {
  traceStatements(transaction, read);
  observe(transaction, 'commit', (call, run) => measured(call, step('commit', transaction), run));
  observe(transaction, 'rollback', (call, run) => measured(call, step('rollback', transaction), run));
  // Closing what is open rolls it back.
  observe(transaction, 'close', (call, run) =>
    transaction.closed ? run() : measured(call, step('rollback', transaction), run),
  );
  return transaction;
}

/** A transaction has a connection of its own, which is given back however its end goes. */
function step(op: string, connection: object): Operation {
  return { op, entity: '', system: SYSTEM, transaction: { connection, isOver: op === 'commit' } };
}
