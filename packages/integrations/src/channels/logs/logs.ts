import type { ChannelFamily } from '../family.js';
import { pino } from './pino.js';

export type LogFamily = 'pino';

/** Those whose lines say in which call they were written. */
export const LOGS: readonly ChannelFamily<LogFamily>[] = [pino];
