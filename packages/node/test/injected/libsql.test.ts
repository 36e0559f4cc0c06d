import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE_FORMATS, bundled } from './bundle.js';
import { describeNodes, runPlainApp, runPlainFile } from './plain-app.js';

const STEPS = `
  const client = createClient({ url: process.env.DATABASE });
  const call = (name, body) => traced(name, { type: 'mutation' }, body)().catch((error) => error.code);
  await client.executeMultiple('drop table if exists books; create table books (id integer primary key)');
  await call('add', async () => {
    const transaction = await client.transaction('write');
    await transaction.execute('insert into books values (1)');
    await transaction.commit();
    await client.batch(['insert into books values (2)', 'insert into books values (3)']);
  });
  console.log(JSON.stringify([
    await call('list', async () => (await client.execute('select * from books')).rows.length),
    await call('fail', async () => client.execute('select * from missing')),
  ]));
  client.close();
`;

const TREE = `add
  · begin
  · insert books
  · commit
  · insert books
list
  · query books
fail ! SQLITE_ERROR
  · query missing ! SQLITE_ERROR`;

describe('an app that uses libSQL, without a line in it', () => {
  const databases = mkdtempSync(join(tmpdir(), 'portcall-libsql-'));
  const folder = mkdtempSync(join(__dirname, 'bundle-'));
  afterAll(() => {
    for (const one of [databases, folder]) rmSync(one, { recursive: true, force: true });
  });
  const env = { DATABASE: `file:${join(databases, 'books.db')}` };

  describeNodes((node) => {
    it.each(['import', 'require'] as const)('shows its statements in its calls, with %s', async (format) => {
      const code = `const { createClient } = await load('@libsql/client');${STEPS}`;
      const { code: exitCode, stdout, stderr, tree } = await runPlainApp({ code, format, node, env });
      expect({ exitCode, stderr, tree }).toEqual({ exitCode: 0, stderr: '', tree: TREE });
      expect(JSON.parse(stdout)).toEqual([3, 'SQLITE_ERROR']);
    });

    it.each(BUNDLE_FORMATS)('shows them where it is bundled, as %s', async (format) => {
      const app = `import { createClient } from '@libsql/client'; import { traced } from '@portcall/trace';
        const main = async () => {${STEPS}}; main();`;
      const file = await bundled(app, { folder, format, external: ['libsql'] });
      const { code, stderr, tree } = await runPlainFile(file, { node, env });
      expect({ code, stderr, tree }).toEqual({ code: 0, stderr: '', tree: TREE });
    });
  });
});
