import type { PGliteInterface, Results, Transaction } from '@electric-sql/pglite';
import { checkOptions } from '@portcall/core/internal';
import type { CurrentCall } from '@portcall/trace';
import { checkClient } from '../measuring/checked-client.js';
import { identified } from '../measuring/identity.js';
import { measured, type Operation, observingCall } from '../measuring/measurement.js';
import { observe } from '../measuring/observe.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { measuredTransaction, TRANSACTION } from '../measuring/transaction.js';
import { CLIENT_OPTIONS, operationReader, type ReadOperation, type TracedClientOptions } from '../sql/query-text.js';
import { rowCountOf } from '../sql/row-count.js';
import { templateText } from './pglite/template.js';

/**
 * Makes an embedded Postgres report its `query`, `sql`, `exec` and `transaction` to the running call. Changes this one
 * object and gives it back.
 *
 * An operation includes waiting for the ones before it: PGlite does one at a time.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedPGlite<P extends PGliteInterface>(db: P, options: TracedClientOptions = {}): P {
  checkOptions(options, CLIENT_OPTIONS, 'tracedPGlite()');
  checkClient(db, 'tracedPGlite()', { by: ['query'], called: 'a database of PGlite', todo: 'give new PGlite(…)' });
  if (!firstSight(db)) return db;
  const read = operationReader(SYSTEM, options);
  // `sql` comes by as a `query`.
  traceQueries(db, read);
  replaceMethod(db, 'transaction', (transaction) => (body: (tx: Transaction) => Promise<unknown>): unknown => {
    const call = observingCall();
    const traced = (tx: Transaction): Promise<unknown> => body(tracedTransaction(tx, read));
    if (call === undefined) return Reflect.apply(transaction, db, [traced]);
    return measuredTransaction(call, SYSTEM, TRANSACTION, (within): unknown =>
      Reflect.apply(transaction, db, [
        (tx: Transaction) =>
          within(
            () => traced(tx),
            () => tx.closed,
          ),
      ]),
    );
  });
  return db;
}

const SYSTEM = 'postgresql';

/** Those of a transaction are all its own: its `sql` does not come by as a `query`. */
function tracedTransaction(tx: Transaction, read: ReadOperation): Transaction {
  traceQueries(tx, read);
  observe(tx, 'sql', (call, run, [strings, ...values]) =>
    measuredQuery(call, run, read(templateText(strings, values))),
  );
  observe(tx, 'rollback', (call, run) => measured(call, { op: 'rollback', entity: '', system: SYSTEM }, run));
  return tx;
}

function traceQueries(target: object, read: ReadOperation): void {
  observe(target, 'query', (call, run, [text, values]) =>
    measuredQuery(call, run, identified(read(text), text, values)),
  );
  observe(target, 'exec', (call, run, [text]) => measuredQuery(call, run, read(text)));
}

function measuredQuery(call: CurrentCall, run: () => unknown, operation: Operation): unknown {
  return measured(call, operation, run as () => Promise<Results | readonly Results[]>, (answer) => {
    const { returned, touched } = rowsOf('rows' in answer ? [answer] : answer);
    return operation.op === 'query' ? returned : rowCountOf(operation.op, returned + touched, 0);
  });
}

/** How many rows the statements returned, and how many those touched that returned none. */
function rowsOf(results: readonly Results[]): { readonly returned: number; readonly touched: number } {
  let returned = 0;
  let touched = 0;
  let touchedBefore = 0;
  for (const { rows, affectedRows = touchedBefore } of results) {
    returned += rows.length;
    // PGlite counts on from one statement of a script to the next.
    if (rows.length === 0) touched += affectedRows - touchedBefore;
    touchedBefore = affectedRows;
  }
  return { returned, touched };
}
