import { checkOptions } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { firstSight } from '../measuring/patch.js';
import { CLIENT_OPTIONS, operationReader, type TracedClientOptions } from '../sql/query-text.js';
import { type DialectClient, tracedDialectClient } from './knex/dialect-client.js';
import { systemOf } from './knex/system.js';

/** What is used of an instance of Knex. */
export interface KnexInstance {
  readonly client: object;
  raw(sql: string): object;
}

/**
 * Makes an instance of Knex report its queries, streams and transactions to the running call, on whatever driver. Changes this one
 * object and gives it back; events and hooks of Knex work as ever.
 *
 * An operation lasts as long as the driver takes; waiting for a free connection is not part of it. Where none can be had, that is
 * a `connect` that failed.
 *
 * Knex's events tell of queries too, and from within them nothing can be kept from a traced driver below, so this stands where
 * Knex hands over to its driver. Transactions of SQL Server and Oracle are begun and ended by drivers themselves, and not seen.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedKnex<K extends KnexInstance>(knex: K, options: TracedClientOptions = {}): K {
  checkOptions(options, CLIENT_OPTIONS, 'tracedKnex()');
  checkClient(knex, 'tracedKnex()', { by: ['raw'], called: 'an instance of Knex', todo: 'give what knex() gives' });
  const client = knex.client as DialectClient;
  if (!firstSight(client)) return knex;
  const system = systemOf(client);
  tracedDialectClient(client, system, operationReader(system, options));
  return knex;
}
