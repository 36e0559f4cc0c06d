import type { Operation } from '../../measuring/measurement.js';
import { operationReader } from '../../sql/query-text.js';
import { rowCountOf } from '../../sql/row-count.js';
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
      operation: ({ query, values }) => read(query, hasAny(values)),
      rows,
    });
    observeOperations<QueryMessage>(to, 'mysql2:execute', { operation: ({ query }) => read(query), rows });
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
  if (!Array.isArray(result)) return rowCountOf(op, 0, affectedBy(result));
  const results = areResults(result) ? (result as readonly unknown[]) : [result];
  const returned = results.reduce<number>((sum, one) => (Array.isArray(one) ? sum + one.length : sum), 0);
  const affected = results.reduce<number | undefined>((sum, one) => {
    const more = affectedBy(one);
    return more === undefined ? sum : (sum ?? 0) + more;
  }, undefined);
  return rowCountOf(op, returned, affected);
}

/** What several statements, or a procedure, gave: results, and not the rows of one, which may be arrays themselves. */
function areResults(result: readonly unknown[]): boolean {
  const [first] = result;
  if (result.some((one) => affectedBy(one) !== undefined)) return true;
  return Array.isArray(first) && isRow((first as readonly unknown[])[0]);
}

/** Buffers and dates stand in columns. */
function isRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function affectedBy(result: unknown): number | undefined {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return undefined;
  const { affectedRows, serverStatus } = result as { readonly affectedRows?: unknown; readonly serverStatus?: unknown };
  return typeof affectedRows === 'number' && typeof serverStatus === 'number' ? affectedRows : undefined;
}
