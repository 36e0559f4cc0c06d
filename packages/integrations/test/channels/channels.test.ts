import { channel, tracingChannel } from 'node:diagnostics_channel';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { type DatabaseServer, describeWith, startRedis } from '@portcall/real-parts';
import { createClient } from 'redis';
import { traceCalls } from '../trace-calls.js';
import { listening } from './listening.js';

const NAMES = [
  'mysql2:query',
  'ioredis:batch',
  'node-redis:command',
  'mongoose:query',
  'mssql:query',
  'graphql:execute',
];

describe('listening to databases', () => {
  failOnProblems();
  const traceOf = traceCalls();

  it('leaves nothing behind', () => {
    const heard = (): string[] =>
      NAMES.filter((name) =>
        ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].some(
          (event) => channel(`tracing:${name}:${event}`).hasSubscribers,
        ),
      );
    const ends = [listening(), listening()];
    expect(heard()).toEqual(NAMES);
    for (const end of ends) end();
    expect(heard()).toEqual([]);
  });

  it('leaves out what cannot be read, and what publishes it goes on', async () => {
    const end = listening({ only: ['mysql2', 'graphql'] });
    const unreadable = (key: string): object =>
      Object.defineProperty({}, key, {
        get: () => {
          throw new Error('unreadable');
        },
      });
    const given: unknown[] = [];
    const { ops } = await traceOf(async () => {
      const ask = (): Promise<string> => Promise.resolve('rows');
      given.push(await tracingChannel('mysql2:execute').tracePromise(ask, unreadable('query')));
      given.push(await tracingChannel('graphql:execute').tracePromise(ask, unreadable('operationType')));
    });
    end();
    expect(given).toEqual(['rows', 'rows']);
    expect(ops).toEqual([]);
    expectProblems('call.integration channels mysql2', 'call.integration channels graphql');
  });

  describeWith('redis-server', 'of Redis', () => {
    let server: DatabaseServer;
    let client: ReturnType<typeof clientOf>;
    beforeAll(async () => {
      server = await startRedis();
      client = clientOf(server.url);
      await client.connect();
    });
    afterAll(async () => {
      client.destroy();
      await server.stop();
    });

    it('reports once where two listen, and goes on where one ends', async () => {
      const work = (): Promise<unknown> =>
        traceOf(async () => [await client.get('a'), await client.multi().get('a').exec()]);
      const [first, second] = [listening(), listening()];
      const both = await work();
      second();
      const one = await work();
      first();
      const none = await work();
      expect([both, one, none]).toMatchObject([
        { ops: [{ op: 'get' }, { op: 'multi' }] },
        { ops: [{ op: 'get' }, { op: 'multi' }] },
        { ops: [] },
      ]);
    });
  });
});

function clientOf(url: string) {
  return createClient({ url }).on('error', () => {});
}
