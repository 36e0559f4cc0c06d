import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseServer, describeWith, startFerretDb } from '@portcall/real-parts';
import { BUNDLE_FORMATS, bundled } from './bundle.js';
import { describeNodes, runPlainApp, runPlainFile } from './plain-app.js';

const STEPS = `
  const client = new MongoClient(process.env.DATABASE, { serverSelectionTimeoutMS: 5000 });
  const books = client.db().collection('books');
  const answers = {};
  const call = async (name, body) => { answers[name] = await traced(name, { type: 'mutation' }, body)().catch((error) => error.code); };
  await call('add', async () => (await books.insertMany(Array.from({ length: 150 }, (_, id) => ({ _id: id })))).insertedCount);
  await call('again', async () => books.insertOne({ _id: 7 }));
  await call('list', async () => (await books.find().toArray()).length);
  await call('change', async () => (await books.updateMany({ _id: { $lt: 2 } }, { $set: { read: true } })).modifiedCount);
  await call('take', async () => (await books.findOneAndDelete({ _id: 7 }))._id);
  await call('fail', async () => books.aggregate([{ $unknown: {} }]).toArray());
  await call('session', () => client.withSession(async (session) => { session.startTransaction(); await session.commitTransaction(); }));
  await call('drop', async () => books.drop());
  await books.countDocuments();
  await client.close();
  console.log(JSON.stringify(answers));
`;

const TREE = `add
  · insert books
again ! 11000
  · insert books ! 11000
list
  · find books
  · getmore books
change
  · update books
take
  · findandmodify books
fail ! 40234
  · aggregate books ! 40234
session
  · begin
  · commit
drop
  · drop books`;

const ANSWERS = { add: 150, again: 11000, list: 150, change: 2, take: 7, fail: 40234, drop: true };

/** What the driver asks for where it is there. */
const OPTIONAL = [
  '@aws-sdk/credential-providers',
  '@mongodb-js/zstd',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
];

describeWith('ferretdb', "an app that uses MongoDB's driver, without a line in it", () => {
  let server: DatabaseServer;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(__dirname, 'bundle-'));
    server = await startFerretDb();
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });

  describeNodes((node) => {
    it.each(['import', 'require'] as const)('shows its commands in its calls, with %s', async (format) => {
      const code = `const { MongoClient } = await load('mongodb').then((it) => it.default ?? it);${STEPS}`;
      const env = { DATABASE: server.url };
      const { code: exitCode, stdout, stderr, tree, spans } = await runPlainApp({ code, format, node, env });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual(ANSWERS);
      expect(tree).toBe(TREE);
      const rows = spans.map(({ name, attributes }) => `${name}: ${String(attributes['portcall.db.rows'])}`);
      expect(rows.slice(0, 5)).toEqual(['add: 150', 'again: 0', 'list: 150', 'change: 2', 'take: 1']);
    });

    it.each(BUNDLE_FORMATS)('shows them where it is bundled, as %s', async (format) => {
      const app = `import { MongoClient } from 'mongodb'; import { traced } from '@portcall/trace';
        const main = async () => {${STEPS}}; main();`;
      const file = await bundled(app, { folder, format, external: OPTIONAL });
      const { code, stderr, tree } = await runPlainFile(file, { node, env: { DATABASE: server.url } });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(tree).toBe(TREE);
    });
  });

  it('shows an operation once where the client is wrapped as well, or mongoose reports it', async () => {
    const { stderr, tree } = await runPlainApp({
      code: `
        const { tracedMongo } = await load('@portcall/integrations');
        const { MongoClient } = await load('mongodb');
        const client = tracedMongo(new MongoClient(process.env.DATABASE));
        const books = client.db().collection('books');
        await traced('wrapped', { type: 'query' }, async () => {
          await books.find().toArray();
          await client.withSession(async (session) => { session.startTransaction(); await session.abortTransaction(); });
        })();
        await client.close();
        const mongoose = await load('mongoose').then((it) => it.default ?? it);
        await mongoose.connect(process.env.DATABASE, { autoCreate: false, autoIndex: false });
        const Shelf = mongoose.model('Shelf', new mongoose.Schema({ title: String }), 'shelves');
        await traced('mongoose', { type: 'mutation' }, async () => {
          await Shelf.create({ title: 'a' });
          await Shelf.find();
          for await (const _ of Shelf.find().cursor());
          await Shelf.collection.estimatedDocumentCount();
        })();
        await mongoose.disconnect();
      `,
      env: { DATABASE: server.url },
    });
    expect({ stderr, tree }).toEqual({
      stderr: '',
      tree: `wrapped
  · find books
  · begin
  · rollback
mongoose
  · save shelves
  · find shelves
  · find shelves
  · count shelves`,
    });
  });
});
