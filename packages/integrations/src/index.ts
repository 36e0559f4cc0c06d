export { tracedBetterSqlite3 } from './better-sqlite3.js';
export { type DrizzleDatabase, tracedDrizzle } from './drizzle.js';
export { type TracedDialectOptions, tracedDialect } from './kysely.js';
export { type NodeSqliteDatabase, tracedNodeSqlite } from './node-sqlite.js';
export { tracedPg } from './pg.js';
export { tracedPGlite } from './pglite.js';
export type { TracedClientOptions } from './sql/query-text.js';
