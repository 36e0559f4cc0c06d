import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { sqlDialect } from './sql-dialect.js';
import { statementReader } from './sql-statement.js';

const sqlStatement = statementReader(sqlDialect('postgresql'));

it.each([
  ['select * from books', 'query books'],
  ['SELECT b.id FROM public.books AS b JOIN shelves s ON true', 'query public.books'],
  ['select "a""b" from "My ""Books"""', 'query My "Books"'],
  ['select * from "shop"."books"', 'query shop.books'],
  ['select * from `books` where 1', 'query books'],
  ['select 1', 'query '],
  ['values (1)', 'query '],
  ['table books', 'query books'],
  ['(select * from books) union (select * from shelves)', 'query books'],
  ['select * from (select id from books) as b', 'query books'],
  ['select * from ((books b join shelves s on true))', 'query books'],
  ['select * from only books', 'query books'],
  ['select * from lateral (select 1 from books) x', 'query books'],
  ['select * from generate_series(1, 3)', 'query '],
  ['select * from json_each(?) join books', 'query books'],
  ['select * from generate_series(1, 3) g, books', 'query books'],
  ['select * from rows from (f(1), g(2)) as r(a, b) cross join books', 'query books'],
  ['select * from rows', 'query rows'],
  ['select * from (values (1), (2)) v(n) join books on true', 'query books'],
  ['select * from (select 1) one left join lateral (select * from books) b on true', 'query books'],
  ['select * from ((f(1) cross join books))', 'query books'],
  ['select * from f(1) where id in (select id from books)', 'query '],
  ['select 1 from f(1) union all select id from books', 'query books'],
  ['select * from f(1) f join g(2) g on f.a is distinct from g.a join books on true', 'query books'],
  ['select (select max(id) from inner_table) from books', 'query books'],
  ["select extract(year from created), trim(both 'x' from title) from books", 'query books'],
  ['select a is distinct from b, c is not distinct from d from books', 'query books'],
  ['select distinct on (id) title from books', 'query books'],
  ['insert into books (title) values ($1)', 'insert books'],
  ['insert or replace into books values (?)', 'insert books'],
  ['replace into books values (?)', 'insert books'],
  ['insert into books select * from old_books', 'insert books'],
  ['update books set title = $1 from shelves', 'update books'],
  ['update only books set title = $1', 'update books'],
  ['update or rollback books set title = ?', 'update books'],
  ['delete from books where id in (select id from old_books)', 'delete books'],
  ['merge into books using old_books on true when matched then delete', 'merge books'],
  ['truncate table only books', 'truncate books'],
  ['truncate books', 'truncate books'],
  ['create table if not exists books (id serial)', 'create books'],
  ['create temporary table books (id int)', 'create books'],
  ['alter table books add column x int', 'alter books'],
  ['drop table if exists books', 'drop books'],
  ['create unique index i on books (id)', 'create books'],
  ['create index concurrently if not exists i on only shop.books using btree (id)', 'create shop.books'],
  ['create index on books (id)', 'create books'],
  ['create or replace trigger t after insert on books execute function f()', 'create books'],
  ['create event trigger t on ddl_command_start execute function f()', 'create '],
  ['create view v as table books', 'create '],
  ['drop index i', 'drop '],
  ['copy books (id) from stdin', 'copy books'],
  ['copy (select * from books) to stdout', 'copy books'],
  ['lock table only books in share mode', 'lock books'],
  ['lock books', 'lock books'],
  ['vacuum (full, analyze) books', 'vacuum books'],
  ['vacuum full verbose shop.books (id)', 'vacuum shop.books'],
  ['vacuum', 'vacuum '],
  ["vacuum main into 'file'", 'vacuum '],
  ["vacuum into 'file'", 'vacuum '],
  ['analyze verbose books (id)', 'analyze books'],
  ['analyze', 'analyze '],
  ['reindex (verbose) table concurrently books', 'reindex books'],
  ['reindex index i', 'reindex '],
  ['cluster verbose books using i', 'cluster books'],
  ["comment on table books is 'from secret'", 'comment books'],
  ["comment on column shop.books.title is 'x'", 'comment shop.books'],
  ["comment on constraint c on books is 'x'", 'comment books'],
  ["comment on constraint c on domain d is 'x'", 'comment '],
  ["comment on index i is 'x'", 'comment '],
  ['declare c scroll cursor for select * from books', 'declare books'],
  ['prepare p (int) as update books set title = $1', 'prepare books'],
  ['select :from as a, @from, $from from books', 'query books'],
  ['select a::text from books', 'query books'],
  ['select * from U&"b\\006foks"', 'query '],
  ['with Recent as (select * from books) select * from RECENT', 'query books'],
  ['with "Recent" as (select * from books) select * from recent', 'query recent'],
  ['with recent as (select * from books) select * from "recent"', 'query books'],
  ['with books as (select * from old_books) insert into books select * from books', 'insert books'],
  ['with t as (select * from f(1)) select * from t join books on true', 'query books'],
  ['with recursive t(n) as (select id from books) search depth first by n set o select * from t', 'query books'],
  ['with recursive t as (select id from books) cycle id set c to 1 default 0 using p select * from t', 'query books'],
  ['with recent as (select * from books) select * from recent', 'query books'],
  ['with a as (select * from b), b as materialized (select * from books) select * from a', 'query books'],
  ['with gone(x) as (delete from books returning *) insert into old_books select * from gone', 'insert old_books'],
  ['with recursive t(n) as (values (1) union all select n + 1 from t) select n from t', 'query t'],
  [
    'with recursive t as (select 1 as n union all select n + 1 from t) select * from t join books on true',
    'query books',
  ],
  [
    'with recursive t(n) as (select 1 union all select b.id from t join books b on b.id = t.n) select n from t',
    'query books',
  ],
  ['with books as (select * from books where id > 1) select * from books', 'query books'],
  ['with x as (select 1) update books set title = 1', 'update books'],
  ['with', 'query '],
  ['begin', 'begin '],
  ['start transaction isolation level serializable', 'begin '],
  ['COMMIT', 'commit '],
  ['end', 'commit '],
  ['rollback to savepoint s', 'rollback '],
  ['abort', 'rollback '],
  ['savepoint s', 'savepoint '],
  ['explain select * from books', 'explain books'],
  ['explain (costs off, format json) delete from books', 'explain books'],
  ['explain (select * from books)', 'explain books'],
  ['explain analyze verbose with b as (select * from books) select * from b', 'explain books'],
  ['explain query plan select * from books', 'explain books'],
  ['pragma journal_mode', 'pragma '],
  ['-- from nowhere\nselect /* from /* no */ where */ * from books', 'query books'],
  ['; select * from books', 'query books'],
  ['select * from books; select * from shelves', 'query books'],
  ['select 1; select * from shelves', 'query '],
  ["select 'from secret', E'it\\'s from secret', $$from secret$$, $x$from $y$ secret$x$ from books", 'query books'],
  ["select E'it''s \\' from secret' from books", 'query books'],
  ["select E'a' -- and on\n '\\' from secret' from books", 'query books'],
  ["-- it's\rselect 'from secret' from books", 'query books'],
  ["select * from 'secret'", 'query '],
  ['select * from "unterminated', 'query '],
  ["select 'unterminated from secret", 'query '],
  ['select /* from secret', 'query '],
  ['hunter2 is no keyword', 'query '],
  ['', 'query '],
  ['   ', 'query '],
  ['select * from', 'query '],
  ['sélect', 'query '],
])('reads %j as %j', (text, expected) => {
  const { op, entity } = sqlStatement(text);
  expect(`${op} ${entity}`).toBe(expected);
});

