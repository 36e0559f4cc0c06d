import { type Generated, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

export interface Tables {
  readonly products: ProductTable;
  readonly orders: OrderTable;
}

interface ProductTable {
  readonly id: Generated<number>;
  readonly name: string;
  readonly price_cents: number;
  readonly stock: number;
}

interface OrderTable {
  readonly id: Generated<number>;
  readonly product_id: number;
  readonly quantity: number;
  readonly confirmed: Generated<boolean>;
}

export type Database = Kysely<Tables>;

const PRODUCTS = [
  { name: 'Kettle', price_cents: 2_900, stock: 1_000_000 },
  { name: 'Lamp', price_cents: 4_500, stock: 1_000_000 },
  { name: 'Atlas', price_cents: 6_000, stock: 0 },
];

/** Makes the tables where there are none. */
export async function openDatabase(url: string): Promise<Database> {
  const database = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 10 }) }),
  });
  await database.schema
    .createTable('products')
    .ifNotExists()
    .addColumn('id', 'serial', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('price_cents', 'integer', (column) => column.notNull())
    .addColumn('stock', 'integer', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('orders')
    .ifNotExists()
    .addColumn('id', 'serial', (column) => column.primaryKey())
    .addColumn('product_id', 'integer', (column) => column.notNull().references('products.id'))
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('confirmed', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute();
  const first = await database.selectFrom('products').select('id').limit(1).executeTakeFirst();
  if (first === undefined) await database.insertInto('products').values(PRODUCTS).execute();
  return database;
}
