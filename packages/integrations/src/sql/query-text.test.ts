import { failOnProblems } from '@portcall/conformance';
import {
  tracedBetterSqlite3,
  tracedDialect,
  tracedDrizzle,
  tracedNodeSqlite,
  tracedPGlite,
  tracedPg,
} from '../index.js';
import { operationReader } from './query-text.js';

failOnProblems();

it('reads an operation without its text, and with it where that is asked for', () => {
  const statement = { op: 'query', entity: 'books', system: 'sqlite' };
  expect(operationReader('sqlite', {})('select * from books')).toEqual(statement);
  expect(operationReader('sqlite', { queryText: false })('select * from books')).toEqual(statement);
  const text = 'select * from books';
  expect(operationReader('sqlite', { queryText: true })(text)).toEqual({ ...statement, text });
});

it('asks for a text with true and nothing else, and records none that is no text', () => {
  expect(operationReader('sqlite', { queryText: 'false' as never })('select 1')).not.toHaveProperty('text');
  expect(operationReader('sqlite', { queryText: true })(7)).toMatchObject({ text: undefined });
});

type Traced = (client: never, options: never) => unknown;
const clients: readonly Traced[] = [
  tracedBetterSqlite3,
  tracedDialect,
  tracedDrizzle,
  tracedNodeSqlite,
  tracedPGlite,
  tracedPg,
];

it.each(clients.map((traced) => [traced.name, traced] as const))(
  '%s refuses an option that there is not',
  (name, traced) => {
    const refused = (): unknown => traced({} as never, { queryParameters: true } as never);
    expect(refused).toThrow(`${name}(): unknown option "queryParameters"; use one of "queryText"`);
  },
);

it('has no option for parameters', () => {
  const client = { prepare: () => ({}), exec: () => undefined };
  // @ts-expect-error parameters are somebody's data
  expect(() => tracedNodeSqlite(client, { queryText: true, queryParameters: true })).toThrow('unknown option');
  expect(tracedNodeSqlite(client, { queryText: true })).toBe(client);
});
