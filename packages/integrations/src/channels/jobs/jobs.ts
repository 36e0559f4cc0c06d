import type { ChannelFamily } from '../family.js';
import { bullmq } from './bullmq.js';
import { croner } from './croner.js';
import { nodeCron } from './node-cron.js';
import { piscina } from './piscina.js';

export type JobFamily = 'bullmq' | 'croner' | 'node-cron' | 'piscina';

/** Those whose work, put off until later, becomes calls of its own. */
export const JOBS: readonly ChannelFamily<JobFamily>[] = [bullmq, croner, nodeCron, piscina];
