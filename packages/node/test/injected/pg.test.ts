import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DatabaseServer, describeWith, startPostgres } from '@portcall/real-parts';
import { describeNodes, runPlainApp } from './plain-app.js';

const FORMATS = ['import', 'require'] as const;

describeWith('postgres', 'an app that uses pg, without a line in it', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const OPENS = `
    const { Pool, Client, Query } = await load('pg').then((pg) => pg.default ?? pg);
    const pool = new Pool({ connectionString: process.env.DATABASE });
  `;
  const seen = (code: string, node = process.execPath, format: 'import' | 'require' = 'import') =>
    runPlainApp({ code: OPENS + code, format, node, env: { DATABASE: server.url } });

  describeNodes((node) => {
    it.each(FORMATS)('shows its queries in its calls, with %s', async (format) => {
      const { code, stdout, stderr, tree } = await seen(
        `
        await traced('prepare', { type: 'mutation' }, async () => {
          await pool.query('create table books (id int)');
          const client = await pool.connect();
          await client.query({ text: 'insert into books values ($1), ($2)', values: [1, 2] });
          client.release();
        })();
        const list = traced('list', { type: 'query' }, () => new Promise((resolve, reject) => {
          pool.query('select * from books', (error, result) => error ? reject(error) : resolve([result.rows, currentCall().fnName]));
        }));
        console.log(JSON.stringify(await list()));
        await traced('drop', { type: 'mutation' }, async () => { await pool.query('drop table books'); })();
        await pool.query('select 1');
        await pool.end();
        `,
        node,
        format,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual([[{ id: 1 }, { id: 2 }], 'list']);
      expect(tree).toBe(`prepare
  · create books
  · insert books
list
  · query books
drop
  · drop books`);
    });
  });

  it('shows what is handed over as an object, what fails, and where no connection is to be had', async () => {
    const { stdout, stderr, tree } = await seen(`
      const { default: Cursor } = await load('pg-cursor');
      const call = (name, body) => traced(name, { type: 'query' }, body)().catch((error) => error.code);
      const client = await pool.connect();
      const read = await call('cursor', async () => {
        const cursor = client.query(new Cursor('select generate_series(1, 3)'));
        const rows = await cursor.read(2);
        await cursor.close();
        return rows;
      });
      const submitted = await call('submitted', () => new Promise((resolve) => client.query(new Query('select 7 as x')).on('row', resolve)));
      client.release();
      const failed = await call('failed', async () => pool.query('select * from missing'));
      const nobody = new Pool({ host: '127.0.0.1', port: 1 });
      const refused = await call('refused', async () => nobody.query('select 1'));
      const single = new Client(process.env.DATABASE);
      await single.connect();
      const alone = await call('alone', async () => (await single.query('select 8 as x')).rows);
      console.log(JSON.stringify({ read, submitted, failed, refused, alone }));
      await single.end();
      await pool.end();
    `);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      read: [{ generate_series: 1 }, { generate_series: 2 }],
      submitted: { x: 7 },
      failed: '42P01',
      refused: 'ECONNREFUSED',
      alone: [{ x: 8 }],
    });
    expect(tree).toBe(`cursor
  · query
submitted
  · query
failed ! 42P01
  · query missing ! 42P01
refused ! ECONNREFUSED
  · connect ! ECONNREFUSED
alone
  · query`);
  });

  it('shows an operation once where the app has wrapped its client or its query builder', async () => {
    const { stderr, tree } = await seen(`
      const { tracedPg, tracedDialect } = await load('@portcall/integrations');
      const { Kysely, PostgresDialect, sql } = await load('kysely');
      const wrapped = tracedPg(pool);
      await traced('wrapped', { type: 'query' }, async () => { await wrapped.query('select 1'); })();
      const plain = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: process.env.DATABASE }) }) });
      await traced('kysely', { type: 'query' }, async () => { await sql\`select 1\`.execute(plain); })();
      const dialect = tracedDialect(new PostgresDialect({ pool }));
      const built = new Kysely({ dialect });
      await traced('wrapped kysely', { type: 'query' }, async () => { await sql\`select 1\`.execute(built); })();
      await plain.destroy();
      await built.destroy();
    `);
    expect({ stderr, tree }).toEqual({
      stderr: '',
      tree: `wrapped
  · query
kysely
  · query
wrapped kysely
  · query`,
    });
  });

  it('shows an operation once where Knex or TypeORM is traced above it, or is not', async () => {
    const { stderr, tree } = await seen(`
      const { tracedKnex, tracedTypeORM } = await load('@portcall/integrations');
      const knex = await load('knex').then((it) => it.default ?? it);
      const { DataSource } = await load('typeorm');
      for (const trace of [tracedKnex, (it) => it]) {
        const db = trace(knex({ client: 'pg', connection: process.env.DATABASE }));
        await traced('knex', { type: 'query' }, async () => db.transaction((tx) => tx.raw('select 1')))();
        await db.destroy();
      }
      for (const trace of [tracedTypeORM, (it) => it]) {
        const source = await trace(new DataSource({ type: 'postgres', url: process.env.DATABASE })).initialize();
        await traced('typeorm', { type: 'query' }, async () => source.transaction((tx) => tx.query('select 1')))();
        await source.destroy();
      }
      await pool.end();
    `);
    const steps = `
  · begin
  · query
  · commit`;
    // Alone Knex asks a new connection for the version of its server.
    const expected = `knex${steps}\nknex\n  · query${steps}\ntypeorm${steps}\ntypeorm${steps}`;
    expect({ stderr, tree }).toEqual({ stderr: '', tree: expected });
  });

  it('keeps nothing of many queries', async () => {
    const { code, stdout, stderr } = await runPlainApp({
      code: `${OPENS}
        const ask = traced('ask', { type: 'query' }, async () => { for (let i = 0; i < 50; i += 1) await pool.query('select 1'); });
        const rounds = async (count) => { for (let i = 0; i < count; i += 1) await ask(); globalThis.gc(); return process.memoryUsage().heapUsed; };
        await rounds(60);
        const before = await rounds(20);
        console.log(((await rounds(${ROUNDS})) - before) / 1e6);
        await pool.end();
      `,
      nodeArgs: ['--expose-gc'],
      env: { DATABASE: server.url, OTEL_TRACES_SAMPLER: 'always_off' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Number(stdout)).toBeLessThan(2);
  });
});

