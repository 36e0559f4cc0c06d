import { failOnProblems } from '@portcall/conformance';
import { type DatabaseServer, describeWith, startFerretDb } from '@portcall/real-parts';
import type { FnTrace } from '@portcall/trace';
import mongoose, { type Model, type Mongoose, type PipelineStage, Schema } from 'mongoose';
import { traceCalls } from '../trace-calls.js';
import { listenToChannels } from './listening.js';

interface Book {
  readonly title: string;
  readonly done?: boolean;
}

describeWith('ferretdb', 'mongoose', () => {
  failOnProblems();
  listenToChannels();
  const traceOf = traceCalls();
  let server: DatabaseServer;
  let connected: Mongoose;
  let books: Model<Book>;
  beforeAll(async () => {
    server = await startFerretDb();
    connected = await new mongoose.Mongoose().connect(server.url);
    books = connected.model<Book>('Book', new Schema({ title: String, done: Boolean }));
  }, 60_000);
  afterAll(async () => {
    await connected.disconnect();
    await server.stop();
  });
  beforeEach(async () => {
    await books.deleteMany({});
  });

  it('reports each operation once, with its collection and its documents', async () => {
    const { ops } = await traceOf(async () => {
      await books.insertMany([{ title: 'a' }, { title: 'b' }]);
      await new books({ title: 'c' }).save();
      await books.find();
      await books.findOne({ title: 'nobody' });
      await books.updateMany({}, { done: true });
      await books.findOneAndUpdate({ title: 'a' }, { title: 'd' });
      await books.countDocuments();
      await books.aggregate([{ $match: { title: 'b' } }]);
      await books.bulkWrite([{ deleteOne: { filter: { title: 'b' } } }, { insertOne: { document: { title: 'e' } } }]);
      await books.deleteMany({});
    });
    const done = { entity: 'books', ok: true, system: 'mongodb', text: undefined };
    expect(ops).toMatchObject([
      { op: 'insert', rowCount: 2, ...done },
      { op: 'save', rowCount: 1, ...done },
      { op: 'find', rowCount: 3, ...done },
      { op: 'find', rowCount: 0, ...done },
      { op: 'update', rowCount: 3, ...done },
      { op: 'findandmodify', rowCount: 1, ...done },
      { op: 'count', rowCount: undefined, ...done },
      { op: 'aggregate', rowCount: 1, ...done },
      { op: 'bulkwrite', rowCount: 2, ...done },
      { op: 'delete', rowCount: 3, ...done },
    ]);
    expect(ops).toHaveLength(10);
  });

  it('reports an operation that fails, and the app gets the same error', async () => {
    const failing = (): Promise<unknown> =>
      books.aggregate([{ $unknown: {} } as unknown as PipelineStage]).then(undefined, (error: unknown) => error);
    const expected = await failing();
    let thrown: unknown;
    const { ops } = await traceOf(async () => {
      thrown = await failing();
    });
    expect(ops).toMatchObject([
      { op: 'aggregate', entity: 'books', ok: false, errorType: String((expected as { code: number }).code) },
    ]);
    expect(ops).toHaveLength(1);
    expect(String(thrown)).toBe(String(expected));
    expect((thrown as object).constructor).toBe((expected as object).constructor);
  });

  it('gives the app what it gets outside of a call', async () => {
    const steps = async (): Promise<unknown> => {
      const { id } = await books.create({ title: 'a' });
      return [await books.findOne({ title: 'a' }).select('-_id').lean(), (await books.findById(id))?.title];
    };
    let given: unknown;
    await traceOf(async () => {
      given = await steps();
    });
    expect(given).toEqual(await steps());
  });

  it('reports a cursor as its first document and those after it', async () => {
    await books.insertMany(Array.from({ length: 250 }, (_, index) => ({ title: `${index}`, done: true })));
    const { ops } = await traceOf(async () => {
      let read = 0;
      for await (const { title } of books.find().cursor()) read += title === '' ? 0 : 1;
      expect(read).toBe(250);
      const cursor = books.find().lean().cursor();
      while ((await cursor.next()) !== null) read += 1;
      for await (const _ of books.find({ title: 'none' }).cursor()) read += 1;
      for await (const _ of books.aggregate([{ $match: { title: '7' } }]).cursor()) read += 1;
      for await (const _ of books.find().cursor()) break;
    });
    expect(ops.map(({ op, rowCount }) => `${op} ${rowCount}`)).toEqual([
      'find 1',
      'getmore 249',
      'find 1',
      'getmore 249',
      'find 0',
      'aggregate 1',
      'find 1',
    ]);
  });

  it('reports what hooks do beside what they belong to', async () => {
    const schema = new Schema<Book>({ title: String });
    schema.pre('findOne', async () => {
      await books.countDocuments();
    });
    const shelves = connected.model('Shelf', schema, 'shelves');
    const { ops } = await traceOf(() => shelves.findOne({ title: 'a' }));
    expect(ops.map(({ op, entity }) => `${op} ${entity}`)).toEqual(['count books', 'find shelves']);
  });

  it("records nobody's data", async () => {
    const trace = await traceOf(async () => {
      await books.create({ title: 'secret' });
      await books.findOne({ title: 'secret' });
      await books.aggregate([{ $match: { title: 'secret' } }]);
    });
    expect(trace.ops).toHaveLength(3);
    expect(JSON.stringify(trace)).not.toContain('secret');
  });

  it('keeps calls apart that run at the same time, and says nothing outside of one', async () => {
    const [a, b] = await Promise.all([
      traceOf(() => books.create({ title: 'a' })),
      traceOf(() => Promise.all([books.findOne({}), books.countDocuments()])),
      books.find(),
    ]);
    expect(namesOf(a)).toEqual(['save']);
    expect(namesOf(b)).toEqual(['count', 'find']);
  });
});

function namesOf({ ops }: FnTrace): readonly string[] {
  return ops.map(({ op }) => op).sort();
}