it.each([
  ['mysql', "select 'it\\'s from secret' from books", 'query '],
  ['mysql', "select 'it\\\\', 'x' from books", 'query books'],
  ['mysql', 'select "a\\" from secret" from books', 'query '],
  ['mysql', "insert into books values ('it\\'s')", 'insert books'],
  ['mysql', "select 1 # it's\nfrom books", 'query books'],
  ['mysql', "select 1--1, 'from secret' from books", 'query books'],
  ['mysql', 'select /*!50001 straight_join */ * from `a``b`.books', 'query a`b.books'],
  ['mysql', 'select /* /* */ * from books', 'query books'],
  ['mysql', "select 1 as $$, 'x $$ from secret' from books", 'query books'],
  ['mysql', 'insert low_priority ignore books values (1)', 'insert books'],
  ['mysql', 'delete quick from books', 'delete books'],
  ['mysql', 'delete b from books as b', 'delete books'],
  ['mysql', "load data infile 'secret' into table books", 'load books'],
  ['mysql', 'lock tables books read', 'lock books'],
  ['mysql', 'explain format=json select * from books', 'explain books'],
  ['mysql', 'analyze local table books', 'analyze books'],
  ['mysql', 'with B as (select * from books) select * from b', 'query books'],
  ['mariadb', 'drop index i on books', 'drop books'],
  ['sqlite', 'select [it\'s], "x" from [my books]', 'query my books'],
  ['sqlite', 'select * from main.[books]', 'query main.books'],
  ['sqlite', 'with "B" as (select * from books) select * from b', 'query books'],
  ['sqlite', "select '/*' /* /* */, 'from secret' from books", 'query books'],
  ['microsoft.sql_server', 'select top (5) * from [dbo].[a]]b]', 'query dbo.a]b'],
  ['microsoft.sql_server', 'select * from f(1) cross apply (select * from #books) b', 'query #books'],
  ['microsoft.sql_server', 'merge top (5) books using x on 1 = 1', 'merge books'],
  ['microsoft.sql_server', 'with c as (select * from books) delete from c', 'delete books'],
  ['microsoft.sql_server', 'select * from @books', 'query '],
  ['postgresql', "select a[1], array['from secret'] from books", 'query books'],
  ['cockroachdb', 'select $$from secret$$ from books', 'query books'],
])('reads for %s %j as %j', (system, text, expected) => {
  const { op, entity } = statementReader(sqlDialect(system))(text);
  expect(`${op} ${entity}`).toBe(expected);
});

