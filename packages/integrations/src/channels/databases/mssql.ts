import type { Operation } from '../../measuring/measurement.js';
import { operationReader } from '../../sql/query-text.js';
import { rowCountOf } from '../../sql/row-count.js';
import type { ChannelFamily } from '../family.js';
import { callBackCallers, observeConnecting } from '../subscribing/callers.js';
import { observeOperations, type TracingMessage } from '../subscribing/operations.js';
import { observeTransactions, SQL_SERVER } from './mssql/transactions.js';

/** Its messages hold no values: of parameters they have the names. */
interface RequestMessage extends TracingMessage {
  /** Of a query and a batch. */
  readonly command?: unknown;
  /** Of a prepared statement. */
  readonly statement?: unknown;
  readonly procedure?: unknown;
  /** Of a bulk load. */
  readonly table?: unknown;
}

/** @see https://github.com/tediousjs/node-mssql (lib/diagnostics.js) */
export const mssql: ChannelFamily<'mssql'> = {
  name: 'mssql',
  subscribe(to, options) {
    const read = operationReader(SQL_SERVER, options);
    const operations: Readonly<Record<string, (message: RequestMessage) => Operation>> = {
      query: ({ command }) => read(command),
      batch: ({ command }) => read(command),
      execute: ({ procedure }) => about('execute', procedure),
      bulk: ({ table }) => about('insert', table),
      'prepared-statement:prepare': ({ statement }) => about('prepare', read(statement).entity),
      'prepared-statement:execute': ({ statement }) => read(statement),
    };
    for (const [name, operation] of Object.entries(operations)) {
      // Asking for a connection is part of it.
      observeOperations<RequestMessage>(to, `mssql:${name}`, { operation, rows, coversInner: true });
      callBackCallers(to, `mssql:${name}`);
    }
    observeTransactions(to);
    for (const name of ['mssql:connect', 'mssql:pool:acquire']) observeConnecting(to, name, SQL_SERVER);
    callBackCallers(to, 'mssql:connect');
  },
};

function about(op: string, entity: unknown): Operation {
  return { op, entity: typeof entity === 'string' ? entity : '', system: SQL_SERVER };
}

interface Answer {
  readonly recordsets?: unknown;
  /** One for each statement, and a number for a bulk load. */
  readonly rowsAffected?: unknown;
}

function rows({ result }: RequestMessage, { op }: Operation): number | undefined {
  const { recordsets, rowsAffected } = (result ?? {}) as Answer;
  const returned = Array.isArray(recordsets)
    ? recordsets.reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 0), 0)
    : 0;
  const touched = Array.isArray(rowsAffected) ? rowsAffected : [rowsAffected];
  const numbers = touched.filter((one): one is number => typeof one === 'number');
  return rowCountOf(op, returned, numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0));
}
