import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { Catalogue } from './catalogue/catalogue.js';
import { openDatabase } from './database.js';
import { storefrontServer } from './http/server.js';
import { OrderConfirmations } from './orders/confirmations.js';
import { Orders } from './orders/orders.js';

export interface ShopOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export interface Shop {
  readonly server: FastifyInstance;
  /** Lets requests and jobs under way end. */
  close(): Promise<void>;
}

/** Connects everything, and fills an empty database with some products. */
export async function openShop({ databaseUrl, redisUrl }: ShopOptions): Promise<Shop> {
  const log = pino();
  const database = await openDatabase(databaseUrl);
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const confirmations = new OrderConfirmations(database, redis, log);
  const catalogue = new Catalogue(database, redis);
  const orders = new Orders(database, confirmations);
  const server = storefrontServer({ catalogue, orders, log });
  return {
    server,
    async close() {
      await server.close();
      await confirmations.close();
      await redis.quit();
      await database.destroy();
    },
  };
}

/** Where a server that listens can be reached. */
export function addressOf(server: FastifyInstance): string {
  const { port } = server.server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
