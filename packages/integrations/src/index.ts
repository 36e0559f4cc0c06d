export { type ChannelsOptions, channels, type FamilyName } from './channels/channels.js';
export { tracedBetterSqlite3 } from './clients/better-sqlite3.js';
export { type DrizzleDatabase, tracedDrizzle } from './clients/drizzle.js';
export { type TracedDialectOptions, tracedDialect } from './clients/kysely.js';
export { type NodeSqliteDatabase, tracedNodeSqlite } from './clients/node-sqlite.js';
export { tracedPg } from './clients/pg.js';
export { tracedPGlite } from './clients/pglite.js';
export type { Integration, IntegrationHost } from './integration.js';
export type { TracedClientOptions } from './sql/query-text.js';
