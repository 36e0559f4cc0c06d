import type { ChannelFamily } from '../family.js';
import { ioredis } from './ioredis.js';
import { mongoose } from './mongoose.js';
import { mysql2 } from './mysql2.js';
import { pg } from './pg.js';
import { redis } from './redis.js';

export type DatabaseFamily = 'ioredis' | 'mongoose' | 'mysql2' | 'pg' | 'redis';

/** Those whose operations become operations of the running call. */
export const DATABASES: readonly ChannelFamily<DatabaseFamily>[] = [mysql2, ioredis, redis, mongoose, pg];