/** 100,000 queries where there is time for them. */
const ROUNDS = process.env['PORTCALL_SOAK'] === undefined ? 100 : 2_000;

describe('a package that cannot be injected', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-injected-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const said = async (version: string, files: Readonly<Record<string, string>>): Promise<string> => {
    const place = join(folder, version, 'node_modules', 'pg');
    const all = { 'package.json': JSON.stringify({ name: 'pg', version, main: 'index.js' }), ...files };
    for (const [file, text] of Object.entries(all)) {
      mkdirSync(dirname(join(place, file)), { recursive: true });
      writeFileSync(join(place, file), text);
    }
    const loads = `for (const _ of [1, 2]) console.log((await load(${JSON.stringify(join(place, 'index.js'))})).works);`;
    const { code, stdout, stderr } = await runPlainApp({ code: loads, format: 'require' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'true\ntrue\n' });
    return stderr;
  };

  const sentence = (why: string): string =>
    `portcall: pg: what it does is not seen without a line in the app (${why}); everything else goes on; wrap its clients where there is a wrapper for them\n`;
  const ENTRY = 'exports.works = true;';

  it('is loaded as it is, and said once', async () => {
    expect(await said('7.18.2', { 'index.js': ENTRY })).toBe(
      sentence('7.18.2 is installed, and only version 8 is known'),
    );
    expect(await said('8.98.0', { 'index.js': ENTRY })).toBe(sentence('8.98.0 has no file lib/client.js'));
    const other = { 'index.js': `require('./lib/client.js'); ${ENTRY}`, 'lib/client.js': 'class Other {}' };
    expect(await said('8.99.0', other)).toBe(sentence('Failed to find injection points for: ["constructor"]'));
  });
});
