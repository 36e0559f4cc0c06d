import { describeWith, startFerretDb, startMariaDb, startPostgres, startRedis } from '@portcall/real-parts';
import { MongoClient } from 'mongodb';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { createClient } from 'redis';

describeWith('postgres', 'the PostgreSQL server', () => {
  it('answers, and ends with connections open', async () => {
    const server = await startPostgres();
    const client = new Client({ connectionString: server.url });
    const ended = new Promise<unknown>((resolve) => client.on('error', resolve));
    await client.connect();
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await server.stop();
    expect(await ended).toMatchObject({ code: '57P01' });
  });
});

describeWith('mariadbd', 'the MariaDB server', () => {
  it('answers, and ends with connections open', async () => {
    const server = await startMariaDb();
    const connection = await createConnection(server.url);
    const ended = new Promise<unknown>((resolve) => connection.on('error', resolve));
    expect((await connection.query('select database() as name'))[0]).toEqual([{ name: 'app' }]);
    await server.stop();
    expect(await ended).toMatchObject({ fatal: true });
  });
});

describeWith('redis-server', 'the Redis server', () => {
  it('answers, and ends with connections open', async () => {
    const server = await startRedis();
    const client = createClient({ url: server.url, socket: { reconnectStrategy: false } });
    const ended = new Promise<unknown>((resolve) => client.on('error', resolve));
    await client.connect();
    expect(await client.set('one', '1')).toBe('OK');
    expect(await client.get('one')).toBe('1');
    await server.stop();
    expect(await ended).toBeInstanceOf(Error);
  });
});

describeWith('ferretdb', 'the FerretDB server', () => {
  it('answers, and ends with connections open', async () => {
    const server = await startFerretDb();
    const client = await new MongoClient(server.url, { serverSelectionTimeoutMS: 3_000 }).connect();
    const books = client.db().collection('books');
    await books.insertOne({ title: 'a' });
    expect(await books.countDocuments()).toBe(1);
    await server.stop();
    await expect(books.countDocuments()).rejects.toThrow();
    await client.close();
  });
});
