import type { ChannelFamily } from '../family.js';
import { graphql } from './graphql.js';
import { ioredis } from './ioredis.js';
import { libsql } from './libsql.js';
import { mongodb } from './mongodb.js';
import { mongoose } from './mongoose.js';
import { mssql } from './mssql.js';
import { mysql2 } from './mysql2.js';
import { pg } from './pg.js';
import { postgres } from './postgres.js';
import { redis } from './redis.js';

export type DatabaseFamily =
  | 'graphql'
  | 'ioredis'
  | 'libsql'
  | 'mongodb'
  | 'mongoose'
  | 'mssql'
  | 'mysql2'
  | 'pg'
  | 'postgres'
  | 'redis';

/** Those whose operations become operations of the running call. */
export const DATABASES: readonly ChannelFamily<DatabaseFamily>[] = [
  mysql2,
  ioredis,
  redis,
  mongoose,
  mongodb,
  mssql,
  graphql,
  libsql,
  pg,
  postgres,
];
