import { runInThisContext } from 'node:vm';
import type { PGlite } from '@electric-sql/pglite';

type PGliteModule = typeof import('@electric-sql/pglite');

/** An embedded Postgres with the table `books`. Node itself loads it: it imports while it runs, which jest's loader cannot. */
export async function openPGlite(): Promise<PGlite> {
  const { createRequire } = runInThisContext("process.getBuiltinModule('node:module')") as typeof import('node:module');
  const pglite = createRequire(__filename)('@electric-sql/pglite') as PGliteModule;
  const db = await pglite.PGlite.create();
  await db.exec(CREATE_BOOKS);
  return db;
}

export const CREATE_BOOKS = 'create table books (id serial primary key, title text)';
