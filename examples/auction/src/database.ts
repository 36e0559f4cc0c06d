import { type Dialect, Kysely } from 'kysely';
import type { Database, Tables } from './domain/tables.js';
import { migrate } from './migrations.js';

/**
 * A Postgres with the tables of the auction house, through Kysely. `destroy()` closes its connections.
 * @param migrations the folder with the SQL files
 * @throws Error when the server cannot be reached, or refuses a migration
 */
export async function openDatabase(dialect: Dialect, migrations: string): Promise<Database> {
  const db: Database = new Kysely<Tables>({ dialect });
  try {
    await migrate(db, migrations);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}
