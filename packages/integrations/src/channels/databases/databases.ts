import type { ChannelFamily } from '../family.js';
import { mysql2 } from './mysql2.js';
import { pg } from './pg.js';

export type DatabaseFamily = 'mysql2' | 'pg';

/** Those whose operations become operations of the running call. */
export const DATABASES: readonly ChannelFamily<DatabaseFamily>[] = [mysql2, pg];
