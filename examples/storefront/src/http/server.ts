import { type FastifyInstance, fastify } from 'fastify';
import type { Logger } from 'pino';
import type { Catalogue } from '../catalogue/catalogue.js';
import { type Orders, SoldOutError } from '../orders/orders.js';

export interface StorefrontParts {
  readonly catalogue: Catalogue;
  readonly orders: Orders;
  readonly log: Logger;
}

type WithId = { readonly Params: { readonly id: string } };
type WithOrder = { readonly Body: { readonly productId: number; readonly quantity: number } };

const ORDER = {
  body: {
    type: 'object',
    required: ['productId', 'quantity'],
    properties: { productId: { type: 'integer' }, quantity: { type: 'integer', minimum: 1 } },
  },
};

/** The shop's pages, as JSON. */
export function storefrontServer({ catalogue, orders, log }: StorefrontParts): FastifyInstance {
  const server = fastify();

  server.get('/products', async () => await catalogue.all());

  server.get<WithId>('/products/:id', async ({ params: { id } }, reply) => {
    const product = await catalogue.product(Number(id));
    return product ?? reply.code(404).send({ message: 'no such product' });
  });

  server.get<WithId>('/products/:id/description', async ({ params: { id } }, reply) => {
    const description = await catalogue.description(Number(id));
    return description === undefined ? reply.code(404).send({ message: 'no such product' }) : { description };
  });

  server.post<WithOrder>('/orders', { schema: ORDER }, async ({ body: { productId, quantity } }, reply) => {
    try {
      const id = await orders.place(productId, quantity);
      log.info({ order: id, product: productId }, 'order placed');
      return await reply.code(201).send({ id });
    } catch (error) {
      if (!(error instanceof SoldOutError)) throw error;
      log.warn({ product: productId }, error.message);
      return await reply.code(409).send({ code: error.code, message: error.message });
    }
  });

  return server;
}
