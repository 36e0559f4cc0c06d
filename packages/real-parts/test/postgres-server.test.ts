import { describeWith, startPostgres } from '@portcall/real-parts';
import { Client } from 'pg';

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
