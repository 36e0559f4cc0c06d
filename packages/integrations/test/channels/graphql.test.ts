import { failOnProblems } from '@portcall/conformance';
import { type FnTrace, op, startTracing } from '@portcall/trace';
import { buildSchema, execute, graphql, parse, subscribe } from 'graphql';
import { listenToChannels } from './listening.js';

const schema = buildSchema(`
  type Query { book(title: String): String, broken: String }
  type Mutation { add(title: String): String }
  type Subscription { added: String }
`);

const root = {
  book: async ({ title }: { readonly title: string }) => op('get', 'books', () => Promise.resolve(title)),
  broken: () => {
    throw new Error('secret');
  },
  add: () => op('insert', 'books', () => Promise.resolve('done')),
  added: async function* added() {
    yield { added: await Promise.resolve('one') };
    yield { added: 'two' };
  },
};

describe('GraphQL', () => {
  failOnProblems();
  const listenAs = listenToChannels({ only: ['graphql'] });
  const traces: FnTrace[] = [];
  let stop: () => void;
  beforeAll(() => {
    const tracing = startTracing({ listeners: [(trace) => traces.push(trace)] });
    stop = () => tracing.stop();
  });
  afterAll(() => stop());
  beforeEach(() => traces.splice(0));

  const ask = (source: string): ReturnType<typeof graphql> => graphql({ schema, source, rootValue: root });

  it('is a call, by the kind of its operation, in which resolvers run', async () => {
    expect(await ask('query Find { book(title: "a") }')).toEqual({ data: { book: 'a' } });
    await ask('mutation { add(title: "a") }');
    expect(traces).toMatchObject([
      {
        fnName: 'graphql.query',
        fnType: 'query',
        attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Find' },
        ops: [{ op: 'get', entity: 'books' }],
        outcome: { status: 'ok' },
      },
      { fnName: 'graphql.mutation', fnType: 'mutation', ops: [{ op: 'insert', entity: 'books' }] },
    ]);
    expect(traces).toHaveLength(2);
  });

  it('has failed where its answer has errors, which are not recorded', async () => {
    const { errors } = await ask('{ broken }');
    expect(errors).toMatchObject([{ message: 'secret' }]);
    expect(traces).toMatchObject([{ outcome: { status: 'error', code: 'GraphQLError', message: '' } }]);
    expect(JSON.stringify(traces)).not.toContain('secret');
  });

  it('is none where a document is not executed, and fails where that throws', async () => {
    await ask('{ book(');
    await ask('{ nothing }');
    expect(traces).toEqual([]);
    const wrong = { schema: undefined as unknown as typeof schema, document: parse('{ book }') };
    expect(() => execute(wrong)).toThrow();
    expect(traces).toMatchObject([{ outcome: { status: 'error' } }]);
  });

  it('of a subscription is its beginning, and each of its events', async () => {
    const events = await subscribe({ schema, document: parse('subscription { added }'), rootValue: root });
    const seen: unknown[] = [];
    for await (const event of events as AsyncIterable<unknown>) seen.push(event);
    expect(seen).toEqual([{ data: { added: 'one' } }, { data: { added: 'two' } }]);
    expect(traces.map(({ fnName, fnType }) => `${fnName} ${fnType}`)).toEqual([
      'graphql.subscribe action',
      'graphql.subscription action',
      'graphql.subscription action',
    ]);
  });

  it('says its document only where texts are asked for, and never a variable', async () => {
    const source = 'query Q($title: String) { book(title: $title) }';
    const secretly = (): unknown => graphql({ schema, source, rootValue: root, variableValues: { title: 'secret' } });
    await secretly();
    const end = listenAs({ queryText: true });
    await secretly();
    end();
    expect(traces.map(({ attributes }) => attributes?.['graphql.document'])).toEqual([undefined, source]);
    expect(JSON.stringify(traces)).not.toContain('secret');
  });
});
