import fc from 'fast-check';
import { sqlStatement } from './sql-statement.js';

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
  ['select * from json_each(?) join books', 'query '],
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
  ['create unique index i on books (id)', 'create '],
  ['with recent as (select * from books) select * from recent', 'query books'],
  ['with a as (select * from b), b as materialized (select * from books) select * from a', 'query books'],
  ['with gone(x) as (delete from books returning *) insert into old_books select * from gone', 'insert old_books'],
  ['with recursive t(n) as (values (1) union all select n + 1 from t) select n from t', 'query t'],
  ['with x as (select 1) update books set title = 1', 'update books'],
  ['with', 'query '],
  ['begin', 'begin '],
  ['start transaction isolation level serializable', 'begin '],
  ['COMMIT', 'commit '],
  ['end', 'commit '],
  ['rollback to savepoint s', 'rollback '],
  ['abort', 'rollback '],
  ['savepoint s', 'savepoint '],
  ['explain select * from books', 'explain '],
  ['pragma journal_mode', 'pragma '],
  ['-- from nowhere\nselect /* from /* no */ where */ * from books', 'query books'],
  ['; select * from books', 'query books'],
  ['select * from books; select * from shelves', 'query books'],
  ['select 1; select * from shelves', 'query '],
  ["select 'from secret', E'it\\'s from secret', $$from secret$$, $x$from $y$ secret$x$ from books", 'query books'],
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
const shape = fc.constantFrom<[string, (table: string, literal: string) => string]>(
  ['query', (t, v) => `select ${v}, (select ${v} from x) from ${t} where a = ${v}`],
  ['query', (t, v) => `with c as (select ${v} from x) select * from ${t} where a = ${v}`],
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
    const before = performance.now();
    sqlStatement(`select ${bit.repeat(1_000_000)}`);
    sqlStatement(bit.repeat(1_000_000));
    expect(performance.now() - before).toBeLessThan(200);
  }
});

it('keeps a bounded number of texts', () => {
  for (let i = 0; i < 5_000; i += 1) sqlStatement(`select ${i} from books`);
  const first = sqlStatement('select 4999 from books');
  expect(sqlStatement('select 4999 from books')).toBe(first);
  expect(sqlStatement('select 0 from books')).toEqual({ op: 'query', entity: 'books' });
});