it('takes what is no text for an unknown query', () => {
  for (const text of [undefined, null, 7, {}, Symbol('text')]) {
    expect(sqlStatement(text)).toEqual({ op: 'query', entity: '' });
  }
});

const blank = fc.constantFrom(' ', '\n', '\t ', ' /* from nowhere */ ', ' -- into the void\n', ' /* a /* b */ "c */ ');
const plainName = fc.stringMatching(/^[a-z_][a-z0-9_$]{0,12}$/).filter((name) => !RESERVED.has(name));
const RESERVED = new Set(['only', 'lateral', 'select', 'values', 'with', 'table', 'or', 'if', 'exists', 'not', 'temp']);
const quotedName = fc.string({ minLength: 1, maxLength: 12 });
const identifier = fc.oneof(
  plainName.map((name) => ({ text: name, name })),
  quotedName.map((name) => ({ text: `"${name.replaceAll('"', '""')}"`, name })),
);
const table = fc.array(identifier, { minLength: 1, maxLength: 2 }).map((parts) => ({
  text: parts.map(({ text }) => text).join('.'),
  name: parts.map(({ name }) => name).join('.'),
}));
const literal = fc.oneof(
  fc.string().map((value) => `'${value.replaceAll("'", "''")}'`),
  fc
    .string()
    .filter((value) => !/\$/.test(value))
    .map((value) => `$q$${value}$q$`),
);
// What is defined there has a name that no table above can have: one of the same name would stand for what it reads.
const shape = fc.constantFrom<[string, (table: string, literal: string) => string]>(
  ['query', (t, v) => `select ${v}, (select ${v} from x) from ${t} where a = ${v}`],
  ['query', (t, v) => `with a_name_of_its_own as (select ${v} from x) select * from ${t} where a = ${v}`],
  ['query', (t, v) => `select * from (select ${v} from ${t}) as x`],
  ['insert', (t, v) => `insert into ${t} (a) values (${v})`],
  ['update', (t, v) => `update ${t} set a = ${v}`],
  ['delete', (t, v) => `delete from ${t} where a = ${v}`],
);
const letterCase = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.toUpperCase(),
);

