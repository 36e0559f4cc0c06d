import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from './domain/tables.js';

/** Any number: whoever migrates this database takes the same one. */
const LOCK = 20_260_101;

/** Applies what has not been applied yet, in the order of the files' names, all or nothing. */
export async function migrate(db: Database, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
    await sql`create table if not exists migrations (name text primary key)`.execute(tx);
    const { rows } = await sql<{ name: string }>`select name from migrations`.execute(tx);
    const applied = new Set(rows.map(({ name }) => name));
    for (const file of files.filter((name) => !applied.has(name))) {
      for (const statement of statementsOf(await readFile(join(folder, file), 'utf8'))) {
        await sql.raw(statement).execute(tx);
      }
      await sql`insert into migrations values (${file})`.execute(tx);
    }
  });
}

/** Over the extended protocol a query is one statement; each ends with the semicolon at the end of its line. */
function statementsOf(text: string): readonly string[] {
  return text.split(/;\s*$/m).filter((statement) => statement.trim() !== '');
}
