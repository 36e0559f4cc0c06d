import { bullmq } from './libraries/bullmq.js';
import { croner } from './libraries/croner.js';
import { ioredis } from './libraries/ioredis.js';
import { libsql } from './libraries/libsql.js';
import { mongodb } from './libraries/mongodb.js';
import { nodeCron } from './libraries/node-cron.js';
import { pg, pgPool } from './libraries/pg.js';
import { piscina } from './libraries/piscina.js';
import { postgres } from './libraries/postgres.js';
import type { InjectedLibrary } from './library.js';

/** All that is injected. */
export const LIBRARIES: readonly InjectedLibrary[] = [
  bullmq,
  croner,
  ioredis,
  libsql,
  mongodb,
  nodeCron,
  pg,
  pgPool,
  piscina,
  postgres,
];