it('finds the table wherever it stands, however it is written', () => {
  fc.assert(
    fc.property(shape, table, literal, blank, letterCase, ([op, write], { text, name }, value, between, inCase) => {
      const words = inCase(write('\0', '\x01')).replaceAll(' ', between);
      const statement = `${between}${words.replaceAll('\0', () => text).replaceAll('\x01', () => value)}`;
      expect(sqlStatement(statement)).toEqual({ op, entity: name });
    }),
  );
});

it('never says anything of a literal', () => {
  const secret = fc.stringMatching(/^[a-z]{12}$/);
  const around = fc.constantFrom('from ', ' into ', '(select * from ', "''", '"', '--', '/*', '$$', '\\', ';');
  fc.assert(
    fc.property(shape, secret, around, fc.nat(40_000), ([, write], hidden, before, padding) => {
      const value = `'${before.replaceAll("'", "''")}${hidden}${' '.repeat(padding)} from ${hidden}'`;
      const { op, entity } = sqlStatement(write('books', value));
      expect(`${op} ${entity}`).not.toContain(hidden);
    }),
  );
});

it('survives any text, in bounded time', () => {
  const bits = [
    'select',
    'from',
    'with',
    'as',
    '(',
    ')',
    ',',
    "'",
    '"',
    '`',
    '$$',
    '/*',
    '*/',
    '--',
    '\n',
    '.',
    ';',
    'a',
  ];
  const soup = fc.array(fc.constantFrom(...bits), { maxLength: 200 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), soup), (text) => {
      const { op, entity } = sqlStatement(text);
      expect([typeof op, typeof entity]).toEqual(['string', 'string']);
    }),
  );
  for (const bit of ['(', 'select * from (', 'with a as (', "'", '"', '""', '/*', '$$', 'a.', 'a ', '\\', "E'\\"]) {
    // Through bytes: what repeat() gives is put together when it is first read.
    const long = Buffer.from(bit.repeat(1_000_000)).toString();
    const longer = Buffer.from(`select ${long}`).toString();
    const before = performance.now();
    sqlStatement(longer);
    sqlStatement(long);
    expect(performance.now() - before).toBeLessThan(200);
  }
});

it('keeps a bounded number of texts', () => {
  for (let i = 0; i < 5_000; i += 1) sqlStatement(`select ${i} from books`);
  const first = sqlStatement('select 4999 from books');
  expect(sqlStatement('select 4999 from books')).toBe(first);
  expect(sqlStatement('select 0 from books')).toEqual({ op: 'query', entity: 'books' });
});

it('keeps none of the long texts that its short ones were cut from', () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const heap = (): number => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const bodies = 200;
  const length = 100_000;
  const before = heap();
  for (let i = 0; i < bodies; i += 1) {
    const body = `select * from a_table_with_a_long_name_${i};${'x'.repeat(length)}`;
    sqlStatement(JSON.parse(JSON.stringify(body)).slice(0, 60));
  }
  expect(heap() - before).toBeLessThan((bodies * length) / 10);
});

it('names a table without keeping the statement it stands in', () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const entities: string[] = [];
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 2_000; i += 1) {
    const text = Buffer.from(`select * from a_table_with_a_long_name_${i} where ${'x'.repeat(10_000)}`).toString();
    entities.push(sqlStatement(text).entity);
  }
  gc();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000);
  expect(entities).toHaveLength(2_000);
});
