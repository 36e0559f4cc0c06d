import { operationReader } from '../../sql/query-text.js';
import type { ChannelFamily } from '../family.js';
import { observeOperations, type TracingMessage } from '../subscribing/operations.js';

/** Its messages hold the values of parameters too, which are not read. */
interface QueryMessage extends TracingMessage {
  readonly query: unknown;
}

/** @see https://github.com/sidorares/node-mysql2 (lib/tracing.js) */
export const mysql2: ChannelFamily<'mysql2'> = {
  name: 'mysql2',
  subscribe(to, options) {
    const read = operationReader('mysql', options);
    for (const name of ['mysql2:query', 'mysql2:execute'])
      observeOperations<QueryMessage>(to, name, { operation: ({ query }) => read(query) });
  },
};
