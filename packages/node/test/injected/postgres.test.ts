import { type DatabaseServer, describeWith, startPostgres } from '@portcall/real-parts';
import { describeNodes, runPlainApp } from './plain-app.js';

const FORMATS = ['import', 'require'] as const;

describeWith('postgres', 'an app that uses postgres.js, without a line in it', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  describeNodes((node) => {
    it.each(FORMATS)('shows its queries in its calls, with %s', async (format) => {
      const { code, stdout, stderr, tree, spans } = await runPlainApp({
        code: `
          const postgres = await load('postgres').then((it) => it.default ?? it);
          const sql = postgres(process.env.DATABASE, { max: 2, onnotice() {} });
          const answers = {};
          const call = async (name, body) => { answers[name] = await traced(name, { type: 'mutation' }, body)().catch((error) => error.code); };
          await call('prepare', async () => {
            await sql\`create table books (id int, title text)\`;
            return (await sql\`insert into books \${sql([{ id: 1, title: 'Emma' }, { id: 2, title: 'Persuasion' }])}\`).count;
          });
          await call('list', async () => { const by = sql\`where id > \${0}\`; return [...await sql\`select id from books \${by}\`]; });
          await call('at once', async () => (await Promise.all([sql\`select 1 as x\`, sql\`select 2 as x\`])).length);
          await call('in steps', async () => { const ids = []; for await (const [row] of sql\`select id from books\`.cursor(1)) ids.push(row.id); return ids; });
          await call('each', async () => { let count = 0; await sql\`select id from books\`.forEach(() => { count += 1; }); return count; });
          await call('unsafe', async () => (await sql.unsafe('update books set id = 3 where id = $1', [2])).count);
          await call('both or none', () => sql.begin(async (tx) => { await tx\`delete from books\`; await tx\`select * from missing\`; }));
          await call('left', async () => (await sql\`select count(*)::int from books\`)[0].count);
          console.log(JSON.stringify(answers));
          await sql\`drop table books\`;
          await sql.end();
        `,
        format,
        node,
        env: { DATABASE: server.url },
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual({
        prepare: 2,
        list: [{ id: 1 }, { id: 2 }],
        'at once': 2,
        'in steps': [1, 2],
        each: 2,
        unsafe: 1,
        'both or none': '42P01',
        left: 2,
      });
      expect(tree).toBe(`prepare
  · create books
  · insert books
list
  · query books
at once
  · query
  · query
in steps
  · query books
each
  · query books
unsafe
  · update books
both or none ! 42P01
  · begin
  · delete books
  · query missing ! 42P01
  · rollback
left
  · query books`);
      const rows = spans.map(({ name, attributes }) => `${name}: ${String(attributes['portcall.db.rows'])}`);
      expect(rows).toEqual([
        'prepare: 2',
        'list: 2',
        'at once: 2',
        'in steps: 0',
        'each: 2',
        'unsafe: 1',
        'both or none: 2',
        'left: 1',
      ]);
    });
  });
});
