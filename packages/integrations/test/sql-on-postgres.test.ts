import { failOnProblems } from '@portcall/conformance';
import { describeWith } from '@portcall/real-parts';
import type { Pool } from 'pg';
import { operationReader } from '../src/sql/query-text.js';
import { type BookServer, openBookServer } from './open-postgres.js';

/** What the shapes are tried on, as it is written; the catalog tells which one was meant. */
const TABLES = ['books', 'BOOKS', 'public.books', '"books"', '"public" . "books"', '"odd ""Name"".x"', 'shop."select"'];

const QUERIES = [
  'select * from T',
  'select a.id from T as a',
  'table T',
  '(select * from T)',
  'select * from only T',
  'select * from only (T)',
  "select 'from other', E'it''s \\' from other', $$from other$$, U&'from other' from T",
  "select /* from other /* x */ from other */ id -- from other\n from T where title = '\\'",
  'select extract(year from now()), trim(both from title) from T',
  'select id is distinct from 1, id is not distinct from 2 from T',
  'select (select max(id) from other) from T',
  'select * from T where id in (select id from other)',
  'select * from T a join other o on a.id = o.id',
  'select * from (select id from T) x',
  'select * from ((select id from T) union (select id from T)) x',
  'select * from ((T a cross join other b))',
  'select * from lateral (select id from T) x',
  'select * from generate_series(1, 3) g join T on true',
  'select * from generate_series(1, 3) g, T',
  'select * from rows from (generate_series(1, 2), generate_series(1, 3)) r(a, b) cross join T',
  'select * from (values (1), (2)) v(n) left join T on id = n',
  'select * from (select 1) one cross join lateral (select * from T) x',
  'select 1 from generate_series(1, 2) union all select id from T',
  'select (array[1, 2])[1], id::text from T',
  'with c as (select * from T) select * from c',
  'with C as (select * from T) select * from c',
  'with c as (select * from T) select * from "c"',
  'with c(a, b) as materialized (select * from T) select * from C x',
  'with c as (select * from generate_series(1, 2)) select * from c join T on true',
  'with recursive c(n) as (select id from T union all select n + 1 from c where n < 3) select n from c',
  'with recursive c(n) as (select id from T union all select n + 1 from c where n < 3) search depth first by n set o select * from c',
  'with recursive c(n) as (select id from T union all select n + 1 from c where n < 3) cycle n set l to 1 default 0 using p select * from c',
  'with c as (select * from other) insert into T (title) select title from c',
  'with c as (delete from T returning *) select * from c',
  "insert into T (title) values ('from other')",
  'insert into T (title) select title from other',
  "insert into T as a (title) values ('x') on conflict do nothing",
  "update T set title = 'from other'",
  'update only T a set title = o.title from other o where o.id = a.id',
  'delete from T',
  'delete from T a using other o where o.id = a.id',
  "merge into T a using other o on a.id = o.id when matched then update set title = 'x'",
  'explain select * from T',
  'explain (costs off) select * from T',
  'explain analyze verbose select * from T',
  'explain (costs off) with c as (select * from T) select * from c',
  'select * from T for update',
  'select * from T tablesample system (10)',
];

/** What else names a table. */
const COMMANDS = [
  'lock table T in access share mode',
  'lock only T',
  'truncate T',
  'truncate table only T',
  'analyze T',
  'analyze verbose T (title)',
  'alter table T add column extra int',
  'alter table if exists only T add column extra int',
  'drop table T',
  'drop table if exists T cascade',
  'create index on T (title)',
  'create unique index if not exists i on only T using btree (id)',
  'create trigger g before insert or update of title on T for each row execute function suppress_redundant_updates_trigger()',
  'create policy p on T',
  "comment on table T is 'on other'",
  "comment on column T.title is 'on other'",
  'reindex table T',
  'declare c cursor for select * from T',
  'prepare p (int) as select * from T where id = $1',
  'copy T to stdout',
  "copy T (id, title) from '/dev/null'",
  'copy (select * from T) to stdout',
];

/** Nothing is named where no table is. */
const WITHOUT = [
  'select 1',
  'values (1)',
  "select 'from books'",
  'select * from generate_series(1, 3)',
  'select * from (values (1)) v(n)',
  'select * from (select 1) one',
  'explain select 1',
  "select $from$ select * from books $from$, E'\\' from books'",
  'savepoint books',
  "set local application_name to 'books'",
];

describeWith('postgres', 'the table that is read from a statement', () => {
  failOnProblems();
  const read = operationReader('postgresql', {});
  let server: BookServer;
  let pool: Pool;
  let tables: ReadonlyMap<number, string>;
  beforeAll(async () => {
    server = await openBookServer();
    pool = server.pool({ max: 1 });
    const columns = '(id serial primary key, title text)';
    await pool.query(`create table "odd ""Name"".x" ${columns}; create table other ${columns};
      create schema shop; create table shop."select" ${columns}`);
    const { rows } = await pool.query<{ oid: number; name: string }>(CATALOG);
    tables = new Map(rows.map(({ oid, name }) => [oid, name]));
  });
  afterAll(async () => {
    await pool.end();
    await server[Symbol.asyncDispose]();
  });

  /** The tables that a statement locks until its transaction ends are those that it is about. */
  async function lockedBy(statement: string): Promise<readonly string[]> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(statement);
      const { rows } = await client.query<{ relation: number }>(LOCKED);
      return rows.flatMap(({ relation }) => tables.get(relation) ?? []);
    } finally {
      await client.query('rollback; deallocate all');
      client.release();
    }
  }

  /** As the catalog has it: without a schema it is in `public`, and no two tables here differ in case alone. */
  function inCatalog(entity: string): string | undefined {
    const name = entity.toLowerCase();
    return [...tables.values()].find((table) => [name, `public.${name}`].includes(table.toLowerCase()));
  }

  it.each([...QUERIES, ...COMMANDS])('is the one that the server locks: %s', async (shape) => {
    for (const statement of onTables(shape)) {
      const locked = await lockedBy(statement);
      const named = [inCatalog(read(statement).entity)];
      expect([statement, named]).toEqual([statement, locked.filter((name) => name !== 'public.other')]);
    }
  });

  it.each(WITHOUT)('is none where the server locks none: %s', async (statement) => {
    expect(await lockedBy(statement)).toEqual([]);
    expect(read(statement).entity).toBe('');
  });

  it.each([
    'vacuum verbose T',
    'vacuum (verbose, analyze) T',
    'vacuum full verbose T',
    'vacuum verbose analyze T (title)',
  ])('is the one that the server cleans: %s', async (shape) => {
    const client = await pool.connect();
    const notices: string[] = [];
    client.on('notice', ({ message = '' }) => void notices.push(message));
    try {
      for (const statement of onTables(shape)) {
        notices.length = 0;
        await client.query(statement);
        const [, cleaned] = /^vacuuming "(?:postgres\.)?(.*)"$/.exec(notices[0] ?? '') ?? [];
        expect([statement, inCatalog(read(statement).entity)]).toEqual([statement, cleaned]);
      }
    } finally {
      client.release(true);
    }
  });
});

function onTables(shape: string): readonly string[] {
  return TABLES.map((table) => shape.replaceAll(/\bT\b/g, () => table));
}

const CATALOG = `select c.oid, n.nspname || '.' || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname in ('public', 'shop')`;
const LOCKED = 'select distinct relation from pg_locks where pid = pg_backend_pid() and relation is not null';
