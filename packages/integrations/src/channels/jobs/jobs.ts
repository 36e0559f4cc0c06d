import type { ChannelFamily } from '../family.js';
import { bullmq } from './bullmq.js';
import { croner } from './croner.js';
import { nodeCron } from './node-cron.js';

export type JobFamily = 'bullmq' | 'croner' | 'node-cron';

/** Those whose work, put off until later, becomes calls of its own. */
export const JOBS: readonly ChannelFamily<JobFamily>[] = [bullmq, croner, nodeCron];
