import type { Database } from '../database.js';
import type { OrderConfirmations } from './confirmations.js';

export class SoldOutError extends Error {
  readonly code = 'SOLD_OUT';
}

/** What is bought. */
export class Orders {
  constructor(
    private readonly database: Database,
    private readonly confirmations: OrderConfirmations,
  ) {}

  /**
   * Takes from the stock and orders, both or neither; the confirmation is sent later.
   * @returns the order's id
   * @throws SoldOutError where there is not enough in stock
   */
  async place(productId: number, quantity: number): Promise<number> {
    const id = await this.database.transaction().execute(async (transaction) => {
      const taken = await transaction
        .updateTable('products')
        .set((products) => ({ stock: products('stock', '-', quantity) }))
        .where('id', '=', productId)
        .where('stock', '>=', quantity)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) throw new SoldOutError(`product ${productId} is sold out`);
      const order = await transaction
        .insertInto('orders')
        .values({ product_id: productId, quantity })
        .returning('id')
        .executeTakeFirstOrThrow();
      return order.id;
    });
    await this.confirmations.request(id);
    return id;
  }
}
