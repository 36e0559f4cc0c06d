import mongoose from 'mongoose';
import { describeTransparency, type World } from './suite.js';

const schema = new mongoose.Schema({ title: String, done: Boolean }, { bufferTimeoutMS: 20 });
// Answers without a server, as a cache does.
schema.pre('find', function () {
  if (this.getFilter()['title'] === 'cached') throw mongoose.skipMiddlewareFunction([{ title: 'cached', done: true }]);
});
const Lot = mongoose.model('Lot', schema);

function look({ see }: World, query: mongoose.Query<unknown, unknown>): void {
  see('query', query instanceof mongoose.Query, query.getFilter(), query.getOptions(), Object.keys(query).toSorted());
}

describeTransparency('mongoose', {
  'a query, awaited, run, chained and refused twice': async (world) => {
    const { fn, see, attempt } = world;
    const find = fn((title: string) => Lot.find({ title }));
    const query = find('cached');
    look(world, query);
    see('same', query.where({ done: true }) === query, query.sort('title') === query);
    see('awaited', await query);
    await attempt('twice', () => query);
    see('run', await find('cached').exec());
    see('then', await find('cached').then((lots) => lots.length));
    see('again', await find('cached').clone());
    see('async', await fn(async () => Lot.find({ title: 'cached' }))());
  },
  'a query that has no answer': async ({ fn, attempt }) => {
    const find = fn(() => Lot.find({}));
    await attempt('awaited', () => find());
    await attempt('caught', () => find().catch((error: unknown) => (error as Error).name));
    await attempt('finally', () => find().finally(() => {}));
  },
  'a query of one, and a document': async ({ fn, see }) => {
    const lot = fn(() => new Lot({ title: 'a', done: true }))();
    see('lot', lot instanceof Lot, lot.toJSON().title, lot.done);
    see('query', fn(() => Lot.findOne({ title: 'a' }))().getQuery());
  },
});
