import { checkOptions, processWide } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { CLIENT_OPTIONS, operationReader, type TracedClientOptions } from '../sql/query-text.js';
import { withEvents } from './prisma/events.js';
import { type Extensible, tracesOperations, tracesTransactions } from './prisma/extensions.js';
import { operationOf } from './prisma/operation.js';
import { systemOf, tableOf } from './prisma/schema.js';

/** What is used of a client that `prisma generate` has made. */
export interface PrismaClientLike {
  readonly $extends: unknown;
  $connect(): Promise<void>;
  $transaction(...args: never): Promise<unknown>;
}

/**
 * The same client of Prisma, whose operations on models, raw statements and transactions are reported to the running call. It is
 * a client extension of Prisma, which changes nothing of the client that is given; more extensions may be added to it, and `$on`
 * works as ever.
 *
 * An operation is called as SQL has it: `query` for all that find, `insert`, `update`, `delete`, `upsert`, `count`, `aggregate`,
 * and its table is the model's. Prisma tells no texts of those: with `queryText` that of raw statements is recorded.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedPrisma<C extends PrismaClientLike>(client: C, options: TracedClientOptions = {}): C {
  checkOptions(options, CLIENT_OPTIONS, 'tracedPrisma()');
  checkClient(client, 'tracedPrisma()', {
    by: ['$extends'],
    called: 'a client of Prisma',
    todo: 'give new PrismaClient(…)',
  });
  if (extended.has(client)) return client;
  const system = systemOf(client);
  const readText = operationReader(system, options);
  const read = operationOf(system, readText, tableOf(client));
  const reporting = (client as unknown as Extensible).$extends(tracesOperations(read));
  const traced = withEvents(reporting.$extends(tracesTransactions(client as unknown as Extensible, system)), client);
  extended.add(traced);
  return traced as unknown as C;
}

const extended = processWide('integrations.prisma', () => new WeakSet<object>());
