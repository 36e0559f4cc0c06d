import type { Client, Pool } from 'pg';
import { tracedPg } from '../../clients/pg.js';
import type { ChannelFamily } from '../family.js';
import { whenMade } from '../subscribing/made.js';

/** Every client and every pool, as if the app had given it to `tracedPg()`. */
export const pg: ChannelFamily<'pg'> = {
  name: 'pg',
  subscribe(to, { queryText = false }) {
    whenMade(to, 'pg', 'client', (client) => tracedPg(client as Client, { queryText }));
    whenMade(to, 'pg-pool', 'pool', (pool) => tracedPg(pool as Pool, { queryText }));
  },
};
