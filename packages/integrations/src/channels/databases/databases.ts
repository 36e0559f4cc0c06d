import type { ChannelFamily } from '../family.js';
import { mysql2 } from './mysql2.js';

export type DatabaseFamily = 'mysql2';

/** Those whose operations become operations of the running call. */
export const DATABASES: readonly ChannelFamily<DatabaseFamily>[] = [mysql2];
