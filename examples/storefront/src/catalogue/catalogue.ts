import type { Redis } from 'ioredis';
import type { Database } from '../database.js';
import { describeProduct } from './describe-product.js';

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price_cents: number;
  readonly stock: number;
}

const KEPT_SECONDS = 60;

/** What the shop sells. */
export class Catalogue {
  constructor(
    private readonly database: Database,
    private readonly cache: Redis,
  ) {}

  async all(): Promise<readonly Product[]> {
    return await this.database.selectFrom('products').selectAll().orderBy('id').execute();
  }

  /** From the cache where it is there; undefined where no such product is sold. */
  async product(id: number): Promise<Product | undefined> {
    const key = `product:${id}`;
    const kept = await this.cache.get(key);
    if (kept !== null) return JSON.parse(kept) as Product;
    const found = await this.database.selectFrom('products').selectAll().where('id', '=', id).executeTakeFirst();
    if (found !== undefined) await this.cache.set(key, JSON.stringify(found), 'EX', KEPT_SECONDS);
    return found;
  }

  /** A text about a product, as a model writes it. */
  async description(id: number): Promise<string | undefined> {
    const product = await this.product(id);
    return product === undefined ? undefined : await describeProduct(product.name);
  }
}
