import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PrismaClientLike } from '@portcall/integrations/prisma';
import { build } from 'esbuild';

/** What is used of the client that is made of `schema.prisma`. */
export interface ShopClient extends PrismaClientLike {
  readonly book: Books;
  readonly missing: { findMany(): Promise<readonly object[]> };
  $queryRawUnsafe(text: string, ...values: unknown[]): Promise<readonly object[]>;
  $queryRaw(text: TemplateStringsArray, ...values: unknown[]): Promise<readonly object[]>;
  $executeRawUnsafe(text: string, ...values: unknown[]): Promise<number>;
  $executeRaw(text: TemplateStringsArray, ...values: unknown[]): Promise<number>;
  $transaction<T>(body: (transaction: ShopClient) => Promise<T>): Promise<T>;
  $transaction(operations: readonly Promise<unknown>[]): Promise<readonly unknown[]>;
  $extends(extension: object): ShopClient;
  $on(event: 'query', heard: (event: { readonly query: string }) => void): ShopClient;
  $disconnect(): Promise<void>;
}

interface Books {
  findMany(args?: object): Promise<readonly Book[]>;
  findUnique(args: object): Promise<Book | null>;
  count(): Promise<number>;
  aggregate(args: object): Promise<object>;
  groupBy(args: object): Promise<readonly object[]>;
  create(args: { data: Partial<Book> }): Promise<Book>;
  createMany(args: { data: readonly Partial<Book>[] }): Promise<{ count: number }>;
  update(args: object): Promise<Book>;
  updateMany(args: object): Promise<{ count: number }>;
  upsert(args: object): Promise<Book>;
  deleteMany(args?: object): Promise<{ count: number }>;
}

interface Book {
  readonly id: number;
  readonly title: string;
}

export interface Generated extends Disposable {
  readonly PrismaClient: new (options: object) => ShopClient;
}

/** Has Prisma make the client and gives its class. Within the house, for the packages that it asks for. */
export async function generateClient(): Promise<Generated> {
  const folder = mkdtempSync(join(__dirname, 'made-'));
  copyFileSync(join(__dirname, 'schema.prisma'), join(folder, 'schema.prisma'));
  const prisma = require.resolve('prisma/build/index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate', '--schema', 'schema.prisma'], {
    cwd: folder,
    encoding: 'utf8',
    // It would load an engine that migrates databases, which it does not need for this: any program will do.
    env: { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
  });
  if (status !== 0) throw new Error(`prisma generate: ${stdout}${stderr}`);
  const outfile = join(folder, 'client.cjs');
  await build({
    entryPoints: [join(folder, 'generated/client.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    external: ['@prisma/*'],
    // Jest has none.
    supported: { 'dynamic-import': false },
    logLevel: 'error',
  });
  const { PrismaClient } = jest.requireActual<Generated>(outfile);
  return { PrismaClient, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
