import { type LibsqlClient, tracedLibsql } from '../../clients/libsql.js';
import type { ChannelFamily } from '../family.js';
import { whenMade } from '../subscribing/made.js';

/** Every client of `@libsql/client`, as if the app had given it to `tracedLibsql()`. */
export const libsql: ChannelFamily<'libsql'> = {
  name: 'libsql',
  subscribe(to, { queryText = false }) {
    whenMade(to, '@libsql/client', 'client', (client) => tracedLibsql(client as LibsqlClient, { queryText }));
  },
};
