import { identified } from '../../measuring/identity.js';
import type { Operation } from '../../measuring/measurement.js';
import { mysqlRows } from '../../sql/mysql-rows.js';
import { operationReader } from '../../sql/query-text.js';
import type { ChannelFamily } from '../family.js';
import { callBackCallers, observeConnecting } from '../subscribing/callers.js';
import { observeOperations, type TracingMessage } from '../subscribing/operations.js';

/** Its messages hold the values of parameters too, of which only is looked at whether there are any. */
interface QueryMessage extends TracingMessage {
  readonly query: unknown;
  readonly values?: unknown;
}

const SYSTEM = 'mysql';

/** @see https://github.com/sidorares/node-mysql2 (lib/tracing.js) */
export const mysql2: ChannelFamily<'mysql2'> = {
  name: 'mysql2',
  subscribe(to, options) {
    const read = operationReader(SYSTEM, options);
    // query() writes its parameters into the text, execute() sends them beside it.
    observeOperations<QueryMessage>(to, 'mysql2:query', {
      operation: ({ query, values }) => identified(read(query, hasAny(values)), query, undefined),
      rows,
    });
    observeOperations<QueryMessage>(to, 'mysql2:execute', {
      operation: ({ query, values }) => identified(read(query), query, values),
      rows,
    });
    // Not `mysql2:connect`: where somebody listens to that, an error that nobody handles no longer ends the process.
    observeConnecting(to, 'mysql2:pool:connect', SYSTEM);
    // A pool that is busy gives a connection, and so begins a query, where another one is given back.
    for (const name of ['mysql2:query', 'mysql2:execute', 'mysql2:pool:connect']) callBackCallers(to, name);
  },
};

function hasAny(values: unknown): boolean {
  return Array.isArray(values) ? values.length > 0 : values != null;
}

function rows({ result }: QueryMessage, { op }: Operation): number | undefined {
  return mysqlRows(op, result);
}
