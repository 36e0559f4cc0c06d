import { createRequire } from 'node:module';

/** What tests ask of `mssql`, which brings no types. */
export interface Mssql {
  readonly ConnectionPool: new (config: object) => Pool;
  readonly Request: new (from: Pool | Transaction) => MssqlRequest;
  readonly Transaction: new (pool: Pool) => Transaction;
  readonly PreparedStatement: new (pool: Pool) => PreparedStatement;
  readonly Int: unknown;
}

export interface Pool {
  connect(): Promise<Pool>;
  close(): Promise<void>;
  query(text: string): Promise<unknown>;
  batch(text: string): Promise<unknown>;
  request(): MssqlRequest;
  on(event: 'error', listener: () => void): this;
}

interface MssqlRequest {
  input(name: string, type: unknown, value: unknown): this;
  query(text: string): Promise<unknown>;
  query(text: string, callback: () => void): unknown;
  execute(procedure: string): Promise<unknown>;
}

interface Transaction {
  begin(): Promise<unknown>;
  commit(): Promise<unknown>;
  rollback(): Promise<unknown>;
}

interface PreparedStatement {
  input(name: string, type: unknown): this;
  prepare(text: string): Promise<unknown>;
  execute(values: object): Promise<unknown>;
  unprepare(): Promise<unknown>;
}

export const mssql = createRequire(__filename)('mssql') as Mssql;

/** A pool of two connections at most, not connected yet. */
export function openPool(port: number): Pool {
  const options = { encrypt: false };
  const pool = { min: 0, max: 2 };
  return new mssql.ConnectionPool({ server: '127.0.0.1', port, user: 'sa', password: '', options, pool });
}
