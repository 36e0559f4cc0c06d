import { expectProblems, failOnProblems } from '@portcall/conformance';
import { tracedMongo } from '@portcall/integrations/mongodb';
import { type DatabaseServer, describeWith, startFerretDb } from '@portcall/real-parts';
import { type Collection, MongoBulkWriteError, MongoClient } from 'mongodb';
import mongoose, { Schema } from 'mongoose';
import { listenToChannels } from '../channels/listening.js';
import type { ClientUnderTest } from '../client-under-test.js';
import { describeClient } from '../describe-client.js';
import { traceCalls } from '../trace-calls.js';

interface Book {
  readonly title: string;
}

describeWith('ferretdb', "MongoDB's driver", () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startFerretDb();
  }, 60_000);
  afterAll(() => server.stop());

  describeClient("MongoDB's driver", {
    system: 'mongodb',
    reads: 'find',
    fails: 'aggregate',
    missingTable: '40234',
    knowsTexts: false,
    open: async () => {
      const client = await tracedMongo(new MongoClient(server.url)).connect();
      return { client: stepsOf(client), close: () => client.close() };
    },
  });

  describe("MongoDB's driver in its other forms", () => {
    failOnProblems();
    const traceOf = traceCalls();
    let client: MongoClient;
    let books: Collection<Book>;
    beforeAll(() => {
      client = tracedMongo(new MongoClient(server.url));
      books = client.db().collection<Book>('shelf');
    });
    afterAll(() => client.close());
    beforeEach(() => books.deleteMany({}));

    it('reports each command with its collection and its documents', async () => {
      const { ops } = await traceOf(async () => {
        await books.insertOne({ title: 'a' });
        await books.bulkWrite([{ insertOne: { document: { title: 'b' } } }, { deleteOne: { filter: { title: 'b' } } }]);
        await books.updateOne({ title: 'c' }, { $set: { title: 'd' } }, { upsert: true });
        await books.findOneAndUpdate({ title: 'a' }, { $set: { title: 'e' } });
        await books.findOneAndDelete({ title: 'nobody' });
        await books.countDocuments();
        await books.estimatedDocumentCount();
        await books.distinct('title');
        await books.aggregate([{ $match: { title: 'e' } }]).toArray();
        await books.createIndex({ title: 1 });
        await client.db().command({ ping: 1 });
        await books.drop();
      });
      expect(ops.map(({ op, entity, rowCount }) => `${op} ${entity} ${rowCount}`)).toEqual([
        'insert shelf 1',
        'insert shelf 1',
        'delete shelf 1',
        'update shelf 1',
        'findandmodify shelf 1',
        'findandmodify shelf 0',
        'aggregate shelf 1',
        'count shelf undefined',
        'distinct shelf undefined',
        'aggregate shelf 1',
        'createindexes shelf undefined',
        'ping  undefined',
        'drop shelf undefined',
      ]);
      expect(ops.filter(({ ok, system }) => !ok || system !== 'mongodb')).toEqual([]);
    });

    it('reports a cursor as its batches', async () => {
      await books.insertMany(Array.from({ length: 250 }, (_, index) => ({ title: `${index}` })));
      const { ops } = await traceOf(async () => {
        let read = 0;
        for await (const _ of books.find()) read += 1;
        for await (const _ of books.find({}, { batchSize: 200 })) break;
        expect(read).toBe(250);
      });
      expect(ops.map(({ op, entity, rowCount }) => `${op} ${entity} ${rowCount}`)).toEqual([
        'find shelf 101',
        'getmore shelf 149',
        'find shelf 200',
        'killcursors shelf undefined',
      ]);
    });

    it('reports writes that the server has refused, and the app gets the same error', async () => {
      await books.createIndex({ title: 1 }, { unique: true }, {});
      const failing = () =>
        books
          .insertMany([{ title: 'a' }, { title: 'a' }])
          .then(undefined, (error: unknown) => error as MongoBulkWriteError);
      let thrown: unknown;
      const { ops } = await traceOf(async () => {
        thrown = await failing();
      });
      await books.drop();
      expect(thrown).toBeInstanceOf(MongoBulkWriteError);
      expect(ops).toMatchObject([
        { op: 'insert', entity: 'shelf', ok: false, errorType: String((thrown as MongoBulkWriteError).code) },
      ]);
    });

    it('reports transactions by their sessions', async () => {
      const { ops } = await traceOf(async () => {
        await client.withSession(async (session) => {
          session.startTransaction();
          await session.commitTransaction();
          session.startTransaction();
          await session.abortTransaction();
          await session.abortTransaction().catch(() => undefined);
        });
      });
      expect(ops.map(({ op, ok }) => `${op} ${ok}`)).toEqual([
        'begin true',
        'commit true',
        'begin true',
        'rollback true',
        'rollback false',
      ]);
    });

    it('reports a connection that cannot be had', async () => {
      const nobody = tracedMongo(new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 50 }));
      const { ops } = await traceOf(() =>
        nobody
          .db()
          .collection('books')
          .findOne({})
          .catch(() => undefined),
      );
      expect(ops).toMatchObject([{ op: 'connect', entity: '', ok: false, errorType: 'ECONNREFUSED' }]);
      expect(ops).toHaveLength(1);
      await nobody.close();
    });

    it('traces a client once, and gives back the client itself', async () => {
      expect(tracedMongo(client)).toBe(client);
      const { ops } = await traceOf(() => books.countDocuments());
      expect(ops).toHaveLength(1);
    });

    it('says so where a client has been connected already', async () => {
      const connected = await new MongoClient(server.url).connect();
      tracedMongo(connected);
      await connected.close();
      expectProblems('call.integration tracedMongo');
    });

    it('takes what is a client alone', () => {
      // @ts-expect-error it monitors nothing
      expect(() => tracedMongo({})).toThrow();
    });
  });

  describe("mongoose above MongoDB's driver, both seen", () => {
    failOnProblems();
    listenToChannels();
    const traceOf = traceCalls();

    it('reports for it, and the driver what mongoose does not tell', async () => {
      const client = await tracedMongo(new mongoose.mongo.MongoClient(server.url)).connect();
      const app = new mongoose.Mongoose({ autoCreate: false, autoIndex: false });
      app.connection.setClient(client);
      const books = app.model<Book>('Book', new Schema({ title: String }));
      const { ops } = await traceOf(async () => {
        await books.create({ title: 'a' });
        await books.find();
        await books.aggregate([{ $match: { title: 'a' } }]);
        await books.bulkWrite([{ insertOne: { document: { title: 'b' } } }]);
        for await (const _ of books.find().cursor());
        await books.collection.countDocuments();
        await books.deleteMany({});
      });
      expect(ops.map(({ op, entity }) => `${op} ${entity}`)).toEqual([
        'save books',
        'find books',
        'aggregate books',
        'bulkwrite books',
        'find books',
        'getmore books',
        'aggregate books',
        'delete books',
      ]);
      await client.close();
    });
  });
});

function stepsOf(client: MongoClient): ClientUnderTest {
  const books = client.db().collection<Book>('books');
  const find = (title: string) => books.find({ title }).toArray();
  return {
    add: async (one, other) => (await books.insertMany([{ title: one }, { title: other }])).insertedCount,
    list: () => books.find().toArray(),
    find,
    findLiterally: find,
    rename: (from, to) => books.updateMany({ title: from }, { $set: { title: to } }),
    remove: (title) => books.deleteMany({ title }),
    fail: () =>
      client
        .db()
        .collection('missing')
        .aggregate([{ $unknown: {} }])
        .toArray(),
  };
}
