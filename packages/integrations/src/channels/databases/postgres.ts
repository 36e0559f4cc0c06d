import { SYSTEM, traceQuery } from '../../clients/postgres/traced-query.js';
import { operationReader } from '../../sql/query-text.js';
import type { ChannelFamily } from '../family.js';
import { whenMade } from '../subscribing/made.js';

/** The package `postgres`, which is postgres.js. */
export const postgres: ChannelFamily<'postgres'> = {
  name: 'postgres',
  subscribe(to, options) {
    const read = operationReader(SYSTEM, options);
    whenMade(to, 'postgres', 'query', (query) => traceQuery(query, read));
  },
};
