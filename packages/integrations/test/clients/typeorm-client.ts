import { DataSource, type DataSourceOptions, type EntityManager, EntitySchema } from 'typeorm';
import type { ClientUnderTest, InTransaction, Opened } from '../client-under-test.js';

interface Book {
  id: number;
  title: string;
}

// Its own documentation gives a literal there.
/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment */
const BOOKS = new EntitySchema<Book>({
  name: 'books',
  columns: { id: { type: Number, primary: true, generated: true }, title: { type: String } },
});

const MISSING = new EntitySchema<{ id: number }>({ name: 'missing', columns: { id: { type: Number, primary: true } } });

/* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */

export function dataSource(options: DataSourceOptions): DataSource {
  return new DataSource({ ...options, entities: [BOOKS, MISSING] });
}

export async function typeormClient(source: DataSource): Promise<Opened> {
  await source.initialize();
  const books = source.getRepository(BOOKS);
  const client: ClientUnderTest = {
    ...steps(source.manager),
    add: (one, other) => books.insert([{ title: one }, { title: other }]),
    list: () => books.find(),
    find: (title) => books.findBy({ title }),
    findLiterally: (title) => source.query(`select * from books where title = '${title}'`),
    rename: (from, to) => books.update({ title: from }, { title: to }),
    transaction: (body) => source.transaction(async (manager) => body(steps(manager))),
  };
  return { client, close: () => source.destroy() };
}

function steps(manager: EntityManager): InTransaction {
  return {
    remove: (title) => manager.delete(BOOKS, { title }),
    fail: () => manager.query('select * from missing'),
  };
}
